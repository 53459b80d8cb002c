//! Licences that are named by the address of their text.

/// The id of the licence whose text stands at a well-known address; none where the address says
/// nothing about which it is.
pub(super) fn of_address(address: &str) -> Option<String> {
    let lower = address.trim().to_lowercase();
    let rest = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next()?.trim_end_matches('/');
    let (host, path) = rest.split_once('/')?;
    let parts: Vec<&str> = path.split('/').collect();
    let last = parts.last().copied()?;
    let last = last
        .strip_suffix(".html")
        .or_else(|| last.strip_suffix(".txt"))
        .or_else(|| last.strip_suffix(".json"))
        .unwrap_or(last);
    match (host, parts.as_slice()) {
        ("spdx.org", ["licenses", _])
        | ("choosealicense.com", ["licenses", _])
        | ("opensource.org", ["licenses" | "license", _]) => Some(last.to_owned()),
        ("creativecommons.org", ["licenses", kind, version, ..]) => {
            Some(format!("cc-{kind}-{version}"))
        }
        ("creativecommons.org", ["publicdomain", "zero", version, ..]) => {
            Some(format!("cc0-{version}"))
        }
        (
            "apache.org",
            [
                "licenses",
                "license-2.0" | "license-2.0.html" | "license-2.0.txt",
            ],
        ) => Some("apache-2.0".to_owned()),
        ("opendatacommons.org", ["licenses", "odbl", ..]) => Some("odbl-1.0".to_owned()),
        ("opendatacommons.org", ["licenses", "by", ..]) => Some("odc-by-1.0".to_owned()),
        ("opendatacommons.org", ["licenses", "pddl", ..]) => Some("pddl-1.0".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::of_address;

    #[test]
    fn addresses_of_licences() {
        for (address, id) in [
            (
                "https://spdx.org/licenses/CC-BY-4.0.html",
                Some("cc-by-4.0"),
            ),
            (
                "https://choosealicense.com/licenses/odc-by/",
                Some("odc-by"),
            ),
            (
                "https://creativecommons.org/licenses/by-nc/4.0/legalcode",
                Some("cc-by-nc-4.0"),
            ),
            (
                "http://creativecommons.org/publicdomain/zero/1.0/",
                Some("cc0-1.0"),
            ),
            (
                "https://www.apache.org/licenses/LICENSE-2.0",
                Some("apache-2.0"),
            ),
            (
                "https://opendatacommons.org/licenses/by/1-0/",
                Some("odc-by-1.0"),
            ),
            ("https://acme.example/licenses/mit", None),
            ("https://creativecommons.org/about", None),
            ("mit", None),
        ] {
            assert_eq!(of_address(address).as_deref(), id, "{address}");
        }
    }
}
