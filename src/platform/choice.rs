//! Which Python a project gets on Heroku.

use pep440_rs::{Version, VersionSpecifiers};

use super::{Date, DjangoVersion, PythonVersion, django, python};

/// The Python that a project uses so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedPython {
    /// The version.
    pub version: PythonVersion,
    /// Where that is said, for a person: "`.python-version`".
    pub source: String,
}

/// The Python that a project gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The series.
    pub version: PythonVersion,
    /// Why this one, for a person.
    pub reason: String,
    /// The other ones that would work, the best first.
    pub alternatives: Vec<Alternative>,
    /// What was wanted and cannot be, for a person; empty where all agree.
    pub conflicts: Vec<String>,
}

/// Another Python that would work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The series.
    pub version: PythonVersion,
    /// What there is to say about it.
    pub reason: String,
}

/// No Python is left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// Heroku offers none that runs this Django.
    #[error("Django {django} runs on no Python that Heroku offers: {why}")]
    DjangoTooOld {
        /// The Django.
        django: DjangoVersion,
        /// Why not.
        why: String,
    },
    /// All that ran this Django are gone by now.
    #[error("Django {django} runs on Python {} alone, which Heroku no longer offers", list(.runs_on))]
    AllGone {
        /// The Django.
        django: DjangoVersion,
        /// What it runs on.
        runs_on: Vec<PythonVersion>,
    },
    /// `requires-python` excludes all that are left.
    #[error(
        "`requires-python` says `{requires_python}`, but on Heroku Django {django} runs on Python {} alone",
        list(.runs_on)
    )]
    RequiresPython {
        /// The Django.
        django: DjangoVersion,
        /// What the project says.
        requires_python: String,
        /// What would be left.
        runs_on: Vec<PythonVersion>,
    },
}

fn list(versions: &[PythonVersion]) -> String {
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    versions.join(", ")
}

/// Chooses the Python of a project: the one that it uses where Heroku offers it and its Django
/// runs on it, else the best one.
pub fn choose_python(
    django: DjangoVersion,
    used: Option<&UsedPython>,
    requires_python: Option<&VersionSpecifiers>,
    today: Date,
) -> Result<Choice, ChoiceError> {
    let candidates = candidates(django, requires_python, today)?;
    let kept = used.filter(|used| candidates.contains(&used.version.series()));
    let version = kept.map_or(candidates[0], |used| used.version.series());
    let reason = match kept {
        Some(used) => format!("what the project uses ({})", used.source),
        None => best_because(django, version),
    };
    let conflicts = used
        .filter(|_| kept.is_none())
        .map(|used| refusal(django, used, requires_python, today))
        .into_iter()
        .collect();
    let alternatives = candidates
        .iter()
        .filter(|other| **other != version)
        .map(|other| Alternative {
            version: *other,
            reason: remark(django, *other),
        })
        .collect();
    Ok(Choice {
        version,
        reason,
        alternatives,
        conflicts,
    })
}

/// Every Python that would work, the best first; never empty.
fn candidates(
    django: DjangoVersion,
    requires_python: Option<&VersionSpecifiers>,
    today: Date,
) -> Result<Vec<PythonVersion>, ChoiceError> {
    let too_old = |why: &str| ChoiceError::DjangoTooOld {
        django,
        why: why.to_owned(),
    };
    let row = django::series(django).ok_or_else(|| too_old("it is older than Django 1.8"))?;
    let best = row.best.ok_or_else(|| too_old(row.why))?;

    let there = |version: &PythonVersion| {
        python::offered(*version).is_some_and(|offered| offered.is_there_on(today))
    };
    let mut left: Vec<_> = row.runs_on.iter().rev().copied().filter(there).collect();
    if left.is_empty() {
        return Err(ChoiceError::AllGone {
            django,
            runs_on: row.runs_on.clone(),
        });
    }
    if let Some(specifiers) = requires_python {
        let excluded = left.clone();
        left.retain(|version| allows(specifiers, *version));
        if left.is_empty() {
            return Err(ChoiceError::RequiresPython {
                django,
                requires_python: specifiers.to_string(),
                runs_on: excluded,
            });
        }
    }
    left.sort_by_key(|version| *version != best);
    Ok(left)
}

/// The highest patch that a Python series has ever had, with room to grow.
const PATCHES: u64 = 40;

/// Whether some patch of the series is allowed.
pub fn allows(specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
    (0..PATCHES).any(|patch| {
        let release = [u64::from(python.major), u64::from(python.minor), patch];
        specifiers.contains(&Version::new(release))
    })
}

fn best_because(django: DjangoVersion, version: PythonVersion) -> String {
    match django::series(django) {
        Some(row) if row.best == Some(version) => {
            format!("the best for Django {}: {}", django.series(), row.why)
        }
        _ => format!("the newest left that runs Django {}", django.series()),
    }
}

fn remark(django: DjangoVersion, version: PythonVersion) -> String {
    if let Some(gone_on) = python::offered(version).and_then(|offered| offered.gone_on) {
        return format!("leaves Heroku on {gone_on}");
    }
    match django::series(django) {
        Some(row) if row.best == Some(version) => best_because(django, version),
        Some(row) if row.best < Some(version) => {
            format!("newer than Django {} documents", django.series())
        }
        _ => format!("runs Django {}", django.series()),
    }
}

fn refusal(
    django: DjangoVersion,
    used: &UsedPython,
    requires_python: Option<&VersionSpecifiers>,
    today: Date,
) -> String {
    let UsedPython { version, source } = used;
    let series = version.series();
    let why = match python::offered(*version) {
        None => "Heroku does not offer it".to_owned(),
        Some(offered) if !offered.is_there_on(today) => "Heroku no longer offers it".to_owned(),
        Some(_) if !django.runs_on(series) => match django::series(django) {
            Some(row) => format!("Django {django} does not run on it ({})", row.why),
            None => format!("Django {django} does not run on it"),
        },
        Some(_) => match requires_python {
            Some(specifiers) => format!("`requires-python` excludes it (`{specifiers}`)"),
            None => "it cannot be used".to_owned(),
        },
    };
    format!("{source} says Python {series}, but {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-21";

    fn choose(django: &str, used: Option<&str>) -> Result<Choice, ChoiceError> {
        choose_on(TODAY, django, used, None)
    }

    fn choose_on(
        today: &str,
        django: &str,
        used: Option<&str>,
        requires: Option<&str>,
    ) -> Result<Choice, ChoiceError> {
        let used = used.map(|version| UsedPython {
            version: version.parse().unwrap(),
            source: ".python-version".to_owned(),
        });
        let requires = requires.map(|text| text.parse().unwrap());
        choose_python(
            django.parse().unwrap(),
            used.as_ref(),
            requires.as_ref(),
            today.parse().unwrap(),
        )
    }

    #[test]
    fn what_the_project_uses_is_kept_where_it_works() {
        for (django, used, version) in [
            ("4.2.16", "3.11.4", "3.11"),
            ("5.2.19", "3.13.2", "3.13"),
            ("6.1", "3.12", "3.12"),
        ] {
            let choice = choose(django, Some(used)).unwrap();
            assert_eq!(choice.version.to_string(), version);
            assert_eq!(choice.reason, "what the project uses (.python-version)");
            assert!(choice.conflicts.is_empty());
        }
    }

    #[test]
    fn without_a_version_in_use_it_is_the_best_for_this_django() {
        for (django, version) in [
            ("2.2.28", "3.10"),
            ("3.1.14", "3.11"),
            ("3.2.25", "3.12"),
            ("4.1", "3.11"),
            ("4.2", "3.12"),
            ("5.1", "3.13"),
            ("5.2.7", "3.13"),
            ("5.2", "3.14"),
            ("6.1", "3.14"),
        ] {
            assert_eq!(choose(django, None).unwrap().version.to_string(), version);
        }
    }

    #[test]
    fn a_version_that_cannot_be_kept_is_a_named_conflict() {
        for (django, used, conflict) in [
            (
                "4.2",
                "3.9.1",
                ".python-version says Python 3.9, but Heroku does not offer it",
            ),
            (
                "4.2",
                "3.14",
                ".python-version says Python 3.14, but Django 4.2 does not run on it \
                 (3.12 is the newest Python that it documents; its pages fail on 3.14)",
            ),
        ] {
            let choice = choose(django, Some(used)).unwrap();
            assert_eq!(choice.version, PythonVersion::new(3, 12));
            assert_eq!(choice.conflicts, [conflict]);
        }
    }

    #[test]
    fn alternatives_work_too_and_the_best_comes_first() {
        let choice = choose("4.2", Some("3.10")).unwrap();
        let versions: Vec<_> = choice
            .alternatives
            .iter()
            .map(|other| other.version.to_string())
            .collect();
        assert_eq!(versions, ["3.12", "3.13", "3.11"]);
        assert_eq!(
            choice.alternatives[1].reason,
            "newer than Django 4.2 documents"
        );
    }

    #[test]
    fn a_django_that_no_python_of_heroku_runs_is_refused_with_the_reason() {
        for (django, error) in [
            (
                "1.11.29",
                "Django 1.11.29 runs on no Python that Heroku offers: it fails to import on every \
                 Python since 3.10",
            ),
            (
                "1.4",
                "Django 1.4 runs on no Python that Heroku offers: it is older than Django 1.8",
            ),
        ] {
            assert_eq!(choose(django, None).unwrap_err().to_string(), error);
        }
    }

    #[test]
    fn a_django_is_refused_once_its_last_python_has_left() {
        let refused = choose_on("2027-01-06", "2.2", None, None).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Django 2.2 runs on Python 3.10 alone, which Heroku no longer offers"
        );
    }

    #[test]
    fn requires_python_excludes_series_and_is_named_where_none_is_left() {
        let choice = choose_on(TODAY, "5.2", None, Some(">=3.10.4,<3.13")).unwrap();
        assert_eq!(choice.version, PythonVersion::new(3, 12));
        let refused = choose_on(TODAY, "6.0", None, Some("<3.12")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "`requires-python` says `<3.12`, but on Heroku Django 6.0 runs on Python 3.14, 3.13, \
             3.12 alone"
        );
    }
}
