//! One project from its folder to its report.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refusal;
use super::comments::Ignored;
use super::judge::{Judged, judge};
use crate::choices::Generation;
use crate::cli::{Check, Init};
use crate::config::{Config, RuleName};
use crate::discover::project::{Hints, Purpose};
use crate::discover::tree::Tree;
use crate::finding::{Level, Remedy, Span, Stage};
use crate::git::{self, Repository};
use crate::init::{self, InitError};
use crate::path::RepoPath;
use crate::report::secrets::Secrets;
use crate::rules::{Group, Rule};
use crate::settings::EnvValue;
use crate::templates::Templates;

/// What was found in one project.
#[derive(Debug)]
pub struct Report {
    /// The folder as it was named.
    pub path: PathBuf,
    /// What stands before the findings' paths, seen from the working folder; empty, or with a `/` at
    /// its end.
    pub prefix: String,
    /// What is reported, worst first.
    pub findings: Vec<Located>,
    /// The worst level that was found, reported or not.
    pub worst: Option<Level>,
    /// How many findings comments in the files take away.
    pub ignored: usize,
    /// Why the project could not be checked.
    pub refusal: Option<Refusal>,
}

/// A finding with all that is told of it.
#[derive(Debug)]
pub struct Located {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is.
    pub level: Level,
    /// When it shows.
    pub stage: Stage,
    /// Where the app is to run.
    pub generation: Generation,
    /// The file, from the repository's root.
    pub path: Option<RepoPath>,
    /// Which part of it.
    pub span: Option<Span>,
    /// The lines of that part, without secrets.
    pub excerpt: Option<String>,
    /// What was found.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Whether `init` mends it.
    pub fixable: bool,
}

/// Checks the project in a folder.
pub(super) fn examine(path: &Path, args: &Check, templates: &Templates) -> Report {
    let mut report = Report {
        path: path.to_path_buf(),
        prefix: String::new(),
        findings: Vec::new(),
        worst: None,
        ignored: 0,
        refusal: None,
    };
    if let Err(error) = fill(&mut report, path, args, templates) {
        report.refusal = Some(error.into());
    }
    report
}

fn fill(
    report: &mut Report,
    path: &Path,
    args: &Check,
    templates: &Templates,
) -> Result<(), InitError> {
    let folder = init::existing_folder(path)?;
    // Before the first commit git knows of no file, and all there is may become part of it.
    let repository = match Repository::discover(&folder)? {
        Some(repository) if repository.head()? == git::Head::Unborn => None,
        found => found,
    };
    let root = repository
        .as_ref()
        .map_or(folder.as_path(), Repository::root);
    report.prefix = prefix(root);
    let top = init::below(root, &folder)?;
    let tree = Tree::new(root);
    let config = Config::find(&tree, &top)?;
    let mut answers = Init {
        project: args.project.clone(),
        settings: args.settings.clone(),
        django: args.django,
        generation: args.generation,
        ..Init::default()
    };
    config.complete(&mut answers);
    let hints = Hints {
        top,
        project: init::named_project(root, path, answers.project.as_deref())?,
        settings: answers.settings.clone(),
        django: answers.django,
        purpose: Purpose::Judge,
        env: args
            .env
            .iter()
            .map(|var| (var.name.clone(), EnvValue::Text(var.value.clone())))
            .collect(),
        ..Hints::default()
    };
    let (found, hints) = init::discover_pushed(&tree, repository.as_ref(), hints)?;
    let judged = judge(&found, &tree, &hints, &answers, templates)?;
    if let Err(error) = &found {
        let said = error.to_string();
        // Whatever keeps it from being read has to be said, by a rule or here.
        if !judged.iter().any(|it| it.finding.message == said) {
            report.refusal = Some(Refusal {
                message: said,
                help: error.help(),
            });
        }
    }
    let wanted = Wanted::of(args, &config);
    let project = found.as_ref().ok();
    let settings = project.and_then(|project| project.settings.as_ref().ok());
    let texts = Texts::new(
        &tree,
        settings.map(|settings| settings.path.clone()),
        Secrets::of(project),
    );
    report.take(
        judged,
        texts,
        &wanted,
        answers.generation.unwrap_or_default(),
    );
    Ok(())
}

/// What a report is to hold.
struct Wanted {
    select: Vec<&'static str>,
    ignore: Vec<&'static str>,
    level: Level,
}

impl Wanted {
    fn of(args: &Check, config: &Config) -> Self {
        let names = |flags: &[RuleName], said: &[&'static Rule]| -> Vec<&'static str> {
            if flags.is_empty() {
                said.iter().map(|rule| rule.name).collect()
            } else {
                flags.iter().map(|flag| flag.0.name).collect()
            }
        };
        let mut ignore = names(&[], &config.ignore);
        ignore.extend(names(&args.ignore, &[]));
        Self {
            select: names(&args.select, &config.select),
            ignore,
            level: args.level.or(config.level).unwrap_or(Level::Note),
        }
    }

    fn has(&self, rule: &Rule) -> bool {
        let selected = self.select.is_empty() || self.select.contains(&rule.name);
        selected && !self.ignore.contains(&rule.name)
    }
}

impl Report {
    fn take(
        &mut self,
        judged: Vec<Judged>,
        mut texts: Texts<'_>,
        wanted: &Wanted,
        generation: Generation,
    ) {
        for judged in judged.into_iter().filter(|it| wanted.has(it.rule)) {
            let located = located(judged, &mut texts, generation);
            let lines = located.span.map(|span| (span.line, span.end_line));
            let is_ignored = located
                .path
                .as_ref()
                .is_some_and(|path| texts.ignored(path).covers(located.rule.name, lines));
            if is_ignored {
                self.ignored += 1;
                continue;
            }
            self.worst = self.worst.max(Some(located.level));
            if located.level >= wanted.level {
                self.findings.push(located);
            }
        }
        let line = |it: &Located| it.span.map(|span| (span.line, span.column));
        self.findings.sort_by(|one, other| {
            let by_place = one.path.cmp(&other.path).then(line(one).cmp(&line(other)));
            other.level.cmp(&one.level).then(by_place)
        });
    }
}

fn located(judged: Judged, texts: &mut Texts<'_>, generation: Generation) -> Located {
    let Judged {
        rule,
        finding,
        fixable,
    } = judged;
    let help = help(rule, &finding.remedy, finding.help, fixable);
    let (path, line) = match finding.place {
        Some(place) => (Some(place.path), place.line),
        None if rule.check.group() == Group::Settings => (texts.settings.clone(), None),
        None => (None, None),
    };
    let text = path.as_ref().map(|path| texts.text(path));
    let span = finding.span.or_else(|| {
        let number = line?;
        let line = text.as_ref()?.lines().nth(number.checked_sub(1)?)?;
        Some(Span::of(number, line, ""))
    });
    let excerpt = span.zip(text).map(|(span, text)| {
        let lines = text.lines().skip(span.line - 1);
        let lines: Vec<&str> = lines.take(span.end_line + 1 - span.line).collect();
        texts.secrets.hidden_in(&lines.join("\n"))
    });
    Located {
        rule,
        level: finding.level,
        stage: finding.stage,
        generation,
        path,
        span,
        excerpt,
        message: finding.message,
        help,
        fixable,
    }
}

/// What to do: the finding's own words, else the lines to paste, else the rule's.
fn help(rule: &Rule, remedy: &Remedy, own: Option<String>, fixable: bool) -> String {
    let by_hand = own.unwrap_or_else(|| match remedy {
        Remedy::ByHand(snippet) | Remedy::Lock(_, snippet) => {
            format!("{}:\n\n{}", snippet.reason, snippet.code)
        }
        Remedy::Change(_) | Remedy::Note => rule.help.to_owned(),
    });
    if fixable {
        format!("`herokuify init` does this. By hand: {by_hand}")
    } else {
        by_hand
    }
}

/// The texts that findings point into.
struct Texts<'a> {
    tree: &'a Tree,
    /// The settings: what they lack is said of the whole file.
    settings: Option<RepoPath>,
    secrets: Secrets,
    known: BTreeMap<RepoPath, (Arc<str>, Ignored)>,
}

impl<'a> Texts<'a> {
    fn new(tree: &'a Tree, settings: Option<RepoPath>, secrets: Secrets) -> Self {
        Self {
            tree,
            settings,
            secrets,
            known: BTreeMap::new(),
        }
    }

    fn entry(&mut self, path: &RepoPath) -> &(Arc<str>, Ignored) {
        self.known.entry(path.clone()).or_insert_with(|| {
            let bytes = self.tree.read(path).ok().flatten().unwrap_or_default();
            let text = crate::dependencies::decode(&bytes).text;
            let ignored = Ignored::of(&text);
            (Arc::from(text), ignored)
        })
    }

    fn text(&mut self, path: &RepoPath) -> Arc<str> {
        Arc::clone(&self.entry(path).0)
    }

    fn ignored(&mut self, path: &RepoPath) -> &Ignored {
        &self.entry(path).1
    }
}

/// The repository's root seen from the working folder, where it lies below it.
fn prefix(root: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let below = here
        .ok()
        .and_then(|here| Some(root.strip_prefix(here).ok()?.to_path_buf()));
    match below {
        Some(below) if below != Path::new("") => format!("{}/", below.display()),
        _ => String::new(),
    }
}
