//! A Procfile line by line: what is wrong with each line, and the file without that.

use std::collections::BTreeSet;

use crate::choices::Server;
use crate::path::RepoPath;
use crate::platform::servers::Interface;
use crate::procfile::call::Call;
use crate::procfile::repair::{Facts, wrongs};
use crate::procfile::target::web_command;
use crate::procfile::{Procfile, is_name, process};
use crate::rules::context::Context;

/// Process types that are known by their names; Heroku tells capitals from small letters.
const KNOWN: [&str; 4] = ["beat", "release", "web", "worker"];

/// A Procfile that is being repaired.
pub(super) struct Draft {
    /// As it is to be, with the lines that go still in it.
    pub(super) procfile: Procfile,
    /// What was wrong, in the order of the lines.
    pub(super) wrongs: Vec<WrongLine>,
    gone: BTreeSet<usize>,
}

/// A line that Heroku cannot run as it is.
pub(super) struct WrongLine {
    /// Its place in the file, from 0.
    pub(super) index: usize,
    /// As it stands there.
    pub(super) line: String,
    /// What is wrong with it.
    pub(super) why: String,
    /// As it should be; empty where it should not be there at all.
    pub(super) repaired: Option<String>,
}

impl Draft {
    pub(super) fn of(procfile: Procfile) -> Self {
        Self {
            procfile,
            wrongs: Vec::new(),
            gone: BTreeSet::new(),
        }
    }

    /// Finds what is wrong, and repairs it.
    pub(super) fn repair(&mut self, ctx: &Context<'_>) {
        self.repair_names();
        self.drop_doubles(ctx);
        self.repair_commands(ctx);
        self.change_server(ctx);
        self.wrongs.sort_by_key(|wrong| wrong.index);
    }

    fn wrong(&mut self, index: usize, why: impl Into<String>, repaired: Option<String>) {
        let line = self
            .procfile
            .lines()
            .iter()
            .nth(index)
            .unwrap_or_default()
            .to_owned();
        if let Some(text) = &repaired {
            if text.is_empty() {
                self.gone.insert(index);
            } else {
                self.procfile.lines_mut().replace(index, text.clone());
            }
        }
        self.wrongs.push(WrongLine {
            index,
            line,
            why: why.into(),
            repaired,
        });
    }

    /// Lines that are meant as process types but are none to Heroku.
    fn repair_names(&mut self) {
        let lines: Vec<String> = self.procfile.lines().iter().map(str::to_owned).collect();
        for (index, line) in lines.iter().enumerate() {
            if let Some(meant) = meant(line) {
                let why = format!("`{}` is no process type to Heroku", line.trim_end());
                self.wrong(index, why, Some(meant));
            }
        }
    }

    /// Lines that another one of the same name hides: the last one that works stays, or the last.
    fn drop_doubles(&mut self, ctx: &Context<'_>) {
        let lines: Vec<(usize, String, bool)> = self
            .procfile
            .processes()
            .map(|process| {
                let works = wrongs(process.command, &facts(ctx, process.name)).is_empty();
                (process.index, process.name.to_owned(), works)
            })
            .collect();
        let names: BTreeSet<&String> = lines.iter().map(|(_, name, _)| name).collect();
        for name in names {
            let same: Vec<_> = lines.iter().filter(|(_, other, _)| other == name).collect();
            let working = same.iter().rfind(|(_, _, works)| *works);
            let Some((kept, ..)) = working.or(same.last()) else {
                continue;
            };
            for (index, ..) in same.iter().filter(|(index, ..)| index != kept) {
                let why = format!("`{name}` stands here more than once, and Heroku takes one");
                self.wrong(*index, why, Some(String::new()));
            }
        }
    }

    fn repair_commands(&mut self, ctx: &Context<'_>) {
        let found: Vec<_> = self
            .procfile
            .processes()
            .filter(|process| !self.gone.contains(&process.index))
            .flat_map(|process| {
                let name = process.name.to_owned();
                wrongs(process.command, &facts(ctx, process.name))
                    .into_iter()
                    .map(move |wrong| (process.index, name.clone(), wrong))
            })
            .collect();
        for (index, name, wrong) in found {
            let line = wrong.repaired.map(|command| format!("{name}: {command}"));
            self.wrong(index, wrong.why, line);
        }
    }

    /// Another server where the user asks for one.
    fn change_server(&mut self, ctx: &Context<'_>) {
        let Some(wanted) = ctx.choices.server else {
            return;
        };
        let served = ctx.project.served(Some(wanted));
        let generation = ctx.choices.generation;
        let command = web_command(ctx.project, served, generation, &RepoPath::root());
        let Some((web, command)) = self.procfile.get("web").zip(command) else {
            return;
        };
        let has = Call::of(web.command).is_some_and(|call| {
            let by_asgi = wanted != Server::Gunicorn || call.interface() == Interface::Asgi;
            call.server.program == wanted.name()
                && by_asgi == matches!(served, crate::discover::processes::Served::Asgi(_))
        });
        if !has {
            let why = format!(
                "`web` does not start {}, which was asked for",
                wanted.name()
            );
            let index = web.index;
            self.wrong(index, why, Some(format!("web: {command}")));
        }
    }

    /// The file's text, with lines added.
    pub(super) fn with(&self, added: &[String]) -> String {
        let mut lines = self.procfile.lines().clone();
        for index in self.gone.iter().rev() {
            lines.remove(*index);
        }
        for line in added {
            lines.push(line.clone());
        }
        lines.to_string()
    }
}

fn facts<'a>(ctx: &Context<'a>, name: &str) -> Facts<'a> {
    Facts {
        project: ctx.project,
        served: ctx.project.served(ctx.choices.server),
        generation: ctx.choices.generation,
        is_web: name == "web",
    }
}

/// The line that was meant, where Heroku would skip a line or misunderstand its name.
fn meant(line: &str) -> Option<String> {
    let text = line.trim();
    if text.is_empty() || text.starts_with('#') {
        return None;
    }
    let said = text
        .split_once(':')
        .map(|(name, command)| (name.trim_end(), command.trim()));
    let (name, command) = match said {
        Some((name, command)) if is_name(name) && !command.is_empty() => (name, command),
        // `web gunicorn mysite.wsgi`
        _ => text
            .split_once(char::is_whitespace)
            .filter(|(name, _)| KNOWN.contains(name))?,
    };
    let small = name.to_lowercase();
    let name = if KNOWN.contains(&small.as_str()) {
        small.as_str()
    } else {
        name
    };
    let meant = format!("{name}: {}", command.trim());
    let is_read = process(line).is_some_and(|(read, _)| read == name);
    (!is_read).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_heroku_skips_is_read_as_it_is_meant() {
        for (line, expected) in [
            ("web: a", None),
            ("web:a", None),
            ("Worker_2: a", None),
            ("# web: a", None),
            ("", None),
            (" web: a", Some("web: a")),
            ("web : a", Some("web: a")),
            ("Web: a", Some("web: a")),
            ("web a --bind 0.0.0.0:80", Some("web: a --bind 0.0.0.0:80")),
            ("something else", None),
        ] {
            assert_eq!(meant(line).as_deref(), expected, "{line}");
        }
    }
}
