//! The configuration of a check, held against the schema of its manifest.

use std::collections::BTreeMap;

use super::manifest::CheckSpec;

/// Why a configuration is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The schema in the manifest is none: the authors' mistake.
    Schema(String),
    /// The configuration does not keep it: the mistake of whoever configures.
    Value(String),
}

/// The configuration as a check is given it: a JSON object, its members sorted.
///
/// # Errors
/// The schema is none, or the configuration does not keep it; the first reason, with its place.
pub fn configured(check: &CheckSpec, given: Option<&toml::Table>) -> Result<String, Unfit> {
    let value = match given {
        Some(table) => json(&toml::Value::Table(table.clone())),
        None => serde_json::Value::Object(serde_json::Map::new()),
    };
    let validator = jsonschema::validator_for(&check.config)
        .map_err(|error| Unfit::Schema(error.to_string()))?;
    let wrong =
        validator
            .iter_errors(&value)
            .next()
            .map(|error| match error.instance_path().to_string() {
                path if path.is_empty() => error.to_string(),
                path => format!("{path}: {error}"),
            });
    match wrong {
        Some(reason) => Err(Unfit::Value(reason)),
        None => Ok(value.to_string()),
    }
}

/// TOML as JSON, members sorted.
fn json(value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => serde_json::Value::String(text.clone()),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(value) => (*value).into(),
        toml::Value::Datetime(date) => serde_json::Value::String(date.to_string()),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => {
            let members: BTreeMap<&String, serde_json::Value> = table
                .iter()
                .map(|(key, value)| (key, json(value)))
                .collect();
            members
                .into_iter()
                .map(|(key, value)| (key.clone(), value))
                .collect()
        }
    }
}
