//! heroku.yml is for apps that are built as containers.

mod outline;

use crate::choices::Generation;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use outline::Outline;

pub(super) const RULE: Rule = Rule {
    name: "heroku-yml",
    summary: "heroku.yml is for Cedar, and says what Heroku needs of it",
    why: "heroku.yml builds the app from a Dockerfile in the place of buildpacks. Only Cedar does \
          that, and only an app on the stack `container`; on any other stack the file means \
          nothing. The Dockerfile that it names has to be there, one image has to be that of `web`, \
          and a release phase has to name the image that it runs in.",
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
    let outline = match Outline::of(&text) {
        Ok(outline) => outline,
        Err(unreadable) => {
            let message = format!("heroku.yml is no YAML: {}", unreadable.info());
            let line = unreadable.marker().line();
            let code = "# heroku.yml: as in the article that `herokuify explain heroku-yml` names";
            return Ok(vec![error(message, code).at(&path, line)]);
        }
    };
    let mut findings: Vec<Finding> = dockerfiles(&outline)
        .filter(|(_, file)| RepoPath::new(file).is_none_or(|file| !files.tree.is_file(&file)))
        .map(|(line, file)| {
            let message = format!("heroku.yml names {file}, which is not there");
            let code = format!("# heroku.yml: the Dockerfile that is there, or add {file} to git");
            error(message, &code).at(&path, line)
        })
        .collect();
    let wrong = wrong(&outline).into_iter();
    findings.extend(wrong.map(|(message, code, line)| {
        let finding = error(message.to_owned(), code);
        finding.at(&path, line)
    }));
    Ok(findings)
}

/// The Dockerfiles that the images are built from, with their lines.
fn dockerfiles(outline: &Outline) -> impl Iterator<Item = (usize, &str)> {
    outline.iter().filter_map(|key| {
        let path: Vec<&str> = key.path.iter().map(String::as_str).collect();
        let file = key.text.as_deref()?;
        matches!(
            path[..],
            ["build", "docker", _] | ["build", "docker", _, "dockerfile"]
        )
        .then_some((key.line, file))
    })
}

/// What keeps Heroku from an image or from a web process: what is wrong, what it has to say, and the
/// line.
fn wrong(outline: &Outline) -> Vec<(&'static str, &'static str, Option<usize>)> {
    let mut found = Vec::new();
    let web = "build:\n  docker:\n    web: Dockerfile";
    if outline.get(&["build"]).is_none() {
        let message = "heroku.yml has no `build`: no image is built";
        found.push((message, web, None));
    } else if let Some(docker) = outline.get(&["build", "docker"]) {
        let has_web = |keys: &[&str]| outline.get(keys).is_some();
        if !has_web(&["build", "docker", "web"]) && !has_web(&["run", "web"]) {
            let message = "heroku.yml has no `web`: nobody answers requests";
            found.push((message, web, Some(docker.line)));
        }
    }
    if let Some(release) = outline.get(&["release"]) {
        // "Couldn't find the release image configured for this app."
        let images = [
            ["release", "image"].as_slice(),
            &["build", "docker", "release"],
            &["run", "release"],
        ];
        if images.iter().all(|keys| outline.get(keys).is_none()) {
            let message = "the release phase of heroku.yml has no `image`, and the build stops";
            found.push((message, "release:\n  image: web", Some(release.line)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<&'static str> {
        let found = wrong(&Outline::of(text).unwrap());
        found.into_iter().map(|(message, ..)| message).collect()
    }

    #[test]
    fn what_keeps_heroku_from_an_image_or_a_web_process_is_said() {
        for (text, expected) in [
            ("web: gunicorn shop.wsgi\n", "no `build`"),
            ("build:\n  docker:\n    worker: Dockerfile\n", "no `web`"),
            ("build: {docker: {worker: Dockerfile}}\n", "no `web`"),
            (
                "build:\n  docker:\n    web: Dockerfile\nrelease:\n  command:\n    - ./release\n",
                "no `image`",
            ),
        ] {
            let said = said(text);
            assert!(
                said.len() == 1 && said[0].contains(expected),
                "{text}{said:?}"
            );
        }
    }

    #[test]
    fn what_heroku_takes_is_left_alone() {
        for text in [
            // Without `run` the image's own CMD answers.
            "build:\n  docker:\n    web: Dockerfile\n",
            "build:\n  docker:\n    \"web\": deploy/Dockerfile  # one\nrelease:\n  image: web\n  command:\n  - a: b\n",
            "build:\n  docker:\n    base: Dockerfile\nrun:\n  web:\n    image: base\n    command:\n      - gunicorn shop.wsgi\n",
            "build: {docker: {web: Dockerfile}}\nrelease: {image: web}\n",
            "build:\n  languages:\n    - python\nrun:\n  web: gunicorn shop.wsgi\n",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
