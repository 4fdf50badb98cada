//! Reading: the user's repository becomes plain facts, each with its source.

pub mod application;
pub mod build_commands;
pub mod celery;
pub mod commands;
pub mod committed;
pub mod deployment;
pub mod entry;
mod environment;
pub mod extensions;
pub mod facts;
pub mod frontend;
pub mod gunicorn;
pub mod ignored;
pub mod imports;
pub mod loaded;
pub mod local_apps;
pub mod manage_py;
pub mod models_needed;
mod outdated_imports;
pub mod processes;
pub mod project;
pub mod redis;
pub mod settings_module;
pub mod source;
pub mod static_files;
pub mod switch;
pub mod translations;
pub mod tree;
pub mod versions;
pub mod which_django;

use crate::dependencies::{Claim, Manager};
use crate::path::RepoPath;
use crate::python::{ParseError, Problem};
use crate::settings::SettingsError;
use source::Source;
use tree::{ReadError, Tree};

/// Files at the root that Heroku reads, or must not get. Rules look at them, and whether git has
/// them has to be known before.
const AT_ROOT: [&str; 17] = [
    ".env",
    ".heroku/python/bin/python",
    ".python-version",
    "Aptfile",
    "Dockerfile",
    "Pipfile",
    "Pipfile.lock",
    "Procfile",
    "app.json",
    "bin/post_compile",
    "bin/pre_compile",
    "db.sqlite3",
    "heroku.yml",
    "poetry.lock",
    "requirements.txt",
    "runtime.txt",
    "uv.lock",
];

/// The files on this disk of which it matters whether they are pushed, besides those that are read
/// anyway.
pub fn files_to_push(tree: &Tree, top: &RepoPath) -> Vec<RepoPath> {
    let mut files: Vec<RepoPath> = AT_ROOT.into_iter().filter_map(RepoPath::new).collect();
    for app in manage_py::project_folders(tree, top) {
        files.extend(app.join("migrations/__init__.py"));
        files.extend(app.join("migrations/0001_initial.py"));
    }
    files.retain(|path| tree.is_file(path));
    files
}

/// Why a folder cannot be understood as a Django project.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// There is no manage.py.
    #[error(
        "there is no manage.py in {} or up to two folders below it",
        place(folder)
    )]
    NoManagePy {
        /// Where it was looked for.
        folder: RepoPath,
    },
    /// There is no manage.py in the folder that the user names.
    #[error("there is no manage.py in {}, which --project names", place(folder))]
    NotTheProject {
        /// The folder.
        folder: RepoPath,
    },
    /// There is one, but not of Django.
    #[error("{} {} not start Django", list(found), if found.len() == 1 { "does" } else { "do" })]
    NotDjangos {
        /// The files of that name.
        found: Vec<RepoPath>,
    },
    /// There are several.
    #[error("there are several Django projects here: {}", list(found))]
    SeveralManagePy {
        /// Their manage.py files.
        found: Vec<RepoPath>,
    },
    /// manage.py names no settings module.
    #[error("{manage_py} names no settings module")]
    NoSettingsNamed {
        /// The file.
        manage_py: RepoPath,
    },
    /// manage.py names several.
    #[error("{manage_py} chooses one of several settings modules: {}", list(found))]
    SeveralSettings {
        /// The file.
        manage_py: RepoPath,
        /// The modules it names.
        found: Vec<String>,
    },
    /// The settings module that is named is not there.
    #[error("{named} names the settings module `{module}`, which is not in this repository")]
    NoSettingsModule {
        /// The module.
        module: String,
        /// What names it.
        named: Source,
    },
    /// The settings module that is named is on this disk alone.
    #[error("git does not have {path}, the settings module of the site, so that Heroku does not")]
    SettingsNotInGit {
        /// Its file.
        path: RepoPath,
    },
    /// Nothing says which Django it is.
    #[error("nothing says which version of Django the project runs on")]
    NoDjangoVersion,
    /// Nothing says which Django it is, but its settings say that it is an old one.
    #[error(
        "{place} sets `{setting}`, which Django reads before {until} alone, and Heroku offers no \
         Python that runs those"
    )]
    OldSettings {
        /// Where the setting stands.
        place: Source,
        /// The setting.
        setting: String,
        /// The first version that does not read it.
        until: String,
    },
    /// A file is no regular file of the repository.
    #[error("{path} is no file of this repository, but a link that leaves it or leads nowhere")]
    Unreadable {
        /// The file.
        path: RepoPath,
    },
    /// A Python file does not parse.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The settings cannot be read.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Two package managers' files at once.
    #[error(
        "there are files of several package managers, which Heroku refuses: {}",
        list(found)
    )]
    SeveralManagers {
        /// The files.
        found: Vec<Claim>,
    },
    /// The package manager that the user names has no files here.
    #[error("--package-manager says {}, but {}", wanted.name(), managers(found))]
    NotTheManager {
        /// What the user names.
        wanted: Manager,
        /// The files of others.
        found: Vec<Claim>,
    },
}

impl DiscoverError {
    /// The way out.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NoManagePy { .. } => {
                "herokuify prepares existing Django projects: name the folder that holds manage.py"
            }
            Self::NotDjangos { .. } => {
                "herokuify prepares Django projects: if this is one, --project FOLDER takes its \
                 manage.py all the same"
            }
            Self::NotTheProject { .. } => "name the folder that holds manage.py",
            Self::SeveralManagePy { .. } => "say which one is meant: --project FOLDER",
            Self::NoSettingsNamed { .. } | Self::SeveralSettings { .. } => {
                "say which one Heroku is to load: --settings MODULE"
            }
            Self::SettingsNotInGit { path } => {
                return Some(format!(
                    "keep its secrets in environment variables and commit it \
                     (`git add --force {path}`), or name another one: --settings MODULE"
                ));
            }
            Self::NoDjangoVersion => {
                "say which one: --django X.Y, or better, name it in requirements.txt"
            }
            Self::OldSettings { .. } => {
                "port the project to a newer Django first; if it is one already, say which: \
                 --django X.Y"
            }
            Self::Unreadable { .. } => {
                "what it leads to does not reach Heroku: put the file itself there, and commit it"
            }
            Self::Parse(error) | Self::Settings(SettingsError::Parse(error)) => {
                return Some(parse_help(error));
            }
            Self::NoSettingsModule { .. } | Self::Settings(SettingsError::Missing { .. }) => {
                "mend the module's name, or name the right one: --settings MODULE"
            }
            Self::Settings(SettingsError::Read { .. }) | Self::Read(_) => {
                "make the file readable and run again"
            }
            Self::SeveralManagers { .. } => {
                "say whose files stay: --package-manager pip|pipenv|poetry|uv; the others' are removed"
            }
            Self::NotTheManager { .. } => {
                "move the project there with the tool itself, or name the one that it uses"
            }
        };
        Some(help.to_owned())
    }
}

fn parse_help(error: &ParseError) -> String {
    let help = match error.problem {
        Problem::Syntax(_) => "Python refuses the file too: mend that line and run again",
        Problem::Python2(_) => {
            "Heroku offers Python 3 alone: port the project first (2to3 makes a start)"
        }
        Problem::Encoding(_) => "save the file as UTF-8, or say its encoding on its first line",
    };
    help.to_owned()
}

/// A folder as a part of a sentence.
fn place(folder: &RepoPath) -> String {
    if folder.is_root() {
        "the repository's root".to_owned()
    } else {
        format!("`{folder}`")
    }
}

fn managers(found: &[Claim]) -> String {
    if found.is_empty() {
        "the project has no file of it".to_owned()
    } else {
        format!("the project has {}", list(found))
    }
}

fn list<T: ToString>(items: &[T]) -> String {
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
