//! gunicorn's own configuration, which is Python.

use crate::path::RepoPath;
use crate::settings::{self, EnvValue, Sources, Value};

/// The configuration that gunicorn reads where it starts, unless it is told another one.
pub const CONFIGURATION: &str = "gunicorn.conf.py";

/// A port that nobody writes down: where it comes up, it is what `$PORT` said.
const PORT: &str = "59417";

/// The addresses that a configuration has gunicorn listen at on a dyno, as a Procfile would say
/// them: `0.0.0.0:$PORT`. `None` where there is no such file, where it sets no `bind`, or one that
/// is not known.
pub fn listens(sources: Sources<'_>, configuration: &RepoPath) -> Option<Vec<String>> {
    if !sources.tree.is_file(configuration) {
        return None;
    }
    let port = EnvValue::Text(PORT.to_owned());
    let dyno = sources.setup.heroku.clone().with("PORT", port);
    let evaluation = settings::evaluate_script(sources, &dyno, configuration);
    let bind = evaluation.get("bind")?;
    let addresses = match bind.elements() {
        Some(addresses) => addresses.iter().map(Value::as_str).collect(),
        None => bind
            .as_str()
            .map(|addresses| addresses.split(',').collect()),
    };
    let addresses: Vec<&str> = addresses?;
    let said = |address: &str| address.trim().replace(PORT, "$PORT");
    Some(addresses.into_iter().map(said).collect())
}
