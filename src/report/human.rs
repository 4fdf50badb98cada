//! What people see: everything but the product goes to stderr.

use std::io::{self, IsTerminal, Write as _};

use console::{Style, Term, style};

use crate::apply::Recovered;
use crate::change::{Action, FileChange};
use crate::cli::{Color, Init};
use crate::finding::{Finding, Level, Place};
use crate::plan::Plan;
use crate::preview;

/// The terminal, or what stands in its place.
#[derive(Debug)]
pub struct Screen {
    err: Term,
}

impl Screen {
    /// A screen with colours as asked for.
    pub fn new(color: Color) -> Self {
        match color {
            Color::Auto => {}
            Color::Always => console::set_colors_enabled_stderr(true),
            Color::Never => console::set_colors_enabled_stderr(false),
        }
        Self {
            err: Term::stderr(),
        }
    }

    /// Whether there is somebody to ask.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && self.err.is_term()
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

    /// A line for people.
    pub fn line(&self, text: &str) {
        let _ = self.err.write_line(text);
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
            self.diff(change);
        }
    }

    fn diff(&self, change: &FileChange) {
        let frame = Style::new().for_stderr().dim();
        self.line("");
        self.line(&format!(
            "{} {}",
            frame.apply_to("╭─"),
            style(&change.path).for_stderr().bold()
        ));
        for line in preview::file_diff(change)
            .lines()
            .skip_while(|line| !line.starts_with("@@"))
        {
            let line = line.trim_end_matches('\r');
            let coloured = match line.as_bytes().first() {
                Some(b'+') => style(line).for_stderr().green(),
                Some(b'-') => style(line).for_stderr().red(),
                Some(b'@') => style(line).for_stderr().cyan(),
                _ => style(line).for_stderr(),
            };
            self.line(&format!("{} {coloured}", frame.apply_to("│")));
        }
        self.line(&format!("{}", frame.apply_to("╰─")));
    }

    /// One line a file, and what is left to do by hand.
    pub fn summary(&self, plan: &Plan) {
        if !plan.is_empty() {
            self.line("");
        }
        self.files(&plan.files);
        for left in &plan.by_hand {
            self.line("");
            self.finding(left.rule.name, &left.finding);
            self.line(&format!(
                "  {} {}",
                style("by hand, because").for_stderr().dim(),
                left.snippet.reason
            ));
            for line in left.snippet.code.lines() {
                self.line(&format!("    {}", style(line).for_stderr().cyan()));
            }
        }
        for (rule, finding) in &plan.notes {
            self.finding(rule.name, finding);
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
            self.line(&format!("  {mark} {what:8} {}", file.path));
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
        let level = match finding.level {
            Level::Error => style("error").for_stderr().red().bold(),
            Level::Warning => style("warning").for_stderr().yellow().bold(),
            Level::Note => style("note").for_stderr().cyan(),
        };
        let place = match &finding.place {
            Some(Place {
                path,
                line: Some(line),
            }) => format!(" ({path}:{line})"),
            Some(Place { path, line: None }) => format!(" ({path})"),
            None => String::new(),
        };
        self.line(&format!("{level}[{rule}]: {}{place}", finding.message));
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
        self.line("");
        self.line(&style("Next steps").for_stderr().bold().to_string());
        for (index, step) in plan.next_steps.iter().enumerate() {
            self.line(&format!(
                "  {:2}. {}",
                index + 1,
                style(&step.command).for_stderr().cyan()
            ));
            self.line(&format!("      {}", style(&step.why).for_stderr().dim()));
        }
        self.line("");
        self.line(&format!("The same again, without questions: {command}"));
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
