//! What the server serves.

use crate::discover::source::Sourced;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::settings::Settings;

/// A WSGI or ASGI application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its module: `mysite.wsgi`.
    pub module: String,
    /// Its name there: `application`.
    pub callable: String,
}

impl Application {
    /// As a server takes it; `application` is what servers look for by themselves.
    pub fn target(&self) -> String {
        match self.callable.as_str() {
            "application" => self.module.clone(),
            callable => format!("{}:{callable}", self.module),
        }
    }
}

/// The application that `WSGI_APPLICATION` names, else the wsgi.py beside the settings.
pub fn wsgi(tree: &Tree, folder: &RepoPath, settings: &Settings) -> Option<Sourced<Application>> {
    let named = settings.heroku.get("WSGI_APPLICATION").and_then(|value| {
        let (module, callable) = value.as_str()?.rsplit_once('.')?;
        let application = Application {
            module: module.to_owned(),
            callable: callable.to_owned(),
        };
        let site = value.site.as_ref()?;
        let line = settings
            .modules
            .get(&site.path)
            .map(|m| m.line(site.range.start()));
        Some(Sourced::file(application, &site.path, line))
    });
    let exists = |found: &Sourced<Application>| {
        let file = format!("{}.py", found.value.module.replace('.', "/"));
        folder.join(&file).is_some_and(|path| tree.is_file(&path))
    };
    named.filter(exists).or_else(|| {
        let mut package = settings.path.parent()?;
        loop {
            let path = package.join("wsgi.py")?;
            if tree.is_file(&path) {
                let module = path.relative_to(folder);
                let module = module.strip_suffix(".py")?.replace('/', ".");
                let callable = "application".to_owned();
                return Some(Sourced::file(Application { module, callable }, &path, None));
            }
            if package == *folder {
                return None;
            }
            package = package.parent()?;
        }
    })
}
