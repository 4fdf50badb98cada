//! The build's hooks start.

use crate::choices::Generation;
use crate::finding::{Finding, Level, Stage};
use crate::rules::context::Files;
use crate::rules::{Check, Example, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    name: "build-hooks",
    summary: "the build's hooks start",
    why: "Heroku's buildpack runs `bin/pre_compile` and `bin/post_compile` where they are there, and \
          a hook that fails stops the build. With Windows line ends the system looks for a program \
          called `bash` and a carriage return, and finds none.",
    help: "Save the file with Unix line ends, and let git keep them:\n\n\x20   echo 'bin/* text eol=lf' >> \
           .gitattributes\n\x20   git add --renormalize bin .gitattributes",
    example: Example {
        path: "bin/post_compile",
        before: "#!/usr/bin/env bash\r\npython manage.py compilemessages\r\n",
        after: "#!/usr/bin/env bash\npython manage.py compilemessages\n",
    },
    link: "https://devcenter.heroku.com/articles/python-support",
    generations: &[Generation::Cedar],
    check: Check::Files(check),
};

fn check(files: &Files<'_>) -> Findings {
    let mut findings = Vec::new();
    for name in ["bin/pre_compile", "bin/post_compile"] {
        let Some((path, text)) = files.at_root(name) else {
            continue;
        };
        let first = text.split('\n').next().unwrap_or_default();
        if first.ends_with('\r') {
            let message = format!("{path} has Windows line ends");
            let reason = "whether its other lines may change is yours to say";
            let code = format!("sed -i 's/\\r$//' {path}");
            findings.push(
                Finding::by_hand(Level::Error, Stage::Install, message, reason, code).at(&path, 1),
            );
        }
    }
    Ok(findings)
}
