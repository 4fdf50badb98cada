//! Every line of the dependency files can be installed on a dyno.

use crate::dependencies::{
    Junk, Manager, Problem, ProblemKind, Repair, decode, junk, without_junk,
};
use crate::discover::commands::shell_word;
use crate::finding::{Finding, Level, Stage};
use crate::path::RepoPath;
use crate::rules::change::Change;
use crate::rules::context::Context;
use crate::rules::{BOTH, Check, Example, Findings, Rule};

/// How many findings of one kind are told of a file: a file of nothing else is one mistake.
const MOST: usize = 10;

pub(super) const RULE: Rule = Rule {
    name: "requirements-junk",
    summary: "every requirement can be installed on a dyno",
    why: "`pip freeze` also writes down what works on one computer alone: packages for Windows or \
          macOS, Debian's `pkg-resources==0.0.0`, paths of conda or of a home folder. One such \
          line, or one that pip cannot read, and the build fails. Lines that have one clear \
          repair are repaired; the others are named.",
    help: "Give a package of Windows or macOS a marker, and take out what pip cannot install on a dyno.",
    example: Example {
        path: "requirements.txt",
        before: "pywin32==308\n",
        after: "pywin32==308; sys_platform == \"win32\"\n",
    },
    link: "https://devcenter.heroku.com/articles/python-pip",
    generations: BOTH,
    check: Check::Declarations(check),
};

fn check(ctx: &Context<'_>) -> Findings {
    let project = ctx.project;
    let mut findings = Vec::new();
    for path in project.dependencies.text_files() {
        let found = junk(&project.tree, path, ctx.choices.python).unwrap_or_default();
        let (mendable, left): (Vec<Junk>, Vec<Junk>) =
            found.into_iter().partition(|junk| junk.repair.is_some());
        findings.extend(repaired(ctx, path, &mendable));
        let total = left.len();
        findings.extend(left.into_iter().take(MOST).map(|junk| reported(&junk)));
        findings.extend(and_more(path, total));
    }
    let lock = project.dependencies.lock.as_ref();
    let mut of_file: Vec<&Problem> = Vec::new();
    for problem in &project.dependencies.problems {
        let path = &problem.place.path;
        if lock == Some(path) {
            continue;
        }
        if of_file.first().is_some_and(|it| it.place.path != *path) {
            findings.extend(problems(ctx, &of_file));
            of_file.clear();
        }
        of_file.push(problem);
    }
    findings.extend(problems(ctx, &of_file));
    Ok(findings)
}

/// One change for all lines of a file that have one clear repair.
fn repaired(ctx: &Context<'_>, path: &RepoPath, junk: &[Junk]) -> Option<Finding> {
    let first = junk.first()?;
    let bytes = ctx.project.tree.read(path).ok()??;
    let by_hand: Vec<String> = junk.iter().map(repair).collect();
    let mut change = Change::new(by_hand.join("\n"));
    for junk in junk {
        let done = match &junk.repair {
            Some(Repair::Replace(text)) => format!("becomes `{text}`"),
            _ => "goes".to_owned(),
        };
        let told = format!("`{}` {done}: {}", junk.line.trim(), junk.why);
        change.tell(Level::Note, told, path, Some(junk.place.line));
    }
    change.file(path, without_junk(&bytes, ctx.choices.python));
    let message = format!("`{}` cannot be installed: {}", first.line.trim(), first.why);
    let finding = Finding::change(Level::Error, Stage::Install, message, change);
    Some(finding.at(path, first.place.line))
}

fn repair(junk: &Junk) -> String {
    match &junk.repair {
        Some(Repair::Replace(text)) => text.clone(),
        Some(Repair::Remove) | None => format!("# without: {}", junk.line.trim()),
    }
}

fn reported(junk: &Junk) -> Finding {
    let line = junk.line.trim();
    let message = format!("`{line}` cannot be installed: {}", junk.why);
    let reason = "only you know where else it comes from, and in which version";
    // A name at an address that nobody else reaches is a package of that name, mostly.
    let code = match line.split_once(" @ ") {
        Some((name, _)) => format!("{}==VERSION", name.trim()),
        None => "name-of-the-package==VERSION".to_owned(),
    };
    Finding::by_hand(Level::Error, Stage::Install, message, reason, code)
        .at(&junk.place.path, junk.place.line)
}

/// What is wrong with one file.
fn problems(ctx: &Context<'_>, problems: &[&Problem]) -> Vec<Finding> {
    let Some(first) = problems.first() else {
        return Vec::new();
    };
    let path = &first.place.path;
    // Beside a requirements file, pip does not look at it.
    let is_beside =
        ctx.project.dependencies.manager == Some(Manager::Pip) && path.name() == "pyproject.toml";
    let level = if is_beside {
        Level::Warning
    } else {
        Level::Error
    };
    let told = problems.iter().take(MOST);
    let told = told.map(|problem| unreadable(ctx, problem, level));
    told.chain(and_more(path, problems.len())).collect()
}

fn unreadable(ctx: &Context<'_>, problem: &Problem, level: Level) -> Finding {
    let place = &problem.place;
    let (message, reason, code) = match &problem.kind {
        ProblemKind::MissingInclude { file } => (
            format!("it includes `{file}`, which is not there"),
            "the file is on your computer alone, or gone",
            format!(
                "git add --force {}   # or remove the line",
                shell_word(file)
            ),
        ),
        ProblemKind::IncludeLoop { files } => {
            let way: Vec<String> = files.iter().map(ToString::to_string).collect();
            let first = files.first().unwrap_or(&place.path);
            (
                format!("it includes itself: {} → {first}", way.join(" → ")),
                "one of these lines is one too many",
                line_of(ctx, problem),
            )
        }
        ProblemKind::InvalidLine { reason } => (
            format!("it is no requirement: {reason}"),
            "only you know what it is meant to say",
            line_of(ctx, problem),
        ),
        ProblemKind::InvalidRequirement { text, reason } => (
            format!("`{text}` is no requirement: {reason}"),
            "only you know what it is meant to say",
            line_of(ctx, problem),
        ),
        ProblemKind::Malformed { column, reason } => (
            format!("the file cannot be read: column {column}: {reason}"),
            "no tool can read it as it is",
            line_of(ctx, problem),
        ),
    };
    Finding::by_hand(level, Stage::Install, message, reason, code).at(&place.path, place.line)
}

/// The line itself, as it stands.
fn line_of(ctx: &Context<'_>, problem: &Problem) -> String {
    let bytes = ctx.project.tree.read(&problem.place.path).ok().flatten();
    let text = bytes.map(|bytes| decode(&bytes).text).unwrap_or_default();
    let line = text.lines().nth(problem.place.line.saturating_sub(1));
    let line: String = line.unwrap_or_default().trim().chars().take(200).collect();
    format!("# mend or remove: {line}")
}

fn and_more(path: &RepoPath, found: usize) -> Option<Finding> {
    let more = found.checked_sub(MOST).filter(|more| *more > 0)?;
    let message = format!("there are {more} more lines like these");
    let reason = "only you know what they are meant to say";
    let code = "# mend or remove them".to_owned();
    Some(Finding::by_hand(Level::Error, Stage::Install, message, reason, code).at(path, None))
}
