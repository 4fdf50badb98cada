//! Adding lines to a requirements file.

use proptest::prelude::*;

use super::*;

fn additions() -> Vec<Addition> {
    [
        ("gunicorn", "27.0.1", "28"),
        ("dj-database-url", "3.1.2", "4"),
        ("psycopg2-binary", "2.9.13", "3"),
    ]
    .map(|(name, version, below)| {
        Addition::new(name, version.parse().unwrap(), below.parse().unwrap()).unwrap()
    })
    .to_vec()
}

const PYTHON: PythonVersion = PythonVersion::new(3, 12);

fn added_to(file: &str) -> String {
    let extended = add_to_requirements(file.as_bytes(), &additions(), PYTHON).unwrap();
    String::from_utf8(extended.bytes).unwrap()
}

#[test]
fn a_sorted_file_stays_sorted() {
    for (before, after) in [
        (
            "Django==5.2\nPillow==11.0\nrequests==2.32\n",
            "dj-database-url==3.1.2\nDjango==5.2\ngunicorn==27.0.1\nPillow==11.0\n\
             psycopg2-binary==2.9.13\nrequests==2.32\n",
        ),
        (
            "asgiref==3.9\n    # via django\ndjango==5.2\n    # via -r requirements.in\n",
            "asgiref==3.9\n    # via django\ndj-database-url==3.1.2\ndjango==5.2\n    \
             # via -r requirements.in\ngunicorn==27.0.1\npsycopg2-binary==2.9.13\n",
        ),
        (
            "Django==5.2\nPillow==11.0\nasgiref==3.9\nhttpx==0.28\n",
            "Django==5.2\nPillow==11.0\nasgiref==3.9\ndj-database-url==3.1.2\n\
             gunicorn==27.0.1\nhttpx==0.28\npsycopg2-binary==2.9.13\n",
        ),
    ] {
        assert_eq!(added_to(before), after);
    }
}

#[test]
fn an_unsorted_file_gets_its_lines_after_the_last_one() {
    assert_eq!(
        added_to("# web\nrequests>=2\nDjango>=5\n\n\n"),
        "# web\nrequests>=2\nDjango>=5\ngunicorn>=27.0.1,<28\ndj-database-url>=3.1.2,<4\n\
         psycopg2-binary>=2.9.13,<3\n\n\n"
    );
}

#[test]
fn line_ends_and_a_missing_final_newline_are_kept() {
    for (before, after) in [
        (
            "zope==1\r\nDjango==5.2",
            "zope==1\r\nDjango==5.2\r\ngunicorn==27.0.1\r\ndj-database-url==3.1.2\r\n\
             psycopg2-binary==2.9.13",
        ),
        (
            "",
            "gunicorn>=27.0.1,<28\ndj-database-url>=3.1.2,<4\npsycopg2-binary>=2.9.13,<3\n",
        ),
        (
            "zope==1\nDjango==5.2 \\",
            "zope==1\ngunicorn==27.0.1\ndj-database-url==3.1.2\npsycopg2-binary==2.9.13\n\
             Django==5.2 \\",
        ),
    ] {
        assert_eq!(added_to(before), after, "{before:?}");
    }
}

#[test]
fn what_is_there_in_any_spelling_is_not_added_again() {
    let before = "DJ_Database.URL\nGunicorn[gevent]==20.0 # server\nPsycopg2\n";
    assert_eq!(added_to(before), before);
}

#[test]
fn a_line_that_a_dyno_skips_does_not_count() {
    assert_eq!(
        added_to("gunicorn==20.0; sys_platform == 'win32'\npsycopg==3.2\ndj-database-url\n"),
        "gunicorn==20.0; sys_platform == 'win32'\npsycopg==3.2\ndj-database-url\n\
         gunicorn==27.0.1\n"
    );
}

#[test]
fn a_file_with_hashes_is_left_alone() {
    for (file, line) in [
        ("# locked\ndjango==5.2 \\\n    --hash=sha256:00\n", 2),
        ("--require-hashes\n", 1),
    ] {
        assert_eq!(
            add_to_requirements(file.as_bytes(), &additions(), PYTHON),
            Err(AddError::Hashes { line })
        );
    }
}

#[test]
fn a_utf16_file_becomes_utf8_and_says_so() {
    let units = "Django==5.2\r\n".encode_utf16().flat_map(u16::to_le_bytes);
    let file: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units).collect();
    let extended = add_to_requirements(&file, &additions()[..1], PYTHON).unwrap();
    assert_eq!(extended.bytes, b"Django==5.2\r\ngunicorn==27.0.1\r\n");
    assert_eq!(extended.was, Some(Encoding::Utf16Le));
}

#[test]
fn bytes_that_are_not_utf8_stay() {
    let file = b"# caf\xE9\nDjango==5.2\n";
    let extended = add_to_requirements(file, &additions()[..1], PYTHON).unwrap();
    assert_eq!(
        extended.bytes,
        b"# caf\xE9\nDjango==5.2\ngunicorn==27.0.1\n"
    );
}

fn any_file() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[a-zA-Z][a-z0-9_-]{0,5}(==1\\.[0-9]|>=2|)",
        "# [a-z ]{0,8}",
        "    # via [a-z]{3}",
        "-r [a-z]{3}\\.txt",
        "\\PC{0,12}",
        Just(String::new()),
    ];
    let end = prop_oneof![
        Just("\n"),
        Just("\r\n"),
        Just("\n"),
        Just(" \\\n"),
        Just("\r")
    ];
    let lines = proptest::collection::vec((line, end), 0..8);
    (lines, "[a-z]{0,4}\\\\?").prop_map(|(lines, last)| {
        let lines: String = lines.into_iter().map(|(line, end)| line + end).collect();
        lines + &last
    })
}

proptest! {
    #[test]
    fn adding_twice_is_adding_once(file in any_file()) {
        let once = add_to_requirements(file.as_bytes(), &additions(), PYTHON).unwrap();
        let twice = add_to_requirements(&once.bytes, &additions(), PYTHON).unwrap();
        prop_assert_eq!(twice.added, Vec::new());
        prop_assert_eq!(twice.bytes, once.bytes);
    }

    #[test]
    fn without_the_added_lines_the_file_is_as_it_was(file in any_file()) {
        let extended = add_to_requirements(file.as_bytes(), &additions(), PYTHON).unwrap();
        let text = String::from_utf8(extended.bytes).unwrap();
        let is_added = |line: &str| {
            let name: Option<PackageName> = written_name(line).parse().ok();
            name.is_some_and(|name| extended.added.contains(&name))
        };
        let left: String = lines::lines(&text)
            .map(|line| line.text)
            .filter(|line| !is_added(line))
            .collect();
        let ends: &[_] = &['\n', '\r'];
        prop_assert_eq!(left.trim_end_matches(ends), file.trim_end_matches(ends));
        prop_assert_eq!(text.ends_with(ends), file.is_empty() || file.ends_with(ends));
    }
}
