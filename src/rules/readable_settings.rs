//! The settings that Heroku loads can be loaded.

use crate::discover::DiscoverError;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::{Files, Unread};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::SettingsError;

pub(super) const RULE: Rule = Rule {
    name: "readable-settings",
    summary: "the settings that Heroku loads can be loaded",
    why: "manage.py names the settings module, and Django stops where that is not in the repository, \
          is a link that leads out of it, or is no Python: `collectstatic` fails, and with it the \
          build. Rules about settings are silent then.",
    help: "Mend the file, or name the right module: `herokuify check --settings MODULE`.",
    example: Example {
        path: "manage.py",
        before: "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.setings')",
        after: "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.settings')",
    },
    link: "https://docs.djangoproject.com/en/stable/topics/settings/#designating-the-settings",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let Some(Unread::Project(error)) = files.unread else {
        return Ok(Vec::new());
    };
    let finding = Finding::note(Level::Error, Stage::Collectstatic, error.to_string());
    let finding = match error {
        DiscoverError::Parse(error) | DiscoverError::Settings(SettingsError::Parse(error)) => {
            finding.at(&error.path, error.line)
        }
        DiscoverError::NoSettingsNamed { manage_py }
        | DiscoverError::SeveralSettings { manage_py, .. } => finding.at(manage_py, None),
        DiscoverError::Unreadable { path } | DiscoverError::SettingsNotInGit { path } => {
            finding.at(path, None)
        }
        DiscoverError::NoSettingsModule {
            named: crate::discover::source::Source::File { path, line },
            ..
        } => finding.at(path, *line),
        DiscoverError::NoSettingsModule { .. }
        | DiscoverError::Settings(_)
        | DiscoverError::Read(_) => finding,
        DiscoverError::NoManagePy { .. }
        | DiscoverError::NotTheProject { .. }
        | DiscoverError::SeveralManagePy { .. }
        | DiscoverError::NotDjangos { .. }
        | DiscoverError::OldSettings { .. }
        | DiscoverError::NotTheManager { .. }
        | DiscoverError::NoDjangoVersion
        | DiscoverError::SeveralManagers { .. } => return Ok(Vec::new()),
    };
    Ok(vec![match error.help() {
        Some(help) => finding.help(help),
        None => finding,
    }])
}
