//! heroku.yml is for apps that are built as containers.

use crate::choices::Generation;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "heroku-yml",
    summary: "heroku.yml is for Cedar, and its Dockerfile is there",
    why: "heroku.yml builds the app from a Dockerfile in the place of buildpacks. Only Cedar does \
          that, and only an app on the stack `container`; on any other stack the file means \
          nothing.",
    help: "On Fir take the file away and let the buildpack build the app. On Cedar:\n\n\x20   heroku \
           stack:set container",
    example: Example {
        path: "heroku.yml",
        before: "build:\n  docker:\n    web: Dockerfile\n",
        after: "",
    },
    link: "https://devcenter.heroku.com/articles/build-docker-images-heroku-yml",
    generations: BOTH,
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let Some((path, text)) = files.at_root("heroku.yml") else {
        return Ok(Vec::new());
    };
    let error = |message: String, code: &str| {
        let reason = "how the image is built is the project's own";
        Finding::by_hand(Level::Error, Stage::Detect, message, reason, code)
    };
    if files.generation == Generation::Fir {
        let message = "Fir builds no containers from heroku.yml".to_owned();
        let code = "git rm heroku.yml   # or an app on Cedar";
        return Ok(vec![error(message, code).at(&path, None)]);
    }
    let named = text.lines().enumerate().filter_map(|(index, line)| {
        let (_, file) = line.split_once(':')?;
        let file = file.split('#').next()?.trim().trim_matches(['"', '\'']);
        let is_dockerfile = file.rsplit('/').next()?.contains("Dockerfile");
        is_dockerfile.then_some((index, file))
    });
    let missing =
        named.filter(|(_, file)| RepoPath::new(file).is_none_or(|file| !files.tree.is_file(&file)));
    Ok(missing
        .map(|(index, file)| {
            let message = format!("heroku.yml names {file}, which is not there");
            let code = format!("# heroku.yml: the Dockerfile that is there, or add {file} to git");
            error(message, &code).at(&path, index + 1)
        })
        .collect())
}
