//! The settings that Heroku loads can be loaded.

use crate::discover::DiscoverError;
use crate::discover::frontend;
use crate::discover::project::Project;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::{Files, Unread};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Failure, SettingsError};

pub(super) const RULE: Rule = Rule {
    name: "readable-settings",
    summary: "the settings that Heroku loads can be loaded",
    why: "manage.py names the settings module, and Django stops where that is not in the repository, \
          is a link that leads out of it, or is no Python: `collectstatic` fails, and with it the \
          build. Rules about settings are silent then. The settings themselves stop where they open \
          a file that is not in git, such as one with secrets.",
    help: "Mend the file, or name the right module: `herokuify check --settings MODULE`. Read secrets \
           from config vars, not from a file.",
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
        return Ok(files.project.map(failing).unwrap_or_default());
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

/// What the settings do on Heroku that surely fails there.
fn failing(project: &Project) -> Vec<Finding> {
    let Ok(settings) = &project.settings else {
        return Vec::new();
    };
    let made = |failure: &&Failure| {
        let file = failure.file.as_ref();
        file.is_some_and(|file| frontend::makes(project, file))
    };
    let failures = settings.heroku.failures.iter();
    let failures = failures.filter(|failure| !made(failure));
    let finding = |failure: &Failure| {
        let (message, reason, code) = match &failure.file {
            Some(file) => (
                format!("{file} is not in git, and the settings do not load without it"),
                "what the file holds is not known: secrets belong in config vars, and nothing else \
                 but git brings a file to Heroku",
                "# in place of each secret of the file\nSECRET = os.environ[\"SECRET\"]".to_owned(),
            ),
            None => (
                failure.reason.clone(),
                "what has to be there so that it is not raised is yours to say",
                "# on Heroku too: what the lines before it look for".to_owned(),
            ),
        };
        let (level, stage) = (Level::Error, Stage::Collectstatic);
        let line = settings
            .modules
            .get(&failure.site.path)
            .map(|module| module.line(failure.site.range.start()));
        Finding::by_hand(level, stage, message, reason, code).at(&failure.site.path, line)
    };
    failures.map(finding).collect()
}
