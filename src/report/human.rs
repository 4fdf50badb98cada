//! What people see: everything but the product goes to stderr.

use std::env;
use std::io::{self, IsTerminal, Write as _};
use std::time::Duration;

use console::{Style, Term, measure_text_width, style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::apply::Recovered;
use crate::change::{Action, FileChange};
use crate::cli::{Color, Format, Init};
use crate::discover::facts::Fact;
use crate::finding::{Finding, Level, Place};
use crate::plan::{ByHand, NextStep, Plan};
use crate::platform::{Notice, NoticeKind};
use crate::preview;
use crate::report::boxed::boxed;
use crate::report::visible::{filled, visible};
use crate::report::{colours, json};

/// Something that takes a while; over when it is dropped.
#[derive(Debug)]
pub struct Busy(ProgressBar);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// The terminal, or what stands in its place.
#[derive(Clone, Debug)]
pub struct Screen {
    err: Term,
    format: Format,
    color: Color,
}

impl Screen {
    /// A screen with colours as asked for.
    pub fn new(color: Color, format: Format) -> Self {
        let variable = |name: &str| env::var(name).ok();
        let err = Term::stderr();
        let on_stdout = io::stdout().is_terminal();
        console::set_colors_enabled(on_stdout && colours::wanted(color, on_stdout, variable));
        console::set_colors_enabled_stderr(colours::wanted(color, err.is_term(), variable));
        Self { err, format, color }
    }

    /// Whether there is somebody to ask: a person at a terminal that can be drawn on. A CI system
    /// may have a terminal, but nobody at it.
    pub fn can_ask(&self) -> bool {
        let ci = env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
        io::stdin().is_terminal() && self.err.features().is_attended() && !ci
    }

    /// Whether what a person reads on stdout has colours: unlike a diff, it may have them in a log.
    pub fn colours_stdout(&self) -> bool {
        let variable = |name: &str| env::var(name).ok();
        colours::wanted(self.color, io::stdout().is_terminal(), variable)
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        usize::from(self.err.size().1)
    }

    /// The terminal that questions are asked on.
    pub fn terminal(&self) -> &Term {
        &self.err
    }

    /// What the run is for, on stdout, byte for byte. A reader who stops reading is no error.
    pub fn product(&self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }

    /// A diff on stdout: its very bytes, or for the eyes where stdout is a terminal.
    pub fn diff(&self, changes: &[FileChange]) {
        let diff = preview::unified_diff(changes);
        if io::stdout().is_terminal() {
            for line in String::from_utf8_lossy(&diff).lines() {
                let paint = match line.as_bytes().first() {
                    Some(b'+') => Style::new().green(),
                    Some(b'-') => Style::new().red(),
                    Some(b'@') => Style::new().cyan(),
                    Some(b'd') => Style::new().bold(),
                    _ => Style::new(),
                };
                self.product(format!("{}\n", paint.apply_to(visible(line))).as_bytes());
            }
        } else {
            self.product(&diff);
        }
    }

    /// Says what is being done, for as long as it takes.
    pub fn busy(&self, what: &str) -> Busy {
        let bar =
            ProgressBar::with_draw_target(None, ProgressDrawTarget::term(self.err.clone(), 10));
        if self.err.features().is_attended() {
            bar.set_style(ProgressStyle::default_spinner());
            bar.set_message(format!("{what} …"));
            bar.enable_steady_tick(Duration::from_millis(100));
        } else {
            self.line(&format!("{what} …"));
        }
        Busy(bar)
    }

    /// A line for people.
    pub fn line(&self, text: &str) {
        let _ = self.err.write_line(text);
    }

    /// What was found, and where.
    pub fn facts(&self, facts: &[Fact]) {
        let widest = |column: fn(&Fact) -> &str| {
            let widths = facts.iter().map(|fact| measure_text_width(column(fact)));
            widths.max().unwrap_or_default()
        };
        let (what, value) = (widest(|fact| fact.what), widest(|fact| &fact.value));
        let pad = |text: &str, width: usize| {
            console::pad_str(text, width, console::Alignment::Left, None).into_owned()
        };
        self.line(&style("Found").for_stderr().bold().to_string());
        for fact in facts {
            self.line(&format!(
                "  {}  {}  {}",
                pad(fact.what, what),
                style(pad(&visible(&fact.value), value)).for_stderr().cyan(),
                style(visible(&fact.source)).for_stderr().dim()
            ));
        }
        self.line("");
    }

    /// An answer that was given, as the questions show theirs.
    pub fn answer(&self, question: &str, answer: &str) {
        self.line(&format!(
            "{} {} {} {}",
            style("✔").for_stderr().green(),
            style(question).for_stderr().bold(),
            style("·").for_stderr().black().bright(),
            style(answer).for_stderr().green()
        ));
    }

    /// What dates say about the versions in use.
    pub fn notices(&self, notices: &[Notice]) {
        for notice in notices {
            let level = match notice.kind {
                NoticeKind::PythonGone
                | NoticeKind::PythonLeaving
                | NoticeKind::DjangoUnsupported => Level::Warning,
                NoticeKind::PythonUnknown | NoticeKind::DjangoUnknown | NoticeKind::OldFacts => {
                    Level::Note
                }
            };
            self.line(&format!("{}: {}", painted(level), notice.text));
        }
    }

    /// What an earlier run that was killed had left, and what became of it.
    pub fn recovered(&self, recovered: &Recovered) {
        match recovered {
            Recovered::PutBack(_) => {
                self.line("An earlier run was killed while it wrote: its changes were put back.");
            }
            Recovered::Completed { commit } => {
                self.line(&format!(
                    "An earlier run was killed behind its commit {commit}: it stands."
                ));
            }
        }
    }

    /// Each file's diff, in a box.
    pub fn diffs(&self, plan: &Plan) {
        for change in plan.changes() {
            self.line("");
            for line in boxed(change, self.width()) {
                self.line(&line);
            }
        }
    }

    /// One line a file, and what is left to do by hand.
    pub fn summary(&self, plan: &Plan) {
        if !plan.is_empty() {
            self.line("");
        }
        self.files(&plan.files);
        for relock in &plan.locks {
            self.line(&format!(
                "  {} {:8} {}",
                style("~").for_stderr().yellow(),
                "lock",
                visible(&format!("{}, by `{}`", relock.path, relock.typed))
            ));
        }
        for (rule, finding) in &plan.notes {
            self.line("");
            self.finding(rule.name, finding);
        }
        for left in &plan.by_hand {
            self.line("");
            self.by_hand(left);
        }
    }

    fn by_hand(&self, left: &ByHand) {
        self.finding(left.rule.name, &left.finding);
        let why = format!("By hand, because {}.", left.snippet.reason);
        for line in filled(&visible(&why), self.width().saturating_sub(4)) {
            self.line(&format!("  {line}"));
        }
        for line in left.snippet.code.lines() {
            self.line(&format!("    {}", style(visible(line)).for_stderr().cyan()));
        }
    }

    /// One line a file.
    pub fn files<'a>(&self, files: impl IntoIterator<Item = &'a FileChange>) {
        for file in files {
            let (mark, what) = match file.action() {
                Action::Create => (style("+").for_stderr().green(), "create"),
                Action::Edit => (style("~").for_stderr().yellow(), "edit"),
                Action::Delete => (style("-").for_stderr().red(), "remove"),
                Action::Same => (style("=").for_stderr().dim(), "as it is"),
            };
            self.line(&format!(
                "  {mark} {what:8} {}",
                visible(file.path.as_str())
            ));
        }
    }

    /// What undo did.
    pub fn undone(&self, committed: bool) {
        self.line("");
        self.line("Everything is as it was before.");
        if committed {
            self.line("A commit of its own says so: nothing of the history is rewritten.");
        }
    }

    fn finding(&self, rule: &str, finding: &Finding) {
        let place = match &finding.place {
            Some(Place {
                path,
                line: Some(line),
            }) => format!(" ({path}:{line})"),
            Some(Place { path, line: None }) => format!(" ({path})"),
            None => String::new(),
        };
        self.line(&format!(
            "{}{}: {}",
            painted(finding.level),
            style(format!("[{rule}]")).for_stderr().dim(),
            visible(&format!("{}{place}", finding.message))
        ));
    }

    /// What has been done, what is left to type, and the command that does the same again.
    pub fn conclusion(&self, plan: &Plan, command: &str, args: &Init) {
        self.line("");
        if args.dry_run || args.check {
            self.line(if plan.is_empty() {
                "Ready for Heroku: nothing would change."
            } else {
                "Nothing was written."
            });
            return;
        }
        if plan.is_empty() {
            self.line("Ready for Heroku: nothing had to be changed.");
        } else if args.no_commit {
            self.line("Written, not committed. `herokuify undo` takes it back.");
        } else {
            self.line("Written and committed. `herokuify undo` takes it back.");
        }
        self.next_steps(&plan.next_steps);
        self.line("");
        self.line("The same again, without questions:");
        self.line(&format!(
            "  {}",
            style(visible(command)).for_stderr().cyan()
        ));
    }

    fn next_steps(&self, steps: &[NextStep]) {
        self.line("");
        self.line(&style("Next steps").for_stderr().bold().to_string());
        for (index, step) in steps.iter().enumerate() {
            let command = style(visible(&step.command)).for_stderr().cyan();
            self.line(&format!("  {:2}. {command}", index + 1));
            for line in filled(&step.why, self.width().saturating_sub(6)) {
                self.line(&format!("      {}", style(line).for_stderr().dim()));
            }
        }
    }

    /// That nothing was done, and why: as the product too, where that is a document.
    pub fn refused(&self, message: &str, help: Option<&str>) {
        if self.format == Format::Json {
            self.product(json::refusal(message, help).as_bytes());
        }
        self.error(message, help);
    }

    /// An error, its cause and the way out.
    pub fn error(&self, message: &str, help: Option<&str>) {
        self.line(&format!(
            "{} {message}",
            style("error:").for_stderr().red().bold()
        ));
        if let Some(help) = help {
            self.line(&format!(
                "{} {help}",
                style("hint:").for_stderr().cyan().bold()
            ));
        }
    }
}

fn painted(level: Level) -> console::StyledObject<&'static str> {
    match level {
        Level::Error => style("error").for_stderr().red().bold(),
        Level::Warning => style("warning").for_stderr().yellow().bold(),
        Level::Note => style("note").for_stderr().cyan().bold(),
    }
}
