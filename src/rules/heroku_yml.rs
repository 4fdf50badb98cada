//! heroku.yml is for apps that are built as containers.

use crate::choices::Generation;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::context::Files;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

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
    let named = text.lines().enumerate().filter_map(|(index, line)| {
        let (_, file) = line.split_once(':')?;
        let file = file.split('#').next()?.trim().trim_matches(['"', '\'']);
        let is_dockerfile = file.rsplit('/').next()?.contains("Dockerfile");
        is_dockerfile.then_some((index, file))
    });
    let missing =
        named.filter(|(_, file)| RepoPath::new(file).is_none_or(|file| !files.tree.is_file(&file)));
    let mut findings: Vec<Finding> = missing
        .map(|(index, file)| {
            let message = format!("heroku.yml names {file}, which is not there");
            let code = format!("# heroku.yml: the Dockerfile that is there, or add {file} to git");
            error(message, &code).at(&path, index + 1)
        })
        .collect();
    let wrong = wrong(&Outline::of(&text)).into_iter();
    findings.extend(wrong.map(|(message, code, line)| {
        let finding = error(message.to_owned(), code);
        finding.at(&path, line)
    }));
    Ok(findings)
}

/// What keeps Heroku from an image or from a web process: what is wrong, what it has to say, and the
/// line.
fn wrong(outline: &Outline<'_>) -> Vec<(&'static str, &'static str, Option<usize>)> {
    if let Some(line) = outline.tab {
        let message = "heroku.yml is indented with a tab, which YAML does not allow";
        return vec![(
            message,
            "# heroku.yml: spaces in the place of tabs",
            Some(line),
        )];
    }
    // Another style of YAML may say anything.
    if !outline.is_plain {
        return Vec::new();
    }
    let mut found = Vec::new();
    let web = "build:\n  docker:\n    web: Dockerfile";
    if outline.line(&["build"]).is_none() {
        let message = "heroku.yml has no `build`: no image is built";
        found.push((message, web, None));
    } else if let Some(line) = outline.line(&["build", "docker"]) {
        let has_web = |keys: &[&str]| outline.line(keys).is_some();
        if !has_web(&["build", "docker", "web"]) && !has_web(&["run", "web"]) {
            let message = "heroku.yml has no `web`: nobody answers requests";
            found.push((message, web, Some(line)));
        }
    }
    if let Some(line) = outline.line(&["release"]) {
        // "Couldn't find the release image configured for this app."
        let images = [
            ["release", "image"].as_slice(),
            &["build", "docker", "release"],
            &["run", "release"],
        ];
        if images.iter().all(|keys| outline.line(keys).is_none()) {
            let message = "the release phase of heroku.yml has no `image`, and the build stops";
            found.push((message, "release:\n  image: web", Some(line)));
        }
    }
    found
}

/// The keys of a YAML file that is written as Heroku's examples are: one a line, nested by
/// indentation.
#[derive(Default)]
struct Outline<'a> {
    /// Each key with those above it, and its line.
    keys: Vec<(Vec<&'a str>, usize)>,
    /// The first line that is indented with a tab.
    tab: Option<usize>,
    /// Whether it has no braces, anchors or several documents.
    is_plain: bool,
}

impl<'a> Outline<'a> {
    fn of(text: &'a str) -> Self {
        let mut outline = Self {
            is_plain: true,
            ..Self::default()
        };
        let mut open: Vec<(usize, &str)> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let said = line.trim();
            if said.is_empty() || said.starts_with('#') || said.starts_with('-') {
                continue;
            }
            let indentation = &line[..line.len() - line.trim_start().len()];
            if indentation.contains('\t') {
                outline.tab.get_or_insert(index + 1);
            }
            let Some((key, value)) = said.split_once(':') else {
                continue;
            };
            let key = key.trim().trim_matches(['"', '\'']);
            outline.is_plain &= !said.starts_with(['{', '<', '%'])
                && !value.trim_start().starts_with(['{', '&', '*']);
            open.retain(|(depth, _)| *depth < indentation.len());
            open.push((indentation.len(), key));
            let path = open.iter().map(|(_, key)| *key).collect();
            outline.keys.push((path, index + 1));
        }
        outline
    }

    /// The line of a key.
    fn line(&self, keys: &[&str]) -> Option<usize> {
        let mut found = self.keys.iter();
        found.find(|(path, _)| path == keys).map(|(_, line)| *line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<&'static str> {
        let found = wrong(&Outline::of(text));
        found.into_iter().map(|(message, ..)| message).collect()
    }

    #[test]
    fn what_keeps_heroku_from_an_image_or_a_web_process_is_said() {
        for (text, expected) in [
            ("web: gunicorn shop.wsgi\n", "no `build`"),
            ("build:\n  docker:\n    worker: Dockerfile\n", "no `web`"),
            ("build:\n  docker:\n\tweb: Dockerfile\n", "a tab"),
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
