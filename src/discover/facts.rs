//! What was found, for people.

use crate::discover::project::Project;
use crate::discover::source::Sourced;
use crate::settings::Value;

/// Something that was found, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is: `Django`.
    pub what: &'static str,
    /// What was found: `5.2.8`.
    pub value: String,
    /// Where: `requirements.txt line 1`.
    pub source: String,
}

impl Project {
    /// What was found, each with its source, in the order in which people ask.
    pub fn facts(&self) -> Vec<Fact> {
        let said = |what, value: Sourced<String>| Fact {
            what,
            value: value.value,
            source: value.source.to_string(),
        };
        let found = |what, value: String, source: String| Fact {
            what,
            value,
            source,
        };
        let mut facts = vec![
            found(
                "project",
                self.folder.to_string(),
                "holds manage.py".to_owned(),
            ),
            said("settings", self.modules.heroku.clone()),
            said(
                "Django",
                self.django.clone().map(|version| version.to_string()),
            ),
        ];
        if let Some(python) = &self.python {
            facts.push(said(
                "Python",
                python.clone().map(|version| version.to_string()),
            ));
        }
        if let Some(wsgi) = &self.wsgi {
            facts.push(said("web server", wsgi.clone().map(|wsgi| wsgi.target())));
        }
        if let Some((test, source)) = self.own_switch() {
            facts.push(found("production", test, source));
        }
        if let Some((engine, source)) = self.database_at_home() {
            facts.push(found("database", engine, source));
        }
        if let Some(path) = &self.dependencies.installed {
            let required = match self.dependencies.requirements.len() {
                1 => "1 requirement".to_owned(),
                count => format!("{count} requirements"),
            };
            facts.push(found("packages", required, path.to_string()));
        }
        facts
    }

    /// The project's own test for production, and where it is made.
    fn own_switch(&self) -> Option<(String, String)> {
        let settings = self.settings.as_ref().ok()?;
        let (path, end) = self.switch.defined().filter(|_| self.switch.is_theirs())?;
        let line = settings.modules.get(path)?.line(end);
        Some((self.switch.test(), format!("{path} line {line}")))
    }

    /// The engine of the database at home, and where it is set.
    fn database_at_home(&self) -> Option<(String, String)> {
        let default = self.home().get("DATABASES")?.item("default")?;
        let engine = default.item("ENGINE")?;
        let settings = self.settings.as_ref().ok()?;
        let source = engine
            .site
            .as_ref()
            .or(default.site.as_ref())
            .and_then(|site| {
                let line = settings.modules.get(&site.path)?.line(site.range.start());
                Some(format!("{} line {line}", site.path))
            });
        let name = Value::as_str(engine)?
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        Some((name, source.unwrap_or_default()))
    }
}
