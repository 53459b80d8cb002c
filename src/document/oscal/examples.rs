//! Small documents of an invented system.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "component.json",
        r#"{
  "component-definition": {
    "uuid": "0f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f",
    "metadata": {
      "title": "Claims desk", "last-modified": "2026-04-01T00:00:00Z", "version": "3", "oscal-version": "1.1.2",
      "parties": [{ "uuid": "1f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "type": "organization", "name": "Acme Claims" }]
    },
    "components": [
      {
        "uuid": "2f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "type": "service", "title": "claims-desk", "description": "Sorts claims",
        "responsible-roles": [{ "role-id": "provider", "party-uuids": ["1f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f"] }],
        "control-implementations": [
          {
            "uuid": "3f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "source": "https://acme.example/catalog.json", "description": "d",
            "implemented-requirements": [
              { "uuid": "4f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "ac-1", "description": "Each adjuster has an account",
                "props": [{ "name": "implementation-status", "value": "implemented" }] },
              { "uuid": "5f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "au-2", "description": "Each decision is logged" },
              { "uuid": "6f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "ir-4", "description": "TBD" },
              { "uuid": "7f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f", "control-id": "ac-1", "description": "Also in the archive",
                "props": [{ "name": "implementation-status", "value": "planned" }] }
            ]
          }
        ]
      }
    ]
  }
}
"#,
    ),
    (
        "ssp.yaml",
        "system-security-plan:\n  uuid: 0a6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f\n  metadata: {title: Plan, last-modified: '2026-03-01T00:00:00Z', version: '1', oscal-version: 1.2.1}\n  system-characteristics: {system-name: Claims desk}\n  system-implementation:\n    components:\n    - {uuid: a, type: this-system, title: This system}\n    - {uuid: b, type: software, title: tensor-kit}\n  control-implementation:\n    description: d\n    implemented-requirements:\n    - uuid: c\n      control-id: ac-2\n      statements:\n      - statement-id: ac-2_smt\n        by-components:\n        - component-uuid: a\n          description: Accounts are reviewed\n          implementation-status: {state: implemented}\n        - component-uuid: b\n          description: Its own accounts\n          implementation-status: {state: partial}\n",
    ),
    (
        "results.json",
        r#"{
  "$schema": "https://acme.example/schema.json",
  "assessment-results": {
    "uuid": "0b6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f",
    "metadata": {
      "title": "Assessment", "last-modified": "2026-02-03T00:00:00Z", "version": "1", "oscal-version": "1.1.2",
      "parties": [{ "uuid": "p", "type": "organization", "name": "Checkhouse" }],
      "responsible-parties": [{ "role-id": "assessor", "party-uuids": ["p"] }]
    },
    "results": [
      {
        "uuid": "r", "title": "Yearly", "description": "d", "start": "2026-01-30T08:00:00Z", "end": "2026-02-01T08:00:00Z",
        "observations": [{ "uuid": "o", "description": "d", "methods": ["TEST"], "collected": "2026-02-01T00:00:00Z", "expires": "2027-02-01T00:00:00Z" }],
        "risks": [{ "uuid": "k", "title": "t", "status": "open" }, { "uuid": "l", "title": "t", "status": "closed" }],
        "findings": [
          { "uuid": "f", "title": "Accounts", "target": { "type": "objective-id", "target-id": "ac-2_obj", "status": { "state": "satisfied" } },
            "related-observations": [{ "observation-uuid": "o" }] },
          { "uuid": "g", "title": "Logs", "target": { "type": "objective-id", "target-id": "au-2_obj", "status": { "state": "not-satisfied" } } }
        ]
      }
    ]
  }
}
"#,
    ),
    (
        "poam.json",
        r#"{"plan-of-action-and-milestones":{"uuid":"0c6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f","metadata":{"title":"To do",
"last-modified":"2026-02-05T00:00:00Z","version":"1","oscal-version":"2.0.0"},"risks":[{"uuid":"k","status":"closed"},{"uuid":"l","status":"open"}],
"poam-items":[{"title":"a","related-risks":[{"risk-uuid":"k"}]},{"title":"b","related-risks":[{"risk-uuid":"k"},{"risk-uuid":"l"}]},{"title":"c"}]}}"#,
    ),
    (
        "catalog.yaml",
        "catalog:\n  uuid: 0d6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f\n  metadata: {title: Controls of Acme, last-modified: '2026-01-01T00:00:00Z', version: '2', oscal-version: 1.0.4}\n  controls:\n  - {id: a-1, title: Keep claims}\n",
    ),
    (
        "component.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<component-definition xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="0f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f">
  <metadata>
    <title>Claims desk</title>
    <last-modified>2026-04-01T00:00:00Z</last-modified>
    <version>3</version>
    <oscal-version>1.1.2</oscal-version>
    <party uuid="1f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f" type="organization"><name>Acme Claims</name></party>
  </metadata>
  <component uuid="2f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f" type="service">
    <title>claims-desk</title>
    <description><p>Sorts <em>claims</em></p></description>
    <responsible-role role-id="provider"><party-uuid>1f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f</party-uuid></responsible-role>
    <control-implementation uuid="3f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f" source="https://acme.example/catalog.xml">
      <description><p>d</p></description>
      <implemented-requirement uuid="4f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f" control-id="ac-1">
        <description><p>Each adjuster has an account</p></description>
        <prop name="implementation-status" value="implemented"/>
      </implemented-requirement>
      <implemented-requirement uuid="5f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f" control-id="au-2">
        <description><p>Each decision is logged:</p><ul><li>who</li><li>when</li></ul></description>
      </implemented-requirement>
      <implemented-requirement uuid="6f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f" control-id="ir-4">
        <description><p>TBD</p></description>
      </implemented-requirement>
      <implemented-requirement uuid="7f6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f" control-id="ac-1">
        <description><p>Also in the archive</p></description>
        <prop name="implementation-status" value="planned"/>
      </implemented-requirement>
    </control-implementation>
  </component>
</component-definition>
"#,
    ),
    (
        "ssp.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<o:system-security-plan xmlns:o="http://csrc.nist.gov/ns/oscal/1.0" uuid="0a6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f">
  <o:metadata><o:title>Plan</o:title><o:last-modified>2026-03-01T00:00:00Z</o:last-modified><o:version>1</o:version><o:oscal-version>1.2.1</o:oscal-version></o:metadata>
  <o:system-characteristics><o:system-name>Claims desk</o:system-name></o:system-characteristics>
  <o:system-implementation>
    <o:component uuid="a" type="this-system"><o:title>This system</o:title></o:component>
    <o:component uuid="b" type="software"><o:title>tensor-kit</o:title></o:component>
  </o:system-implementation>
  <o:control-implementation>
    <o:description><o:p>d</o:p></o:description>
    <o:implemented-requirement uuid="c" control-id="ac-2">
      <o:statement statement-id="ac-2_smt" uuid="d">
        <o:by-component component-uuid="a" uuid="e"><o:description><o:p>Accounts are reviewed</o:p></o:description><o:implementation-status state="implemented"/></o:by-component>
        <o:by-component component-uuid="b" uuid="f"><o:description><o:p>Its own accounts</o:p></o:description><o:implementation-status state="partial"><o:remarks><o:p>r</o:p></o:remarks></o:implementation-status></o:by-component>
      </o:statement>
    </o:implemented-requirement>
  </o:control-implementation>
</o:system-security-plan>
"#,
    ),
    (
        "results.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- Findings of a yearly assessment -->
<assessment-results xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="0b6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f">
  <metadata>
    <title>Assessment</title><last-modified>2026-02-03T00:00:00Z</last-modified><version>1</version><oscal-version>1.1.2</oscal-version>
    <party uuid="p" type="organization"><name>Checkhouse</name></party>
    <responsible-party role-id="assessor"><party-uuid>p</party-uuid></responsible-party>
  </metadata>
  <import-ap href="plan.xml"/>
  <result uuid="r">
    <title>Yearly</title><description><p>d</p></description>
    <start>2026-01-30T08:00:00Z</start><end>2026-02-01T08:00:00Z</end>
    <observation uuid="o"><description><p>d</p></description><method>TEST</method><collected>2026-02-01T00:00:00Z</collected><expires>2027-02-01T00:00:00Z</expires></observation>
    <risk uuid="k"><title>t</title><description><p>d</p></description><statement><p>s</p></statement><status>open</status></risk>
    <risk uuid="l"><title>t</title><description><p>d</p></description><statement><p>s</p></statement><status>closed</status></risk>
    <finding uuid="f"><title>Accounts</title><description><p>d</p></description>
      <target type="objective-id" target-id="ac-2_obj"><status state="satisfied"/></target><related-observation observation-uuid="o"/></finding>
    <finding uuid="g"><title>Logs</title><description><p>d</p></description>
      <target type="objective-id" target-id="au-2_obj"><status state="not-satisfied"/></target><associated-risk risk-uuid="k"/></finding>
  </result>
</assessment-results>
"#,
    ),
    (
        "poam.xml",
        r#"<plan-of-action-and-milestones xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="0c6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f">
<metadata><title>To do</title><last-modified>2026-02-05T00:00:00Z</last-modified><version>1</version><oscal-version>2.0.0</oscal-version></metadata>
<risk uuid="k"><status>closed</status></risk><risk uuid="l"><status>open</status></risk>
<poam-item><title>a</title><associated-risk risk-uuid="k"/></poam-item>
<poam-item><title>b</title><associated-risk risk-uuid="k"/><associated-risk risk-uuid="l"/></poam-item>
<poam-item><title>c</title></poam-item></plan-of-action-and-milestones>
"#,
    ),
    (
        "catalog.xml",
        r#"<?xml version="1.0"?>
<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="0d6c1b7e-6f3a-4c57-9f5e-2a1b3c4d5e6f">
  <metadata><title>Controls of <b>Acme</b></title><last-modified>2026-01-01T00:00:00Z</last-modified><version>2</version><oscal-version>1.0.4</oscal-version></metadata>
  <control id="a-1"><title>Keep claims</title></control>
</catalog>
"#,
    ),
];
