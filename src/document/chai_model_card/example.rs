//! Small applied model cards; every product is invented.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "applied-model-card.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<AppliedModelCard xmlns="https://mc.chai.org/v0.2/schema.xsd">
  <BasicInfo>
    <ModelName>EffusionWatch</ModelName>
    <ModelDeveloper>Halden Imaging</ModelDeveloper>
    <DeveloperContact>support@halden.example</DeveloperContact>
  </BasicInfo>
  <ReleaseInfo>
    <ReleaseStage>Cleared</ReleaseStage>
    <ReleaseDate>03/18/2026</ReleaseDate>
    <ReleaseVersion>2.1</ReleaseVersion>
    <GlobalAvailability>US</GlobalAvailability>
    <RegulatoryApproval>510(k) summary attached</RegulatoryApproval>
  </ReleaseInfo>
  <ModelSummary><Summary>Flags pleural effusion on chest radiographs for triage.</Summary><Keywords/></ModelSummary>
  <UsesAndDirections>
    <IntendedUseAndWorkflow>Orders the worklist of radiologists; the image is read as before.</IntendedUseAndWorkflow>
    <PrimaryIntendedUsers>Radiologists</PrimaryIntendedUsers>
    <HowToUse>Open the flagged study first.</HowToUse>
    <TargetedPatientPopulation>Adults of 22 years and more</TargetedPatientPopulation>
    <CautionedOutOfScopeSettings>Not for children, not for portable images of the ICU.</CautionedOutOfScopeSettings>
  </UsesAndDirections>
  <Warnings>
    <KnownRisksAndLimitations>Misses effusions behind large implants.</KnownRisksAndLimitations>
    <KnownBiasesOrEthicalConsiderations>None</KnownBiasesOrEthicalConsiderations>
    <ClinicalRiskLevel>Class II</ClinicalRiskLevel>
  </Warnings>
  <TrustIngredients>
    <AISystemFacts>
      <OutcomesAndOutputs>A flag: suspected or not.</OutcomesAndOutputs>
      <ModelType>convolutional network</ModelType>
      <InputDataSource>Chest radiographs of four hospitals</InputDataSource>
      <OutputAndInputDataTypes>DICOM in, a flag out</OutputAndInputDataTypes>
      <DevelopmentDataCharacterization>41,000 studies of 2015 to 2022, 52 % women.</DevelopmentDataCharacterization>
      <BiasMitigationApproaches>Sampling by sex and age; thresholds were checked in each group.</BiasMitigationApproaches>
      <OngoingMaintenance>Sensitivity is measured each month; below 0.85 the flag is switched off.</OngoingMaintenance>
    </AISystemFacts>
    <TransparencyInformation>
      <FundingSource>Own funds</FundingSource>
      <StakeholdersConsulted>Two radiology departments</StakeholdersConsulted>
    </TransparencyInformation>
  </TrustIngredients>
  <KeyMetrics>
    <UsefulnessUsabilityEfficacy>
      <MetricGoal>Sensitivity above 85 %</MetricGoal>
      <Results>
        <MetricResult><Label>Sensitivity</Label><ValueJson>{"kind":"estimate_ci","estimate":93.33,"lower":87.29,"upper":97.08,"level":95,"unit":"%"}</ValueJson></MetricResult>
        <MetricResult><Label>Time to flag</Label><ValueJson>{"kind":"single","value":41.5,"unit":"seconds"}</ValueJson></MetricResult>
      </Results>
      <Interpretation>The goal is met.</Interpretation>
      <TestType>External</TestType>
      <TestingDataDescription>240 studies, 120 with effusion, of one hospital that gave no training data.</TestingDataDescription>
      <ValidationProcessAndJustification>Three readers, majority.</ValidationProcessAndJustification>
    </UsefulnessUsabilityEfficacy>
    <FairnessEquity>
      <MetricGoal>No difference by sex</MetricGoal>
      <Results><MetricResult><Label>Sensitivity, women</Label><ValueJson>{"kind":"single","value":92.9,"unit":"%"}</ValueJson></MetricResult></Results>
      <Interpretation>None was found.</Interpretation>
      <TestType>External</TestType>
      <TestingDataDescription>The same studies.</TestingDataDescription>
      <ValidationProcessAndJustification>The same.</ValidationProcessAndJustification>
    </FairnessEquity>
  </KeyMetrics>
  <Resources>
    <PeerReviewedPublications>N/A</PeerReviewedPublications>
    <PatientConsentOrDisclosure>N/A</PatientConsentOrDisclosure>
  </Resources>
  <Bibliography/>
</AppliedModelCard>
"#,
    ),
    (
        "card-0.1.xml",
        "<AppliedModelCard xmlns=\"https://mc.chai.org/v0.1/schema.xsd\"><BasicInfo><ModelName>SepsisCue</ModelName>\
         <ModelDeveloper>Halden Imaging</ModelDeveloper><DeveloperContact/></BasicInfo><KeyMetrics><SafetyReliability>\
         <Result>Specificity was 94.0% (95% CI: 88.8%, 97.2%).</Result></SafetyReliability></KeyMetrics></AppliedModelCard>",
    ),
    (
        "small.xml",
        r#"<?xml version="1.0"?>
<AppliedModelCard xmlns="https://mc.chai.org/v0.2/schema.xsd">
  <BasicInfo><ModelName>RhythmNote</ModelName><ModelDeveloper>Halden Imaging</ModelDeveloper></BasicInfo>
  <ReleaseInfo><ReleaseDate>2026-02-03</ReleaseDate><ReleaseVersion>1.4</ReleaseVersion></ReleaseInfo>
  <UsesAndDirections><IntendedUseAndWorkflow>None</IntendedUseAndWorkflow></UsesAndDirections>
  <Warnings><KnownRisksAndLimitations>Misses short pauses.</KnownRisksAndLimitations></Warnings>
</AppliedModelCard>
"#,
    ),
];
