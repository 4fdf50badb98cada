//! What of the settings talks to Redis, and whether it would reach Heroku's.

use crate::discover::celery::Celery;
use crate::settings::{Data, Settings, Value};

/// The host in the `REDIS_URL` of the Heroku world.
const HOST: &str = "redis.example.com";

/// What says that the certificate is not to be checked: Heroku's Redis has signed its own.
const UNCHECKED: &str = "ssl_cert_reqs";

/// A part of the settings that talks to Redis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    /// The setting that it is part of.
    pub setting: String,
    /// The statement that sends it to where the name `REDIS_URL` says.
    pub statement: String,
    /// Where it goes on Heroku.
    pub goes: Goes,
}

/// Where a part of the settings goes for Redis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// To Heroku's, whose certificate it does not check.
    Right,
    /// To Heroku's, whose certificate it checks in vain.
    Checking,
    /// To the dyno itself or to another container, where there is none.
    Nowhere,
    /// Somewhere else, or nobody knows.
    Elsewhere,
}

/// Everything in the settings that talks to Redis.
pub fn consumers(settings: &Settings, celery: Option<&Celery>) -> Vec<Consumer> {
    let mut found = celery.map_or_else(Vec::new, |celery| of_celery(settings, celery));
    found.extend(of_caches(settings));
    found.extend(of_channels(settings));
    found.extend(of_queues(settings));
    found
}

fn of_celery(settings: &Settings, celery: &Celery) -> Vec<Consumer> {
    let options = ["broker_use_ssl", "redis_backend_use_ssl"];
    let of = |(name, option): (&str, &str)| {
        let setting = celery.setting(name)?;
        // Without a prefix, the results' place had one all the same.
        let setting = match settings.heroku.get(&setting) {
            None if name == "result_backend" => "CELERY_RESULT_BACKEND".to_owned(),
            _ => setting,
        };
        let value = settings.heroku.get(&setting)?;
        value
            .as_str()
            .is_some_and(|url| url.starts_with("redis"))
            .then_some(())?;
        let unchecked = celery
            .setting(option)
            .and_then(|option| settings.heroku.get(&option))
            .is_some_and(|option| option.truth() != Some(false));
        Some(Consumer {
            statement: format!("{setting} = REDIS_URL"),
            goes: goes(value, unchecked),
            setting,
        })
    };
    let names = ["broker_url", "result_backend"].into_iter().zip(options);
    names.filter_map(of).collect()
}

fn entries<'a>(settings: &'a Settings, setting: &str) -> &'a [(Value, Value)] {
    match settings.heroku.get(setting).map(|value| &value.data) {
        Some(Data::Dict(entries)) => entries,
        _ => &[],
    }
}

fn of_caches(settings: &Settings) -> Vec<Consumer> {
    let of = |(alias, cache): &(Value, Value)| {
        let backend = cache.item("BACKEND")?.as_str()?;
        let location = cache.item("LOCATION")?;
        let alias = alias.as_str()?;
        backend.to_lowercase().contains("redis").then(|| Consumer {
            setting: "CACHES".to_owned(),
            statement: format!("CACHES[\"{alias}\"][\"LOCATION\"] = REDIS_URL"),
            goes: goes(location, mentions(cache, UNCHECKED)),
        })
    };
    entries(settings, "CACHES").iter().filter_map(of).collect()
}

fn of_channels(settings: &Settings) -> Vec<Consumer> {
    let of = |(alias, layer): &(Value, Value)| {
        let backend = layer.item("BACKEND")?.as_str()?;
        let hosts = layer.item("CONFIG")?.item("hosts")?;
        let alias = alias.as_str()?;
        backend.starts_with("channels_redis.").then(|| Consumer {
            setting: "CHANNEL_LAYERS".to_owned(),
            statement: format!("CHANNEL_LAYERS[\"{alias}\"][\"CONFIG\"][\"hosts\"] = [REDIS_URL]"),
            goes: goes(hosts, mentions(hosts, UNCHECKED)),
        })
    };
    entries(settings, "CHANNEL_LAYERS")
        .iter()
        .filter_map(of)
        .collect()
}

/// django-rq's, django-q's, huey's and dramatiq's.
fn of_queues(settings: &Settings) -> Vec<Consumer> {
    let consumer = |setting: &str, statement: String, value: &Value| Consumer {
        setting: setting.to_owned(),
        statement,
        goes: goes(value, mentions(value, UNCHECKED)),
    };
    let mut found: Vec<Consumer> = entries(settings, "RQ_QUEUES")
        .iter()
        .filter(|(_, queue)| queue.item("URL").is_some() || queue.item("HOST").is_some())
        .filter_map(|(name, queue)| {
            let statement = format!("RQ_QUEUES[\"{}\"][\"URL\"] = REDIS_URL", name.as_str()?);
            let place = queue.item("URL").unwrap_or(queue);
            Some(consumer("RQ_QUEUES", statement, place))
        })
        .collect();
    for (setting, key, statement) in [
        ("Q_CLUSTER", "redis", "Q_CLUSTER[\"redis\"] = REDIS_URL"),
        ("HUEY", "url", "HUEY[\"url\"] = REDIS_URL"),
        (
            "HUEY",
            "connection",
            "HUEY[\"connection\"] = {\"url\": REDIS_URL}",
        ),
    ] {
        let value = settings.heroku.get(setting).and_then(|it| it.item(key));
        found.extend(value.map(|value| consumer(setting, statement.to_owned(), value)));
    }
    let options = settings
        .heroku
        .get("DRAMATIQ_BROKER")
        .and_then(|broker| broker.item("OPTIONS")?.item("url"));
    let statement = "DRAMATIQ_BROKER[\"OPTIONS\"][\"url\"] = REDIS_URL".to_owned();
    found.extend(options.map(|url| consumer("DRAMATIQ_BROKER", statement, url)));
    found
}

/// Where a value goes: a URL, a list of them, a host with its port, or a dictionary of such.
fn goes(value: &Value, unchecked: bool) -> Goes {
    if mentions(value, HOST) {
        return if unchecked || mentions(value, UNCHECKED) || !mentions(value, "rediss:") {
            Goes::Right
        } else {
            Goes::Checking
        };
    }
    if value.is_known() && hosts(value).iter().any(|host| is_near(host)) {
        return Goes::Nowhere;
    }
    Goes::Elsewhere
}

/// Whether a text is part of a value, however deep, or a key of it.
fn mentions(value: &Value, text: &str) -> bool {
    match &value.data {
        Data::Str(it) => it.contains(text),
        Data::List(parts) | Data::Tuple(parts) | Data::Set(parts) => {
            parts.iter().any(|part| mentions(part, text))
        }
        Data::Dict(entries) => entries
            .iter()
            .any(|(key, value)| mentions(key, text) || mentions(value, text)),
        _ => false,
    }
}

/// The hosts in a value.
fn hosts(value: &Value) -> Vec<String> {
    match &value.data {
        Data::Str(text) => {
            let rest = text
                .split_once("://")
                .map_or(text.as_str(), |(_, rest)| rest);
            let rest = rest.split(['/', '?']).next().unwrap_or_default();
            let host = rest.rsplit('@').next().unwrap_or_default();
            let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
            vec![host.to_owned()]
        }
        Data::List(parts) => parts.iter().flat_map(hosts).collect(),
        Data::Tuple(parts) => parts.first().map(hosts).unwrap_or_default(),
        Data::Dict(_) => ["host", "HOST", "url", "URL", "address"]
            .iter()
            .find_map(|key| value.item(key))
            .map(hosts)
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether a URL leads to the computer itself or to a container beside it.
pub fn is_local(url: &str) -> bool {
    hosts(&Value::new(Data::Str(url.to_owned())))
        .iter()
        .any(|host| is_near(host))
}

/// Whether a host is the computer itself or, by a name without a dot, a container beside it.
fn is_near(host: &str) -> bool {
    matches!(host, "" | "127.0.0.1" | "0.0.0.0" | "[::1]" | "::1") || !host.contains('.')
}
