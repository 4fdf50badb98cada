//! Adding to an app.json that is there: its order, indentation and everything else stay.

use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstRootNode};
use serde_json::Value;

/// `existing` with the config vars that are required, the add-ons and, where the app needs several,
/// the buildpacks that `wanted` has and it has not; `None` where it is no JSON object.
pub(super) fn merged(existing: &str, wanted: &str) -> Option<String> {
    // Heroku takes JSON and nothing looser.
    let _: Value = serde_json::from_str(existing).ok()?;
    let root = CstRootNode::parse(existing, &ParseOptions::default()).ok()?;
    let object = root.object_value()?;
    let wanted: Value = serde_json::from_str(wanted).ok()?;
    let vars = wanted
        .get("env")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    for (name, var) in vars.filter(|(_, var)| var.get("required").is_none()) {
        let env = object.object_value_or_create("env")?;
        if env.get(name).is_none() {
            env.append(name, input(var));
        }
    }
    let buildpacks = wanted
        .get("buildpacks")
        .filter(|packs| packs.as_array().is_some_and(|packs| packs.len() > 1));
    if let Some(buildpacks) = buildpacks
        && object.get("buildpacks").is_none()
    {
        object.append("buildpacks", input(buildpacks));
    }
    for name in ["formation", "stack"] {
        if let Some(value) = wanted.get(name)
            && object.get(name).is_none()
        {
            object.append(name, input(value));
        }
    }
    let present: Vec<String> = object
        .array_value("addons")
        .map(|addons| {
            addons
                .elements()
                .iter()
                .filter_map(|addon| service(&addon.to_serde_value()?))
                .collect()
        })
        .unwrap_or_default();
    for addon in wanted
        .get("addons")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if service(addon).is_some_and(|service| !present.contains(&service)) {
            object.array_value_or_create("addons")?.append(input(addon));
        }
    }
    Some(root.to_string())
}

/// `heroku-postgresql` of `heroku-postgresql:essential-0`.
fn service(addon: &Value) -> Option<String> {
    let plan = addon.as_str().or_else(|| addon.get("plan")?.as_str())?;
    Some(plan.split(':').next().unwrap_or(plan).to_owned())
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(truth) => CstInputValue::Bool(*truth),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(parts) => CstInputValue::Array(parts.iter().map(input).collect()),
        Value::Object(entries) => CstInputValue::Object(
            entries
                .iter()
                .map(|(name, value)| (name.clone(), input(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: &str = r#"{
        "env": {
            "DJANGO_SECRET_KEY": { "generator": "secret" },
            "DJANGO_DEBUG": { "required": false }
        },
        "addons": ["heroku-postgresql:essential-0"]
    }"#;

    #[test]
    fn what_is_there_stays_in_its_order_and_form() {
        let existing = "{\n\t\"name\": \"shop\",\n\t\"env\": {\"A\": \"1\"}\n}\n";
        let merged = merged(existing, WANTED).unwrap();
        assert!(merged.starts_with("{\n\t\"name\": \"shop\",\n"), "{merged}");
        let json: Value = serde_json::from_str(&merged).unwrap();
        assert_eq!(json["env"]["A"], "1");
        assert_eq!(json["env"]["DJANGO_SECRET_KEY"]["generator"], "secret");
        assert!(json["env"].get("DJANGO_DEBUG").is_none(), "{merged}");
        assert_eq!(json["addons"][0], "heroku-postgresql:essential-0");
    }

    #[test]
    fn an_app_json_that_lacks_nothing_stays_byte_for_byte() {
        let existing = r#"{ "env":{"DJANGO_SECRET_KEY":{"generator":"secret"}},
            "addons" : [ {"plan": "heroku-postgresql:standard-0"} ] }"#;
        assert_eq!(merged(existing, WANTED).unwrap(), existing);
    }

    #[test]
    fn what_is_no_json_object_is_not_touched() {
        for text in ["", "[]", "{", "{'a': 1}"] {
            assert_eq!(merged(text, WANTED), None, "{text}");
        }
    }
}
