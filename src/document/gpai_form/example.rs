//! Small forms: filled by the provider, and compiled by others.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "model-documentation-form.json",
        r#"{
  "GeneralInformation": {
    "LegalNameProvider": {"value": "Acme Models Ltd", "AIO": true, "NCAs": true, "DPs": true},
    "ModelName": {"value": "Acme Letters 2", "AIO": true, "NCAs": true, "DPs": true},
    "ReleaseDate": {"value": "2026-02-03", "AIO": true, "NCAs": true, "DPs": true},
    "UnionMarketReleaseDate": {"value": "2026-03-01", "AIO": true, "NCAs": true, "DPs": true},
    "ModelDependencies": {"value": "N/A", "AIO": true, "NCAs": true, "DPs": true}
  },
  "ModelProperties": {
    "ModelArchitecture": {"value": "decoder-only transformer", "AIO": true, "NCAs": true, "DPs": true},
    "InputModalities": {"Text": {"value": true, "AIO": true}, "Images": {"value": false, "AIO": true}},
    "OutputModalities": {"value": ["Text"], "AIO": true, "NCAs": true, "DPs": true},
    "TotalParameters": {"value": "7.3*10^10", "AIO": true, "NCAs": true, "DPs": false}
  },
  "DistributionAndLicenses": {
    "Licenses": {"value": "Apache-2.0", "AIO": true, "NCAs": true, "DPs": true}
  },
  "Use": {
    "AcceptableUsePolicy": {"value": "https://acme.example/use", "AIO": true, "NCAs": true, "DPs": true},
    "IntendedUses": {"value": "Drafts of letters that a person sends.", "AIO": true, "NCAs": true, "DPs": true}
  },
  "TrainingData": {
    "DataProvenance": {"value": "Licensed letters and public laws.", "AIO": true, "NCAs": true, "DPs": true},
    "MeasuresToDetectBiases": {"value": "", "AIO": true, "NCAs": true, "DPs": false}
  },
  "ComputationalResources": {
    "AmountOfComputation": {"value": "1.2*10^24 FLOP", "AIO": true, "NCAs": true, "DPs": false}
  },
  "EnergyConsumption": {
    "AmountOfEnergy": {"value": "310 MWh", "AIO": true, "NCAs": true, "DPs": false}
  }
}
"#,
    ),
    (
        "acme-letters.json",
        r#"{
  "model_name": "Acme Letters 2",
  "provider": "Acme",
  "release_date": "2026-02-03",
  "transparency_score": {"overall": 40},
  "section_data": {
    "general": {"legal_name": {"text": "Acme Models Ltd", "source": {"url": "https://acme.example", "type": "official", "confidence": 1.0}}},
    "properties": {"architecture": "decoder-only transformer", "input_modalities": ["text", "image"], "parameters": "1B-10B"},
    "distribution": {"license_type": "Apache 2.0", "license_link": "https://acme.example/license"},
    "use": {"intended_use": "Drafts of letters.", "prohibited_uses": "Unknown"},
    "data": {}
  }
}
"#,
    ),
    (
        "acme-letters-3.json",
        r#"{"model_name": "Acme Letters 3", "section_data": {"general": {"model_dependencies": {"text": "acme/tiny-base"}}, "properties": {}, "distribution": {"license_type": "MIT"}}}"#,
    ),
];
