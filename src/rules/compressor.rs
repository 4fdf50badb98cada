//! What django-compressor makes is made at the build.

use crate::discover::build_commands::{BuildCommand, Compressor, compressor};
use crate::finding::{Finding, Level, Snippet, Stage};
use crate::procfile::Procfile;
use crate::rules::context::{Context, SettingsContext};
use crate::rules::post_compile::{self, Need};
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::Value;

pub(super) const RULE: Rule = Rule {
    name: "compressor",
    summary: "what django-compressor makes is made at the build",
    why: "With `COMPRESS_OFFLINE` django-compressor makes its files ahead of time, by \
          `manage.py compress`, and each page that lacks them answers 500. Without it they are made \
          on a dyno when a page asks for them first: behind WhiteNoise's back, which serves what was \
          there when it started, so that the page has no style. The command needs the collected \
          files, so that it comes behind `collectstatic`: in `bin/post_compile`, which Heroku's \
          buildpack runs at the end of the build.",
    help: "Set `COMPRESS_OFFLINE` on Heroku, and run `compress` in `bin/post_compile`.",
    example: Example {
        path: "bin/post_compile",
        before: "",
        after: "python manage.py compress\n",
    },
    link: "https://django-compressor.readthedocs.io/en/stable/scenarios.html",
    generations: BOTH,
    check: Check::Manifest(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let Some(settings) = SettingsContext::new(*ctx) else {
        return Ok(Vec::new());
    };
    let findings = match compressor(settings.settings) {
        Some(Compressor::Offline) => {
            let need = Need {
                command: BuildCommand::Compress,
                level: Level::Error,
                stage: Stage::Request,
                message: "no build runs `compress`, without which each page that compresses \
                          answers 500"
                    .to_owned(),
                on_fir: at_each_start(ctx),
            };
            post_compile::findings(ctx, need)?
        }
        Some(Compressor::Online) if is_on_the_disk(&settings) => vec![online(&settings)],
        None | Some(Compressor::Online) => return Ok(Vec::new()),
        Some(Compressor::Unknown) => {
            let message = "whether django-compressor makes its files on Heroku depends on what only \
                           Heroku knows";
            vec![Finding::note(Level::Warning, Stage::Request, message)]
        }
    };
    let setting = ["COMPRESS_OFFLINE", "COMPRESS_ENABLED"]
        .into_iter()
        .find(|name| settings.sets(name))
        .unwrap_or("INSTALLED_APPS");
    Ok(findings
        .into_iter()
        .map(|finding| settings.place(finding, setting))
        .collect())
}

/// Whether its files stay on the disk that it runs on; a bucket would serve them.
fn is_on_the_disk(settings: &SettingsContext<'_>) -> bool {
    match settings.heroku("COMPRESS_STORAGE").map(Value::as_str) {
        Some(Some(storage)) => storage.starts_with("compressor."),
        Some(None) => false,
        None => !settings.static_files_live_elsewhere(),
    }
}

fn online(settings: &SettingsContext<'_>) -> Finding {
    let message =
        "django-compressor makes its files on a dyno, where WhiteNoise does not serve them";
    let reason = "whether all that the pages compress is known before they are rendered is yours to \
                  say; once it is set, another run of init has the build make the files";
    let code = settings.guarded("COMPRESS_OFFLINE = True");
    Finding::by_hand(Level::Error, Stage::Request, message, reason, code)
}

/// The command in front of the server, where nothing runs at the end of a build.
fn at_each_start(ctx: &Context<'_>) -> Snippet {
    let procfile = ctx.files().at_root("Procfile").map(|(_, text)| text);
    let procfile = procfile.unwrap_or_default();
    let procfile = Procfile::of(&procfile);
    let web = procfile.get("web").map_or("gunicorn …", |web| web.command);
    let manage = ctx.project.manage_command();
    Snippet {
        reason:
            "Heroku's new generation runs nothing at the end of a build, so that each dyno has \
                 to do it as it starts"
                .to_owned(),
        code: format!("web: ({manage} compress) && {web}"),
    }
}
