//! Which Python the project's own pins leave.

use super::read::Dependencies;
use super::standard_library::OutdatedImport;
use crate::platform::{
    Alternative, Choice, ChoiceError, Date, DjangoVersion, PythonVersion, UsedPython, choose_python,
};

/// What fails of a project on a Python, the worst first: fewer is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Failures {
    /// Pins that cannot work.
    conflicts: usize,
    /// Imports of modules that it no longer has.
    imports: usize,
    /// Pins that Heroku would have to compile.
    wheels: usize,
}

impl Dependencies {
    /// The Python of the project: what it uses where that works, else the best one for its Django
    /// of those on which the fewest of its pins and imports fail.
    pub fn choose_python(
        &self,
        django: DjangoVersion,
        used: Option<&UsedPython>,
        imports: &[OutdatedImport],
        today: Date,
    ) -> Result<Choice, ChoiceError> {
        let requires = self.requires_python.as_ref().map(|it| &it.versions);
        let chosen = choose_python(django, used, requires, today);
        // What no Python of Heroku's satisfies has to change in any case.
        let mut choice = match chosen {
            Err(ChoiceError::RequiresPython { .. }) => choose_python(django, used, None, today),
            chosen => chosen,
        }?;
        if used.is_some_and(|used| used.version.series() == choice.version) {
            return Ok(choice);
        }
        let failures = |python: PythonVersion| Failures {
            conflicts: self.conflicts(django, python).len(),
            imports: self.failing_imports(imports, python).count(),
            wheels: self.missing_wheels(django, python).len(),
        };
        let at_best = failures(choice.version);
        let others = choice.alternatives.iter().map(|it| failures(it.version));
        // The first of several that are alike.
        let fewest = others.enumerate().min_by_key(|(_, failures)| *failures);
        let Some((index, fewer)) = fewest.filter(|(_, fewest)| *fewest < at_best) else {
            return Ok(choice);
        };
        let better = choice.alternatives.remove(index);
        let gone = self.failing_imports(imports, choice.version);
        let gone = gone
            .filter(|import| import.removed.is_in(better.version))
            .map(|it| format!("`{}` ({})", it.removed.module, it.place));
        let gone: Vec<String> = gone.collect();
        let has_better_pins =
            (at_best.conflicts, at_best.wheels) != (fewer.conflicts, fewer.wheels);
        let (with, without) = match (has_better_pins, gone.is_empty()) {
            (true, false) => (
                format!("with the project's pins, and it has {}", gone.join(", ")),
                "not all pins and imports work on it",
            ),
            (false, false) => (
                format!("that still has {}", gone.join(", ")),
                "it lacks modules that the project imports",
            ),
            (_, true) => (
                "with the project's pins".to_owned(),
                "not all pins work on it",
            ),
        };
        let best = Alternative {
            version: choice.version,
            reason: format!("{}, but {without}", choice.reason),
        };
        choice.alternatives.insert(0, best);
        choice.version = better.version;
        choice.reason = format!("the best for Django {django} {with}");
        Ok(choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::tree::Tree;
    use crate::path::RepoPath;
    use crate::platform::PythonVersion;

    fn choose(requirements: &str, django: &str, used: Option<&str>) -> Choice {
        let path = RepoPath::new("requirements.txt").unwrap();
        let tree = Tree::new("/nowhere").with([(path, Some(requirements.as_bytes().to_vec()))]);
        let found = Dependencies::read(&tree, &RepoPath::root(), None).unwrap();
        let used = used.map(|version| UsedPython {
            version: version.parse().unwrap(),
            source: ".python-version".to_owned(),
        });
        let today = "2026-11-21".parse().unwrap();
        found
            .choose_python(django.parse().unwrap(), used.as_ref(), &[], today)
            .unwrap()
    }

    #[test]
    fn pins_without_wheels_move_the_choice_to_a_python_that_has_them() {
        let choice = choose("Django==5.2.8\npsycopg2-binary==2.9.9\n", "5.2.8", None);
        assert_eq!(choice.version, PythonVersion::new(3, 12));
        assert_eq!(
            choice.reason,
            "the best for Django 5.2.8 with the project's pins"
        );
        assert_eq!(choice.alternatives[0].version, PythonVersion::new(3, 14));
        assert_eq!(choice.alternatives.len(), 4);
    }

    #[test]
    fn a_pin_that_no_python_has_a_wheel_for_lets_the_others_still_count() {
        let old = "Django==3.2.25\npsycopg2==2.8.6\n";
        let choice = choose(&format!("{old}Pillow==8.2.0\n"), "3.2.25", None);
        assert_eq!(choice.version, PythonVersion::new(3, 10));
        assert_eq!(choose(old, "3.2.25", None).version, choice.version);
    }

    #[test]
    fn a_pin_that_no_installer_builds_moves_the_choice_and_one_that_django_refuses_does_not() {
        let built = choose("Django==5.1.4\ntyped-ast==1.5.4\n", "5.1.4", None);
        assert_eq!(built.version, PythonVersion::new(3, 12));
        let best = choose("Django==5.1.4\n", "5.1.4", None);
        let refused = choose("Django==5.1.4\nasgiref==3.4.0\n", "5.1.4", None);
        assert_eq!(refused.version, best.version);
        assert!(best.version > built.version);
    }

    /// Pins alone cannot show it: what fails at all fails on the newer ones.
    #[test]
    fn one_pin_that_cannot_work_is_worse_than_many_that_have_to_be_compiled() {
        let of = |conflicts, wheels| Failures {
            conflicts,
            wheels,
            ..Failures::default()
        };
        assert!(of(0, 9) < of(1, 0));
        assert!(of(1, 2) < of(1, 3));
    }

    #[test]
    fn what_fits_or_is_in_use_is_not_moved() {
        let fits = choose("Django==5.2.8\n", "5.2.8", None);
        assert_eq!(fits.version, PythonVersion::new(3, 14));
        let used = choose("Django==5.2.8\nPillow==9.5.0\n", "5.2.8", Some("3.13"));
        assert_eq!(used.version, PythonVersion::new(3, 13));
    }
}
