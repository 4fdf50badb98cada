//! What a date says about the versions in use.

use super::{Date, DjangoVersion, PythonVersion, django, heroku, python};

/// Something about a version that its owner must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// For a person, one sentence.
    pub text: String,
    /// The page that says so.
    pub source: &'static str,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// Builds with this Python fail already.
    PythonGone,
    /// Heroku will drop this Python.
    PythonLeaving,
    /// Not known to be offered by Heroku.
    PythonUnknown,
    /// Django mends nothing in this series any more.
    DjangoUnsupported,
    /// Newer than the tables.
    DjangoUnknown,
    /// The tables are old.
    OldFacts,
}

impl NoticeKind {
    /// Whether a rule finds the same in a project's files.
    pub fn has_a_rule(self) -> bool {
        matches!(
            self,
            Self::PythonGone | Self::PythonLeaving | Self::DjangoUnsupported
        )
    }
}

/// Facts older than this are worth a word.
const OLD_FACTS_DAYS: u64 = 180;

/// What there is to say, on that day, about this Python and this Django.
pub fn notices(
    today: Date,
    python: Option<PythonVersion>,
    django: Option<DjangoVersion>,
) -> Vec<Notice> {
    let about_python = python.and_then(|python| about_python(today, python));
    let about_django = django.and_then(|django| about_django(today, django));
    about_python
        .into_iter()
        .chain(about_django)
        .chain(about_the_facts(today))
        .collect()
}

fn about_python(today: Date, version: PythonVersion) -> Option<Notice> {
    let series = version.series();
    let Some(offered) = python::offered(version) else {
        return Some(Notice {
            kind: NoticeKind::PythonUnknown,
            text: format!("Python {series} is not known to be offered by Heroku"),
            source: python::table().source,
        });
    };
    let gone_on = offered.gone_on?;
    let (kind, text) = if offered.is_there_on(today) {
        (
            NoticeKind::PythonLeaving,
            format!("Python {series} leaves Heroku on {gone_on}: builds fail from then on"),
        )
    } else {
        (
            NoticeKind::PythonGone,
            format!("Python {series} left Heroku on {gone_on}: builds fail"),
        )
    };
    Some(Notice {
        kind,
        text,
        source: offered.source,
    })
}

fn about_django(today: Date, version: DjangoVersion) -> Option<Notice> {
    if version.is_newer_than_known() {
        return Some(Notice {
            kind: NoticeKind::DjangoUnknown,
            text: format!(
                "Django {version} is newer than this program knows: it is treated as {}",
                django::newest()
            ),
            source: django::table().source,
        });
    }
    let end = django::series(version)?.end_of_support;
    (end < today).then(|| Notice {
        kind: NoticeKind::DjangoUnsupported,
        text: format!(
            "Django {} has had no security fixes since {end}",
            version.series()
        ),
        source: django::table().source,
    })
}

fn about_the_facts(today: Date) -> Option<Notice> {
    let age = heroku::age_in_days(today);
    (age > OLD_FACTS_DAYS).then(|| Notice {
        kind: NoticeKind::OldFacts,
        text: format!(
            "what this program knows about Heroku is {age} days old, of {}",
            heroku::table().as_of
        ),
        source: heroku::table().source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(today: &str, python: &str, django: &str) -> Vec<NoticeKind> {
        let (python, django) = (python.parse().ok(), django.parse().ok());
        notices(today.parse().unwrap(), python, django)
            .into_iter()
            .map(|notice| notice.kind)
            .collect()
    }

    #[test]
    fn a_date_that_is_near_or_past_is_said() {
        use NoticeKind::*;
        for (today, python, django, kinds) in [
            ("2026-11-21", "3.14", "6.1", vec![]),
            (
                "2026-11-21",
                "3.10.4",
                "2.2.28",
                vec![PythonLeaving, DjangoUnsupported],
            ),
            ("2027-01-06", "3.10", "5.2", vec![PythonGone]),
            ("2026-04-30", "3.12", "4.2", vec![]),
            ("2026-11-21", "3.12", "4.2", vec![DjangoUnsupported]),
            (
                "2026-11-21",
                "3.15",
                "7.0",
                vec![PythonUnknown, DjangoUnknown],
            ),
            ("2027-09-01", "3.14", "6.1", vec![OldFacts]),
        ] {
            assert_eq!(
                said(today, python, django),
                kinds,
                "{today} {python} {django}"
            );
        }
    }

    #[test]
    fn a_notice_names_version_and_date() {
        let python = Some(PythonVersion::new(3, 10));
        let notices = notices("2026-11-21".parse().unwrap(), python, None);
        assert_eq!(
            notices[0].text,
            "Python 3.10 leaves Heroku on 2027-01-06: builds fail from then on"
        );
    }
}
