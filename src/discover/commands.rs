//! How the project is run, installed and built.

use crate::dependencies::Manager;
use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::platform::heroku::{self, Language};

impl Project {
    /// `python manage.py`, as it is called from the repository's root.
    pub fn manage_command(&self) -> String {
        if self.folder.is_root() {
            "python manage.py".to_owned()
        } else {
            format!(
                "cd {} && python manage.py",
                shell_word(self.folder.as_str())
            )
        }
    }

    /// The command that installs the dependencies at home.
    pub fn install_command(&self) -> String {
        let declared = &self.dependencies;
        let declared = declared.repeated.as_deref().unwrap_or(declared);
        let folder = shell_word(declared.folder.as_str());
        let is_at_root = declared.folder.is_root();
        match declared.manager {
            Some(Manager::Pipenv) if is_at_root => "pipenv install".to_owned(),
            Some(Manager::Pipenv) => format!("(cd {folder} && pipenv install)"),
            Some(Manager::Poetry) if is_at_root => "poetry install".to_owned(),
            Some(Manager::Poetry) => format!("poetry install --directory {folder}"),
            Some(Manager::Uv) if is_at_root => "uv sync".to_owned(),
            Some(Manager::Uv) => format!("uv sync --project {folder}"),
            Some(Manager::Pip) | None => {
                format!("python -m pip install -r {}", self.requirements_file())
            }
        }
    }

    /// The requirements file that Heroku installs from, whether it is there or not.
    pub fn requirements_file(&self) -> RepoPath {
        RepoPath::new("requirements.txt").unwrap_or_default()
    }

    /// The buildpacks that the app needs, in their order. A package.json at the root makes Heroku
    /// take the app for one of Node.js, unless they are named.
    pub fn buildpacks(&self) -> Vec<&'static str> {
        let has_node = RepoPath::new("package.json").is_some_and(|path| self.tree.is_file(&path));
        let languages = if has_node {
            &[Language::Node, Language::Python][..]
        } else {
            &[Language::Python]
        };
        let packs = languages
            .iter()
            .filter_map(|language| heroku::buildpack(*language));
        packs.map(|pack| pack.name).collect()
    }
}

/// A text as one word of a shell's command line.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
