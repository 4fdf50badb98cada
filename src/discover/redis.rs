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
    /// The statement that sends it to where the name `REDIS_URL` says; `None` where that name is it.
    pub statement: Option<String>,
    /// Where it goes on Heroku.
    pub goes: Goes,
    /// Whether its name alone says that the project's own code goes there.
    pub is_by_name: bool,
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
    found.extend(of_apps(settings));
    found.extend(of_sessions(settings));
    found.extend(of_names(settings, &found));
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
            statement: Some(format!("{setting} = REDIS_URL")),
            goes: goes(value, unchecked),
            setting,
            is_by_name: false,
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
            statement: Some(format!("CACHES[\"{alias}\"][\"LOCATION\"] = REDIS_URL")),
            goes: goes(location, mentions(cache, UNCHECKED)),
            is_by_name: false,
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
            statement: Some(format!(
                "CHANNEL_LAYERS[\"{alias}\"][\"CONFIG\"][\"hosts\"] = [REDIS_URL]"
            )),
            goes: goes(hosts, mentions(hosts, UNCHECKED)),
            is_by_name: false,
        })
    };
    entries(settings, "CHANNEL_LAYERS")
        .iter()
        .filter_map(of)
        .collect()
}

const CLUSTER: &str = "Q_CLUSTER[\"redis\"] = REDIS_URL";
const HUEY: &str = "HUEY[\"connection\"] = {\"url\": REDIS_URL}";

/// What says that django-q's tasks are elsewhere than in its own connection to Redis, or nowhere.
const CLUSTER_BROKERS: [&str; 8] = [
    "broker_class",
    "django_redis",
    "iron_mq",
    "mongo",
    "orm",
    "redis",
    "sqs",
    "sync",
];

/// An app that takes a URL where others have a host and a port, and this computer's Redis where
/// nothing says which.
struct App {
    /// Its entry in `INSTALLED_APPS`.
    name: &'static str,
    /// The setting.
    setting: &'static str,
    /// Settings with which it does not ask for that one.
    others: &'static [&'static str],
    /// A setting that, where it is there, has to name such a module for the app to use Redis.
    backend: Option<(&'static str, &'static str)>,
}

/// Read in django-cacheops 7.2, django-constance 4.3 and django-defender 0.9.
const APPS: [App; 3] = [
    App {
        name: "cacheops",
        setting: "CACHEOPS_REDIS",
        others: &["CACHEOPS_SENTINEL"],
        backend: None,
    },
    App {
        name: "constance",
        setting: "CONSTANCE_REDIS_CONNECTION",
        others: &["CONSTANCE_REDIS_CONNECTION_CLASS"],
        backend: Some(("CONSTANCE_BACKEND", ".redisd.")),
    },
    App {
        name: "defender",
        setting: "DEFENDER_REDIS_URL",
        others: &["DEFENDER_MOCK_REDIS", "DEFENDER_REDIS_NAME"],
        backend: None,
    },
];

fn of_apps(settings: &Settings) -> Vec<Consumer> {
    let sets = |name: &&str| settings.heroku.get(name).is_some();
    let keeps_elsewhere = |(setting, module): (&str, &str)| {
        let backend = settings.heroku.get(setting);
        backend.is_some_and(|it| !mentions(it, module))
    };
    let installed = settings.heroku.get("INSTALLED_APPS");
    let installed = installed.and_then(Value::elements).unwrap_or_default();
    let is_installed = |app: &&App| {
        let names = installed.iter().filter_map(Value::as_str);
        let mut tops = names.filter_map(|name| name.split('.').next());
        tops.any(|top| top == app.name)
    };
    APPS.iter()
        .filter(is_installed)
        .filter(|app| !app.others.iter().any(sets))
        .filter(|app| !app.backend.is_some_and(keeps_elsewhere))
        .map(|app| Consumer {
            setting: app.setting.to_owned(),
            statement: Some(format!("{} = REDIS_URL", app.setting)),
            goes: match settings.heroku.get(app.setting) {
                Some(value) => goes(value, mentions(value, UNCHECKED)),
                None => Goes::Nowhere,
            },
            is_by_name: false,
        })
        .collect()
}

/// django-redis-sessions', of which a URL counts before a host.
fn of_sessions(settings: &Settings) -> Option<Consumer> {
    let get = |name: &str| settings.heroku.get(name);
    let engine = get("SESSION_ENGINE")?.as_str()?;
    let others = [
        "SESSION_REDIS_CONNECTION_OBJECT",
        "SESSION_REDIS_SENTINEL_LIST",
    ];
    if engine != "redis_sessions.session" || others.iter().any(|name| get(name).is_some()) {
        return None;
    }
    let set = get("SESSION_REDIS");
    if set.is_some_and(|it| it.item("POOL").is_some()) {
        return None;
    }
    Some(Consumer {
        setting: "SESSION_REDIS".to_owned(),
        statement: Some(match set {
            Some(_) => "SESSION_REDIS[\"url\"] = REDIS_URL".to_owned(),
            None => "SESSION_REDIS = {\"url\": REDIS_URL}".to_owned(),
        }),
        goes: match set {
            Some(value) => goes(
                value.item("url").unwrap_or(value),
                mentions(value, UNCHECKED),
            ),
            None => Goes::Nowhere,
        },
        is_by_name: false,
    })
}

/// Settings that are a URL of Redis by their name and value: the project's own code goes there.
fn of_names(settings: &Settings, known: &[Consumer]) -> Vec<Consumer> {
    let names = settings.heroku.names.iter();
    let is_new = |name: &str| known.iter().all(|consumer| consumer.setting != name);
    names
        .filter(|(name, _)| name.ends_with("REDIS_URL") || name.ends_with("REDIS_URI"))
        .filter(|(name, value)| is_new(name) && is_redis_url(value))
        .map(|(name, value)| Consumer {
            setting: name.clone(),
            statement: (name != "REDIS_URL").then(|| format!("{name} = REDIS_URL")),
            goes: goes(value, false),
            is_by_name: true,
        })
        .collect()
}

fn is_redis_url(value: &Value) -> bool {
    let is_one = |url: &str| url.starts_with("redis://") || url.starts_with("rediss://");
    value.as_str().is_some_and(is_one)
}

/// django-rq's, django-q's, huey's and dramatiq's.
fn of_queues(settings: &Settings) -> Vec<Consumer> {
    let consumer = |setting: &str, statement: String, value: &Value| Consumer {
        setting: setting.to_owned(),
        statement: Some(statement),
        goes: goes(value, mentions(value, UNCHECKED)),
        is_by_name: false,
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
        ("Q_CLUSTER", "redis", CLUSTER),
        ("HUEY", "url", "HUEY[\"url\"] = REDIS_URL"),
        ("HUEY", "connection", HUEY),
    ] {
        let value = settings.heroku.get(setting).and_then(|it| it.item(key));
        found.extend(value.map(|value| consumer(setting, statement.to_owned(), value)));
    }
    // Where nothing says which Redis, both take that of this computer.
    for (setting, others, statement) in [
        ("Q_CLUSTER", &CLUSTER_BROKERS[..], CLUSTER),
        (
            "HUEY",
            &["connection", "huey_class", "immediate", "url"],
            HUEY,
        ),
    ] {
        let Some(value) = settings.heroku.get(setting).filter(|it| it.is_known()) else {
            continue;
        };
        let is_dict = matches!(value.data, Data::Dict(_));
        if is_dict && others.iter().all(|key| value.item(key).is_none()) {
            found.push(Consumer {
                setting: setting.to_owned(),
                statement: Some(statement.to_owned()),
                goes: Goes::Nowhere,
                is_by_name: false,
            });
        }
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
    if value.is_known() && hosts(value).iter().any(|host| is_near(host)) || is_without_host(value) {
        return Goes::Nowhere;
    }
    Goes::Elsewhere
}

/// Whether a dictionary names a database or a password, and nobody's host: that of this computer.
fn is_without_host(value: &Value) -> bool {
    let Data::Dict(entries) = &value.data else {
        return false;
    };
    let known = ["db", "password", "port", "prefix", "socket_timeout"];
    let mut keys = entries.iter().map(|(key, _)| key.as_str());
    keys.all(|key| key.is_some_and(|key| known.contains(&key)))
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
