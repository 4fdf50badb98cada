//! How a file writes versions, so that what is added looks like the rest.

use pep440_rs::{Operator, Version, VersionSpecifiers};

use super::addition::Addition;

/// How a file writes most of its versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    form: Form,
    spaced: bool,
    parenthesised: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    /// `a==1.2.3`
    Pinned,
    /// `a~=1.2`
    Compatible,
    /// `a>=1.2.3,<2`, also where a file names no versions at all: what is added must work with the
    /// project's Django, whatever is released next.
    #[default]
    Ranged,
}

/// Counts how a file writes its versions.
#[derive(Debug, Default)]
pub(super) struct StyleCount {
    pinned: usize,
    compatible: usize,
    ranged: usize,
    spaced: usize,
    parenthesised: usize,
}

impl StyleCount {
    /// Counts one requirement: its versions, and the text that writes it.
    pub(super) fn count(&mut self, versions: &VersionSpecifiers, text: &str) {
        let Some(first) = versions.iter().next() else {
            return;
        };
        match first.operator() {
            Operator::Equal | Operator::ExactEqual => self.pinned += 1,
            Operator::TildeEqual => self.compatible += 1,
            _ => self.ranged += 1,
        }
        let operator = text.find(['=', '>', '<', '~', '!']).unwrap_or_default();
        self.spaced += usize::from(text[..operator].ends_with(' '));
        self.parenthesised += usize::from(text[..operator].ends_with('('));
    }

    /// The style of most of them.
    pub(super) fn style(&self) -> Style {
        let counted = self.pinned + self.compatible + self.ranged;
        let form = if counted == 0 {
            Form::default()
        } else if self.pinned >= self.compatible.max(self.ranged) {
            Form::Pinned
        } else if self.compatible >= self.ranged {
            Form::Compatible
        } else {
            Form::Ranged
        };
        Style {
            form,
            spaced: 2 * self.spaced > counted,
            parenthesised: 2 * self.parenthesised > counted,
        }
    }
}

impl Style {
    /// Pins.
    pub fn pinned() -> Self {
        Self {
            form: Form::Pinned,
            ..Self::default()
        }
    }

    /// The requirement that adds `addition`.
    pub fn requirement(self, addition: &Addition) -> String {
        let space = if self.spaced { " " } else { "" };
        let versions = match (&addition.versions, self.form) {
            (Some(versions), _) => versions.clone(),
            (None, Form::Pinned) => format!("=={space}{}", addition.version),
            (None, Form::Compatible) => {
                format!(
                    "~={space}{}",
                    compatible(&addition.version, &addition.below)
                )
            }
            (None, Form::Ranged) => {
                format!(">={space}{},<{space}{}", addition.version, addition.below)
            }
        };
        let name = addition.name_with_extras();
        if versions.is_empty() {
            name
        } else if self.parenthesised {
            format!("{name} ({versions})")
        } else {
            format!("{name}{space}{versions}")
        }
    }
}

/// The version that, after `~=`, allows what is below `below` and no more: `27.0` of 27.0.1 below
/// 28, and all of 6.7.0 below 6.8.
fn compatible(version: &Version, below: &Version) -> Version {
    let release = version.release();
    let same = release
        .iter()
        .zip(below.release())
        .take_while(|(a, b)| a == b)
        .count();
    let length = (same + 2).min(release.len()).max(2);
    let mut padded = release.to_vec();
    padded.resize(length, 0);
    Version::new(padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(requirements: &[&str]) -> Style {
        let mut count = StyleCount::default();
        for versions in requirements {
            let text = format!("a{versions}");
            let versions = versions.trim_matches([' ', '(', ')']);
            count.count(&versions.parse().unwrap(), &text);
        }
        count.style()
    }

    fn addition(name: &str, version: &str, below: &str) -> Addition {
        Addition::new(name, version.parse().unwrap(), below.parse().unwrap()).unwrap()
    }

    #[test]
    fn most_of_the_versions_decide() {
        let gunicorn = addition("gunicorn", "27.0.1", "28");
        let whitenoise = addition("whitenoise", "6.7.0", "6.8");
        for (file, first, second) in [
            (
                &["==5.2", "==1", ">=3"][..],
                "gunicorn==27.0.1",
                "whitenoise==6.7.0",
            ),
            (
                &["==5.2.*"],
                "gunicorn>=27.0.1,<28",
                "whitenoise>=6.7.0,<6.8",
            ),
            (&["~=5.2", "~=1.0"], "gunicorn~=27.0", "whitenoise~=6.7.0"),
            (
                &[">=5.2,<6", "==1", ">2"],
                "gunicorn>=27.0.1,<28",
                "whitenoise>=6.7.0,<6.8",
            ),
            (&[], "gunicorn>=27.0.1,<28", "whitenoise>=6.7.0,<6.8"),
            (&[" == 5.2"], "gunicorn == 27.0.1", "whitenoise == 6.7.0"),
            (
                &[" (>=5.2,<6.0)"],
                "gunicorn (>=27.0.1,<28)",
                "whitenoise (>=6.7.0,<6.8)",
            ),
            (
                &[" >= 5.2"],
                "gunicorn >= 27.0.1,< 28",
                "whitenoise >= 6.7.0,< 6.8",
            ),
        ] {
            let style = style(file);
            assert_eq!(style.requirement(&gunicorn), first);
            assert_eq!(style.requirement(&whitenoise), second);
        }
    }
}
