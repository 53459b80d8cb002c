//! Small reports of invented tests.

pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "junit.xml",
        r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="claims" tests="4" failures="1" errors="0">
  <testsuite name="recall" timestamp="2026-03-02T10:00:00" tests="3">
    <testcase name="urgent" classname="recall" time="0.1"/>
    <testcase name="late" classname="recall"><failure message="0.4 is below 0.8">trace</failure></testcase>
    <testcase name="slow" classname="recall"><skipped/></testcase>
  </testsuite>
  <testsuite name="robust" timestamp="2026-03-03T10:00:00"><testcase name="typos"/></testsuite>
</testsuites>
"#,
    ),
    (
        "report.xml",
        "<testsuite name=\"claims\" tests=\"12\" failures=\"2\" errors=\"1\" skipped=\"3\" timestamp=\"unknown\"/>",
    ),
    (
        "TEST-claims.xml",
        "<?xml version=\"1.0\"?>\n<testsuites><testsuite name=\"a\"><testcase name=\"b\"/></testsuite></testsuites>\n",
    ),
];
