//! Which Python the project's own pins leave.

use super::read::Dependencies;
use crate::platform::{
    Alternative, Choice, ChoiceError, Date, DjangoVersion, UsedPython, choose_python,
};

impl Dependencies {
    /// The Python of the project: what it uses where that works, else the best one for its Django
    /// on which all of its pins work and have wheels.
    pub fn choose_python(
        &self,
        django: DjangoVersion,
        used: Option<&UsedPython>,
        today: Date,
    ) -> Result<Choice, ChoiceError> {
        let requires = self.requires_python.as_ref().map(|it| &it.versions);
        let chosen = choose_python(django, used, requires, today);
        // What no Python of Heroku's satisfies has to change in any case.
        let mut choice = match chosen {
            Err(ChoiceError::RequiresPython { .. }) => choose_python(django, used, None, today),
            chosen => chosen,
        }?;
        let is_in_use = used.is_some_and(|used| used.version.series() == choice.version);
        if is_in_use || self.fit(django, choice.version) {
            return Ok(choice);
        }
        let fits = |other: &Alternative| self.fit(django, other.version);
        if let Some(index) = choice.alternatives.iter().position(fits) {
            let better = choice.alternatives.remove(index);
            let best = Alternative {
                version: choice.version,
                reason: format!("{}, but not all pins work on it", choice.reason),
            };
            choice.alternatives.insert(0, best);
            choice.version = better.version;
            choice.reason = format!("the best for Django {django} with the project's pins");
        }
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
            .choose_python(django.parse().unwrap(), used.as_ref(), today)
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
    fn what_fits_or_is_in_use_is_not_moved() {
        let fits = choose("Django==5.2.8\n", "5.2.8", None);
        assert_eq!(fits.version, PythonVersion::new(3, 14));
        let used = choose("Django==5.2.8\nPillow==9.5.0\n", "5.2.8", Some("3.13"));
        assert_eq!(used.version, PythonVersion::new(3, 13));
    }
}
