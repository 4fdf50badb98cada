//! The project's Django runs on a Python that Heroku has.

use crate::answers::AnswerError;
use crate::discover::DiscoverError;
use crate::discover::source::Source;
use crate::finding::{Finding, Level, Stage};
use crate::platform::{Date, NoticeKind, notices};
use crate::rules::context::{Files, Unread};
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "django-version",
    summary: "the project's Django runs on a Python that Heroku has, and is still mended",
    why: "Each Django runs on some Pythons, and Heroku offers the newest five: Django 2.0 and older \
          run on none of them. A Django past its end of support gets no security fixes.",
    help: "Upgrade Django, one series at a time: the release notes of each say what changes.",
    example: Example {
        path: "requirements.txt",
        before: "Django==2.0.13\n",
        after: "Django==5.2.19\n",
    },
    link: "https://www.djangoproject.com/download/#supported-versions",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let at = |finding: Finding, source: &Source| match source {
        Source::File { path, line } => finding.at(path, *line),
        _ => finding,
    };
    let error = |message: String| Finding::note(Level::Error, Stage::Install, message);
    match files.unread {
        Some(Unread::Project(
            met @ (DiscoverError::NoDjangoVersion | DiscoverError::OldSettings { .. }),
        )) => {
            let finding = error(met.to_string());
            return Ok(vec![match met.help() {
                Some(help) => finding.help(help),
                None => finding,
            }]);
        }
        Some(Unread::Python(met)) => {
            let finding = error(met.to_string());
            let finding = match met {
                AnswerError::NoPython { django, .. } => at(finding, django),
                AnswerError::Python { .. } => finding,
            };
            return Ok(vec![match met.help() {
                Some(help) => finding.help(help),
                None => finding,
            }]);
        }
        _ => {}
    }
    let Some(project) = files.project else {
        return Ok(Vec::new());
    };
    let notices = notices(Date::today(), None, Some(project.django.value));
    let old = notices
        .into_iter()
        .filter(|notice| notice.kind == NoticeKind::DjangoUnsupported);
    Ok(old
        .map(|notice| {
            let finding = Finding::note(Level::Warning, Stage::Running, notice.text);
            at(finding, &project.django.source)
        })
        .collect())
}
