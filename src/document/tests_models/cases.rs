//! The documents, and what each states.

/// (format, file name of the example, what it states).
pub(super) const EXAMPLES: &[(&str, &str, &str)] = &[
    (
        "mct-json",
        "model_card.json",
        r#"Model `Claims triage`
Dataset `acme/claims-2025`
Dataset `eval_split`
Evaluation `recall on region:north`
version = 2.1 /model_details/version/name
architectures = gradient-boosted trees /model_parameters/model_architecture
release_date = 2026-02-03 /model_details/version/date
license = Apache-2.0 /model_details/licenses/0/identifier
supplier = Acme Models /model_details/owners/0/name
contact = models@acme.example /model_details/owners/0/contact
documented = contact /model_details/owners/0/contact
documented = intended-users /considerations/users/0/description
documented = intended-use /considerations/use_cases/0/description
documented = ethical-considerations /considerations/ethical_considerations/0/name
documented = outputs /model_parameters/output_format
documented = bias-and-risks /considerations/ethical_considerations/0/mitigation_strategy
training_datasets = acme/claims-2025 /model_parameters/data/0/name
evaluation_datasets = acme/claims-2025 /model_parameters/data/0/name
source_urls = https://acme.example/claims-2025 /model_parameters/data/0/link
documented = training-data /model_parameters/data/0/description
sensitive_data = names /model_parameters/data/0/sensitive/sensitive_data/0
sensitive_data = injuries /model_parameters/data/0/sensitive/sensitive_data/1
evaluation_datasets = https://acme.example/claims-2026 /model_parameters/data/1/link
source_urls = https://acme.example/claims-2026 /model_parameters/data/1/link
metric = recall /quantitative_analysis/performance_metrics/0/type
evaluation_metrics = recall /quantitative_analysis/performance_metrics/0/type
value = 0.91 /quantitative_analysis/performance_metrics/0/value
slice = region:north /quantitative_analysis/performance_metrics/0/slice
confidence_lower = 0.88 /quantitative_analysis/performance_metrics/0/confidence_interval/lower_bound
confidence_upper = 0.94 /quantitative_analysis/performance_metrics/0/confidence_interval/upper_bound
documented = evaluation /quantitative_analysis/performance_metrics/0/value
hollow documented limitations: no content"#,
    ),
    (
        "mct-json",
        "first.json",
        r#"Model `Letter tagger`
Dataset `letters-2024`
Dataset `letters-2025`
release_date = 2025-08-23 /model_details/version/date
license = MIT /model_details/license
documented = intended-use /considerations/use_cases/0
training_datasets = letters-2024 /model_parameters/data/train/name
personal_data = false /model_parameters/data/train/sensitive
evaluation_datasets = letters-2025 /model_parameters/data/eval/name
hollow documented limitations: no content"#,
    ),
    (
        "model-card-yaml",
        "model-card.yaml",
        r#"Model `claims-triage`
Dataset `acme/claims-2025`
Evaluation `recall on north`
Evaluation `f1 on acme/claims-2026`
version = 2.1 /model_details/version/name
base_models = acme/tiny-base /base_model
training_datasets = acme/claims-2025 /datasets/0
languages = en /language/0
languages = no /language/1
tasks = text-classification /pipeline_tag
model_libraries = claims-kit /library_name
release_date = 2026-02-03 /model_details/version/date
license_link = https://acme.example/license /model_details/licenses/0/license_link
license = Apache-2.0 /model_details/licenses/0/identifier
supplier = Acme Models /model_details/contributors/0/affiliation
contact = models@acme.example /model_details/contributors/0/email
documented = contact /model_details/contributors/0/email
documented = funding /model_details/contributors/1/name
documented = intended-use /considerations/use_cases/0/description
documented = out-of-scope-use /considerations/out_of_scope_uses/0/description
documented = training-procedure /model_parameters/training_procedure/description
training_datasets = acme/claims-2025 /model_parameters/data/0/name
evaluation_datasets = acme/claims-2025 /model_parameters/data/0/name
source_urls = https://acme.example/claims-2025 /model_parameters/data/0/link
documented = bias-and-risks /model_parameters/data/0/bias_input
metric = recall /quantitative_analysis/performance_metrics/0/type
evaluation_metrics = recall /quantitative_analysis/performance_metrics/0/type
value = 0.91 /quantitative_analysis/performance_metrics/0/value
slice = north /quantitative_analysis/performance_metrics/0/slice
unit = share /quantitative_analysis/performance_metrics/0/unit
documented = evaluation /quantitative_analysis/performance_metrics/0/value
evaluation_datasets = acme/claims-2026 /model_index/0/results/0/dataset/type
tasks = text-classification /model_index/0/results/0/task/type
metric = f1 /model_index/0/results/0/metrics/0/type
evaluation_metrics = f1 /model_index/0/results/0/metrics/0/type
value = 0.88 /model_index/0/results/0/metrics/0/value
dataset = acme/claims-2026 /model_index/0/results/0/dataset/type
task = text-classification /model_index/0/results/0/task/type
hollow documented compute: no content
hollow documented bias-and-risks: no content"#,
    ),
    (
        "model-card-yaml",
        "small.yml",
        r#"Model `letter-tagger`
license = other /model_details/licenses/0/custom_text
supplier = Acme /model_details/owners/0/name
hollow contact : a placeholder
hollow documented contact: no content
hollow documented limitations: no content"#,
    ),
    (
        "azure-model-spec",
        "spec.yaml",
        r#"Model `acme-claims-triage` pkg:huggingface/Acme/Claims-Triage@9c1f2d70aa
version = 7 /version
supplier = Acme /system_metadata/publisher
input_modalities = text /system_metadata/inputModalities/0
output_modalities = text /system_metadata/outputModalities/0
tasks = text-classification /system_metadata/tasks/inferenceTasks/0
training_data_cutoff = 2025-08-01 /system_metadata/trainingDataDate
deprecation_date = 2027-03-31 /system_metadata/deprecation/inferenceDeprecationDate
languages = en /system_metadata/languages/0
languages = no /system_metadata/languages/1
training_datasets = claims-2024 /tags/training_dataset
training_datasets = claims-2025 (letters, no calls) /tags/training_dataset
license = other /system_metadata/license
documented = license /system_metadata/licenseDescription
hollow training_datasets : an empty list"#,
    ),
    (
        "azure-model-spec",
        "old.yml",
        r#"Model `acme-letters`
version = 1 /version
supplier = Acme /tags/author
tasks = token-classification /tags/task
languages = en /properties/languages
languages = de /properties/languages
license = MIT /tags/license"#,
    ),
    (
        "gpai-form",
        "model-documentation-form.json",
        r#"Model `Acme Letters 2`
supplier = Acme Models Ltd /GeneralInformation/LegalNameProvider/value
release_date = 2026-02-03 /GeneralInformation/ReleaseDate/value
eu_market_date = 2026-03-01 /GeneralInformation/UnionMarketReleaseDate/value
architectures = decoder-only transformer /ModelProperties/ModelArchitecture/value
input_modalities = text /ModelProperties/InputModalities/Text/value
output_modalities = text /ModelProperties/OutputModalities/value/0
parameters = 73000000000 /ModelProperties/TotalParameters/value
license = Apache-2.0 /DistributionAndLicenses/Licenses/value
documented = license /DistributionAndLicenses/Licenses/value
acceptable_use_policy = https://acme.example/use /Use/AcceptableUsePolicy/value
documented = intended-use /Use/IntendedUses/value
documented = training-data /TrainingData/DataProvenance/value
training_compute_exaflop = 1200000.0 /ComputationalResources/AmountOfComputation/value
documented = compute /ComputationalResources/AmountOfComputation/value
training_energy_kwh = 310000.0 /EnergyConsumption/AmountOfEnergy/value
documented = environmental-impact /EnergyConsumption/AmountOfEnergy/value
hollow base_models : a placeholder
hollow documented bias-mitigation: no content"#,
    ),
    (
        "gpai-form",
        "acme-letters.json",
        r#"Model `Acme Letters 2`
supplier = Acme Models Ltd /section_data/general/legal_name/text
architectures = decoder-only transformer /section_data/properties/architecture
input_modalities = text /section_data/properties/input_modalities/0
input_modalities = image /section_data/properties/input_modalities/1
license = Apache-2.0 /section_data/distribution/license_type
documented = license /section_data/distribution/license_type
license_link = https://acme.example/license /section_data/distribution/license_link
documented = intended-use /section_data/use/intended_use
release_date = 2026-02-03 /release_date
hollow parameters : not one number in the unit of the form
hollow documented out-of-scope-use: no content"#,
    ),
    (
        "croissant",
        "metadata.json",
        r#"Dataset `claims-2025`
version = 1.2.0 /version
release_date = 2026-01-15 /datePublished
source_urls = https://acme.example/claims-2025 /url
languages = en /inLanguage/0
languages = no /inLanguage/1
source_datasets = Claims 2024 /prov:wasDerivedFrom/prov:label
license_link = https://creativecommons.org/licenses/by/4.0/ /license
license = CC-BY-4.0 /license
supplier = Acme Data Office /creator/name
contact = data@acme.example /creator/email
documented = contact /creator/email
documented = data-collection /rai:dataCollection
documented = privacy /rai:personalSensitiveInformation/0
sensitive_data = Gender /rai:personalSensitiveInformation/0
sensitive_data = Age /rai:personalSensitiveInformation/1
documented = bias-and-risks /rai:dataBiases/0
documented = intended-use /rai:useCases
source_urls = https://acme.example/all.zip /distribution/1/contentUrl
hollow documented limitations: no content
file data/claims.csv /distribution/0/sha256"#,
    ),
    (
        "croissant",
        "named.jsonld",
        r#"Dataset `letters`
license_link = https://acme.example/terms /lizenz/url
license_name = Acme data terms /lizenz/name
license = other /lizenz/name"#,
    ),
    (
        "croissant",
        "before.json",
        r#"Dataset `calls`
license = AFL-3.0 /license
documented = bias-and-risks /dataBiases"#,
    ),
    (
        "hf-dataset-card",
        "README.md",
        r#"Dataset `Claims 2025`
languages = en /frontmatter/language/0
languages = no /frontmatter/language/1
license = CC-BY-4.0 /frontmatter/license
source_datasets = acme/letters /frontmatter/source_datasets/0
documented = data-annotation /frontmatter/annotations_creators/0
gated = true /frontmatter/extra_gated_prompt
documented = intended-use /sections/2/heading
documented = intended-use /sections/3/heading
documented = data-collection /sections/5/heading
documented = data-collection /sections/6/heading
documented = privacy /sections/7/heading
documented = contact /sections/8/heading
contact = data@acme.example /sections/8/text
supplier = Acme Data Office /sections/1/text
hollow documented out-of-scope-use: nothing under `Out-of-Scope Use`"#,
    ),
    ("hf-dataset-card", "info.md", r#"Dataset ``"#),
    (
        "hf-dataset-card",
        "card.md",
        r#"Dataset `Calls`
documented = data-annotation /sections/1/heading
documented = data-annotation /sections/2/heading"#,
    ),
];

/// (format, file name, text, what it states).
pub(super) const ODD: &[(&str, &str, &str, &str)] = &[
    (
        "mct-json",
        "card.json",
        r#"{"schema_version": "0.0.9", "model_details": {"name": "N/A", "licenses": [{"identifier": "MIT"}, {"identifier": "CC-BY-4.0"}]},
  "model_parameters": {"data": [{"name": "Training Set", "sensitive": {"sensitive_data": ["No names"]}}]},
  "quantitative_analysis": {"performance_metrics": [{"value": 0.5}, {"type": "auc", "value": "high"}, 3]}}"#,
        r#"Model ``
Dataset `Training Set`
Evaluation ``
Evaluation `auc`
license = MIT AND CC-BY-4.0 /model_details/licenses/0/identifier
value = 0.5 /quantitative_analysis/performance_metrics/0/value
metric = auc /quantitative_analysis/performance_metrics/1/type
evaluation_metrics = auc /quantitative_analysis/performance_metrics/1/type
documented = evaluation /quantitative_analysis/performance_metrics/0/value
hollow training_datasets : names no dataset
hollow sensitive_data : says that there is none
hollow metric : a value without its metric
hollow value : not a number
skipped version `0.0.9` of the format is not known; read as far as it is like 0.0.2
skipped expected a metric with its value"#,
    ),
    (
        "model-card-yaml",
        "card.yaml",
        r#"model_details:
  name: letters
  license: other
model_parameters:
  training_datasets:
  - {url: "https://acme.example/letters", description: "Letters of 2024"}
  - acme/calls
  evaluation_datasets: acme/tests
bias_output: Short letters come out curt.
"#,
        r#"Model `letters`
Dataset `https://acme.example/letters`
license = other /model_details/license
documented = bias-and-risks /bias_output
training_datasets = https://acme.example/letters /model_parameters/training_datasets/0/url
source_urls = https://acme.example/letters /model_parameters/training_datasets/0/url
documented = training-data /model_parameters/training_datasets/0/description
training_datasets = acme/calls /model_parameters/training_datasets/1
evaluation_datasets = acme/tests /model_parameters/evaluation_datasets"#,
    ),
    (
        "azure-model-spec",
        "spec.yaml",
        r#"name: letters
version: "3"
system_metadata:
  license: Acme-Terms
  huggingFaceModelId: acme/letters
  trainingDataDate: last year
properties: {SHA: ""}
"#,
        r#"Model `letters`
version = 3 /version
license_name = Acme-Terms /system_metadata/license
license = other /system_metadata/license
hollow training_data_cutoff : not a date; write it as YYYY-MM-DD"#,
    ),
    (
        "gpai-form",
        "form.json",
        r#"{"form": {"GeneralInformation": {"LegalNameProvider": {"value": "Acme", "AIO": true, "NCAs": true, "DPs": true}},
  "ModelProperties": {"TotalParameters": {"value": "8x7B", "AIO": true, "NCAs": true, "DPs": true}},
  "Use": {"AcceptableUsePolicy": {"value": "none", "AIO": true, "NCAs": true, "DPs": true}, "RestrictedUses": {"value": "Advice on health.", "AIO": true, "NCAs": true, "DPs": true}},
  "Signature": {"By": {"value": "A"}}}}"#,
        r#"Model ``
supplier = Acme /form/GeneralInformation/LegalNameProvider/value
documented = out-of-scope-use /form/Use/RestrictedUses/value
hollow parameters : not one number in the unit of the form
hollow acceptable_use_policy : no content
skipped no section of the form has this name"#,
    ),
    (
        "croissant",
        "meta.json",
        r#"{"@context": {"sc": "https://schema.org/"}, "@graph": [{"@type": "sc:Person", "sc:name": "A"},
  {"@type": ["sc:Dataset"], "dct:conformsTo": "http://mlcommons.org/croissant/2.0", "sc:name": {"de": "Briefe", "en": "Letters"},
   "sc:license": ["mit", "https://spdx.org/licenses/CC-BY-4.0"], "sc:publisher": "Acme", "rai:personalSensitiveInformation": ["No", "No PII", "Names removed"], "conformsTo": "http://mlcommons.org/croissant/RAI/1.0",
   "sc:distribution": {"@type": "cr:FileObject", "sc:contentUrl": "in/a.csv", "cr:containedIn": {"@id": "zip"}, "sc:sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}]}"#,
        r#"Dataset `Letters`
license = MIT AND CC-BY-4.0 /@graph/1/sc:license/0
supplier = Acme /@graph/1/sc:publisher
documented = privacy /@graph/1/rai:personalSensitiveInformation/0
personal_data = false /@graph/1/rai:personalSensitiveInformation/0
skipped version `2.0` of the format is not known; read as far as it is like 1.1"#,
    ),
    (
        "hf-dataset-card",
        "README.md",
        r#"---
license: other
license_name: acme-terms
gated: false
source_datasets: original
annotations_creators: [no-annotation]
size_categories: [n<1K]
---
# Letters

## Training

Of clerks.

## Considerations for Using the Data

### Social Impact of Dataset

[Needs More Information]
"#,
        r#"Dataset `Letters`
license_name = acme-terms /frontmatter/license_name
license = other /frontmatter/license
gated = false /frontmatter/gated
hollow documented ethical-considerations: nothing under `Social Impact of Dataset`"#,
    ),
    (
        "hf-dataset-card",
        "README.md",
        r#"---
dataset_info:
  features:
  - name: text
    dtype: string
license: mit
---
# Claims
"#,
        r#"Dataset `Claims`
license = MIT /frontmatter/license"#,
    ),
    (
        "hf-dataset-card",
        "data.md",
        r#"---
license: cc-by-4.0
task_categories:
- text-classification
pretty_name: Claims
---
# Letters
"#,
        r#"Dataset `Claims`
license = CC-BY-4.0 /frontmatter/license"#,
    ),
    (
        "hf-dataset-card",
        "dataset.md",
        r#"---
license: cc-by-4.0
---
# Dataset Card for Claims

## Dataset Summary

Claims of 2025.
"#,
        r#"Dataset `Claims`
license = CC-BY-4.0 /frontmatter/license"#,
    ),
    (
        "hf-model-card",
        "README.md",
        r#"---
license: mit
library_name: peft
gated: manual
co2_eq_emissions:
  emissions: 1200
  source: a meter
  hardware_used: two cards
---
# Letters
"#,
        r#"Model `Letters`
model_libraries = peft /frontmatter/library_name
license = MIT /frontmatter/license
gated = true /frontmatter/gated
documented = environmental-impact /frontmatter/co2_eq_emissions/emissions
documented = compute /frontmatter/co2_eq_emissions/hardware_used
training_co2_kg = 1.2 /frontmatter/co2_eq_emissions/emissions"#,
    ),
];
