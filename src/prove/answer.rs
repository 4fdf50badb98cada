//! What the Python of the project answers.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::settings::{Data, Unknown, Value};

/// What the Python of the project answers.
#[derive(Debug)]
pub enum Answer {
    /// The settings by name.
    Names(BTreeMap<String, Value>),
    /// They do not load, for this reason.
    Fails(String),
}

impl Answer {
    /// Reads an answer; `None` where it is none.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let json: Json = serde_json::from_slice(text).ok()?;
        if let Some(why) = json["error"].as_str() {
            return Some(Self::Fails(why.to_owned()));
        }
        let names = json["names"].as_object()?;
        let read = |(name, json): (&String, &Json)| Some((name.clone(), value(json)?));
        names
            .iter()
            .map(read)
            .collect::<Option<_>>()
            .map(Self::Names)
    }
}

fn value(json: &Json) -> Option<Value> {
    let it = &json["v"];
    let text = || it.as_str().map(str::to_owned);
    let parts = || it.as_array()?.iter().map(value).collect::<Option<Vec<_>>>();
    Some(Value::new(match json["t"].as_str()? {
        "None" => Data::None,
        "bool" => Data::Bool(it.as_bool()?),
        "int" => match it.as_str()?.parse() {
            Ok(number) => Data::Int(number),
            Err(_) => other("a very large number"),
        },
        "float" => Data::Float(f64::from_bits(it.as_str()?.parse().ok()?)),
        "str" => Data::Str(text()?),
        "Path" => Data::Path(text()?),
        "bytes" => {
            let byte = |byte: &Json| u8::try_from(byte.as_u64()?).ok();
            Data::Bytes(it.as_array()?.iter().map(byte).collect::<Option<_>>()?)
        }
        "list" => Data::List(parts()?),
        "tuple" => Data::Tuple(parts()?),
        "set" => Data::Set(parts()?),
        "dict" => {
            let entry = |entry: &Json| Some((value(&entry[0])?, value(&entry[1])?));
            Data::Dict(it.as_array()?.iter().map(entry).collect::<Option<_>>()?)
        }
        "other" => other(&format!("an object of the type `{}`", it.as_str()?)),
        _ => return None,
    }))
}

fn other(what: &str) -> Data {
    Data::Unknown(Unknown {
        reason: what.to_owned(),
        site: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_with_its_types() {
        let text =
            br#"{"names": {"A": {"t": "tuple", "v": [{"t": "int", "v": "1"}, {"t": "None"}]},
            "B": {"t": "dict", "v": [[{"t": "str", "v": "k"}, {"t": "other", "v": "Lazy"}]]}}}"#;
        let Some(Answer::Names(names)) = Answer::parse(text) else {
            panic!("no names");
        };
        let parts = vec![Value::new(Data::Int(1)), Value::new(Data::None)];
        assert_eq!(names["A"].data, Data::Tuple(parts));
        assert!(!names["B"].is_known());
    }

    #[test]
    fn a_failure_is_an_answer_and_noise_is_none() {
        let failure = Answer::parse(br#"{"error": "KeyError: 'X'"}"#);
        assert!(matches!(failure, Some(Answer::Fails(why)) if why == "KeyError: 'X'"));
        for noise in [
            &b""[..],
            b"hello",
            b"[]",
            br#"{"names": {"A": {"t": "new"}}}"#,
        ] {
            assert!(Answer::parse(noise).is_none());
        }
    }
}
