//! What `init` writes, as Tera templates: embedded in the binary, each replaceable by an
//! organisation's own (`--templates DIR`).
//!
//! Templates of files live in `templates/` under their destination's name; those of blocks that go
//! into settings live in `templates/settings/` and are written in one canonical style (double
//! quotes, four spaces), which is adapted to the file they go into.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera};

/// One of the embedded templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its path below `templates/`, without `.tera`.
    pub name: &'static str,
    text: &'static str,
}

macro_rules! templates {
    ($($constant:ident = $name:literal),* $(,)?) => {
        $(
            #[doc = concat!("`templates/", $name, ".tera`")]
            pub const $constant: Template = Template {
                name: $name,
                text: include_str!(concat!("../templates/", $name, ".tera")),
            };
        )*
        /// Every template there is, sorted by name.
        pub const ALL: &[Template] = &[$($constant),*];
    };
}

templates! {
    DOCKERIGNORE = ".dockerignore",
    GITIGNORE = ".gitignore",
    PYTHON_VERSION = ".python-version",
    DOCKERFILE = "Dockerfile",
    PROCFILE = "Procfile",
    APP_JSON = "app.json",
    ASGI = "asgi.py",
    POST_COMPILE = "bin/post_compile",
    GUNICORN_CONF = "gunicorn.conf.py",
    HEROKU_YML = "heroku.yml",
    PACKAGE_JSON = "package.json",
    REQUIREMENTS = "requirements.txt",
    RUNTIME_TXT = "runtime.txt",
    ALLOWED_HOSTS = "settings/allowed_hosts.py",
    CELERY = "settings/celery.py",
    DATABASE = "settings/database.py",
    DATABASE_CALL = "settings/database_call.py",
    DEBUG = "settings/debug.py",
    EMAIL = "settings/email.py",
    LOG_HANDLERS = "settings/log_handlers.py",
    LOGGING = "settings/logging.py",
    MAILERS = "settings/mailers.py",
    MEDIA_STORAGE = "settings/media_storage.py",
    MEMCACHIER = "settings/memcachier.py",
    PRODUCTION = "settings/production.py",
    REDIS = "settings/redis.py",
    SECRET_KEY = "settings/secret_key.py",
    STORAGES = "settings/storages.py",
    SWITCH = "settings/switch.py",
    WSGI = "wsgi.py",
}

/// A template that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The template itself, or what it makes of its variables, is wrong.
    #[error("template {file}:{line}:{column}: {message}{}", variable.as_ref().map_or_else(String::new, |name| format!(" (`{name}`)")))]
    Template {
        /// The template's file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the template engine says.
        message: String,
        /// The text at that place: the variable that is missing, mostly.
        variable: Option<String>,
    },
    /// The folder given by `--templates` cannot be read.
    #[error("cannot read the templates in {}: {why}", folder.display())]
    Folder {
        /// The folder, or the file in it.
        folder: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// A file in that folder is no template that is used.
    #[error("{file} replaces no template: the templates are {known}")]
    Unknown {
        /// The file's path below the folder.
        file: String,
        /// The names of all templates.
        known: String,
    },
}

/// The templates of one run: the embedded ones and what replaces them.
#[derive(Clone)]
pub struct Templates {
    own: BTreeMap<&'static str, (PathBuf, String)>,
    engine: RefCell<Tera>,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates")
            .field("own", &self.own)
            .finish_non_exhaustive()
    }
}

impl Templates {
    /// The embedded templates alone.
    pub fn embedded() -> Self {
        Self::with(BTreeMap::new())
    }

    fn with(own: BTreeMap<&'static str, (PathBuf, String)>) -> Self {
        let mut engine = Tera::new();
        engine.autoescape_on(Vec::<&'static str>::new());
        engine.register_filter("json", |value: &tera::Value, _: Kwargs, _: &State| {
            serde_json::to_string(value).unwrap_or_default()
        });
        Self {
            own,
            engine: RefCell::new(engine),
        }
    }

    /// The embedded templates, each replaced by the file of its name in `folder`
    /// (`Procfile.tera`, `settings/logging.py.tera`), where there is one.
    pub fn replaced_by(folder: &Path) -> Result<Self, TemplateError> {
        let failed = |path: &Path, why: &dyn ToString| TemplateError::Folder {
            folder: path.to_path_buf(),
            why: why.to_string(),
        };
        let mut own = BTreeMap::new();
        for file in template_files(folder, "").map_err(|error| failed(folder, &error))? {
            let name = file.strip_suffix(".tera").unwrap_or(&file);
            let Some(template) = ALL.iter().find(|template| template.name == name) else {
                let known: Vec<&str> = ALL.iter().map(|template| template.name).collect();
                return Err(TemplateError::Unknown {
                    file,
                    known: known.join(", "),
                });
            };
            let path = folder.join(&file);
            let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
            own.insert(template.name, (path, text));
        }
        let templates = Self::with(own);
        for template in ALL
            .iter()
            .filter(|template| templates.own.contains_key(template.name))
        {
            templates.add(&mut templates.engine.borrow_mut(), *template)?;
        }
        Ok(templates)
    }

    /// Renders a template. Nothing is escaped: what comes out is code, not HTML.
    pub fn render(
        &self,
        template: Template,
        variables: &impl Serialize,
    ) -> Result<String, TemplateError> {
        let text = self.text(template);
        if !["{{", "{%", "{#"].iter().any(|mark| text.contains(mark)) {
            return Ok(text.to_owned());
        }
        let context =
            Context::from_serialize(variables).map_err(|error| self.explain(template, &error))?;
        let mut engine = self.engine.borrow_mut();
        self.add(&mut engine, template)?;
        engine
            .render(template.name, &context)
            .map_err(|error| self.explain(template, &error))
    }

    fn text(&self, template: Template) -> &str {
        self.own
            .get(template.name)
            .map_or(template.text, |(_, text)| text)
    }

    /// Gives the engine a template, unless it has it already: most runs need but a few.
    fn add(&self, engine: &mut Tera, template: Template) -> Result<(), TemplateError> {
        if engine.contains_template(template.name) {
            return Ok(());
        }
        engine
            .add_raw_template(template.name, self.text(template))
            .map_err(|error| self.explain(template, &error))
    }

    fn explain(&self, template: Template, error: &tera::Error) -> TemplateError {
        let (file, text) = match self.own.get(template.name) {
            Some((path, text)) => (path.display().to_string(), text.as_str()),
            None => (format!("{}.tera", template.name), template.text),
        };
        let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind()
        else {
            let message = error.to_string();
            return TemplateError::Template {
                file,
                line: 1,
                column: 1,
                message,
                variable: None,
            };
        };
        let span = report.span();
        let variable = text
            .get(span.range.clone())
            .map(str::trim)
            .filter(|name| !name.is_empty());
        TemplateError::Template {
            file,
            line: span.start_line,
            column: span.start_col + 1,
            message: report.message().to_owned(),
            variable: variable.map(str::to_owned),
        }
    }
}

/// The `.tera` files below `folder`, as `/`-separated paths.
fn template_files(folder: &Path, prefix: &str) -> std::io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files.extend(template_files(&entry.path(), &format!("{name}/"))?);
        } else if Path::new(&name)
            .extension()
            .is_some_and(|extension| extension == "tera")
        {
            files.push(name);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(name: &str, text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        #[expect(clippy::disallowed_methods, reason = "the test's own folder")]
        std::fs::write(folder.path().join(name), text).unwrap();
        folder
    }

    #[test]
    fn the_list_of_templates_is_the_folder_of_templates() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let files = template_files(&folder, "").unwrap();
        let names: Vec<String> = ALL
            .iter()
            .map(|template| format!("{}.tera", template.name))
            .collect();
        assert_eq!(files, names);
    }

    #[test]
    fn an_organisations_template_replaces_the_embedded_one() {
        let folder = folder_with("Procfile.tera", "web: ours {{ manage }}\n");
        let templates = Templates::replaced_by(folder.path()).unwrap();
        let text = templates
            .render(PROCFILE, &serde_json::json!({"manage": "x"}))
            .unwrap();
        assert_eq!(text, "web: ours x\n");
    }

    #[test]
    fn an_error_names_file_line_and_variable() {
        let folder = folder_with("Procfile.tera", "# ours\nweb: {{ manege }}\n");
        let templates = Templates::replaced_by(folder.path()).unwrap();
        let error = templates
            .render(PROCFILE, &serde_json::json!({"manage": "x"}))
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("Procfile.tera:2:") && text.contains("manege"),
            "{text}"
        );
    }

    #[test]
    fn a_template_that_does_not_parse_is_found_at_once() {
        let folder = folder_with("Procfile.tera", "web: {{ manage\n");
        assert!(Templates::replaced_by(folder.path()).is_err());
    }

    #[test]
    fn a_file_that_replaces_nothing_is_a_mistake_that_is_said() {
        let folder = folder_with("procfile.tera", "web: x\n");
        let error = Templates::replaced_by(folder.path()).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("procfile.tera replaces no template"),
            "{error}"
        );
    }
}
