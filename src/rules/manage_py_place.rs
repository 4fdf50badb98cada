//! There is one manage.py, where Heroku looks for it.

use crate::choices::Generation;
use crate::discover::DiscoverError;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::{Files, Unread};
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "manage-py-place",
    summary: "there is one manage.py, where Heroku looks for it",
    why: "Heroku's build runs `collectstatic` with the manage.py that lies least deep, at most two folders \
          down; on Fir at the repository's root alone. Where it finds none it leaves `collectstatic` \
          out without a word, and the site has no styles.",
    help: "Make the Django project the root of its repository, or say which one is meant: `herokuify \
           check --project FOLDER`, or `project = \"FOLDER\"` under `[tool.herokuify]` in \
           pyproject.toml.",
    example: Example {
        path: "manage.py",
        before: "",
        after: "import os\nimport sys\n\nif __name__ == '__main__':\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'bookshelf.settings')\n    from django.core.management import execute_from_command_line\n    execute_from_command_line(sys.argv)\n",
    },
    link: "https://devcenter.heroku.com/articles/django-assets",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let error = |message: String| Finding::note(Level::Error, Stage::Collectstatic, message);
    if let Some(Unread::Project(error_met)) = files.unread
        && let DiscoverError::NoManagePy { .. }
        | DiscoverError::NotTheProject { .. }
        | DiscoverError::NotDjangos { .. }
        | DiscoverError::SeveralManagePy { .. } = error_met
    {
        let finding = error(error_met.to_string());
        return Ok(vec![match error_met.help() {
            Some(help) => finding.help(help),
            None => finding,
        }]);
    }
    let Some(project) = files.project else {
        return Ok(Vec::new());
    };
    if files.generation == Generation::Fir && !project.folder.is_root() {
        let message = format!("Fir runs no collectstatic for {}/manage.py", project.folder);
        let place = project.folder.join("manage.py");
        let reason = "which of the repository's files are to be pushed is yours to say";
        let code = "# push the folder that holds manage.py, or use an app on Cedar";
        let finding = Finding::by_hand(Level::Error, Stage::Collectstatic, message, reason, code);
        return Ok(place
            .map(|path| finding.at(&path, None))
            .into_iter()
            .collect());
    }
    Ok(Vec::new())
}
