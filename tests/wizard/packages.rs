//! The questions about package managers, which only some projects raise.

use crate::project::Project;
use crate::terminal::Ended;
use crate::{CONFIRMATION, DOWN, ENTER, QUESTIONS};

const MANAGERS: &str = "Whose stay?";
const LOCK: &str = "uv.lock has to be made anew. Run `uv lock`";

/// A project with a uv.lock beside what `more` does, and a `uv` that locks all that is declared.
fn with_uv(more: &str) -> Project {
    let project = Project::uncommitted();
    project.bash(
        r#"
cat > pyproject.toml <<'END'
[project]
name = "shelf"
version = "1"
dependencies = ["django==5.2.8"]
END
printf '[[package]]\nname = "django"\nversion = "5.2.8"\n' > uv.lock
mkdir ../bin
cat > ../bin/uv <<'END'
#!/bin/sh
for name in django gunicorn whitenoise dj-database-url psycopg; do
    printf '[[package]]\nname = "%s"\nversion = "5.2.8"\n' "$name"
done > uv.lock
END
chmod +x ../bin/uv
"#,
    );
    project.bash(more);
    project.bash("git init -q -b main && git add --all && git commit -q -m Start");
    project
}

fn answer_lock(project: &Project, answer: &str) -> Ended {
    let mut terminal = project.herokuify("init");
    terminal.accept(&QUESTIONS);
    terminal.answer(LOCK, answer);
    terminal.answer(CONFIRMATION, "y");
    terminal.end()
}

#[test]
fn a_lock_is_made_where_it_is_asked_for() {
    let project = with_uv("rm requirements.txt");
    let ended = answer_lock(&project, "y");
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(project.read("uv.lock").contains("gunicorn"));
    assert_eq!(project.commits(), 2);
    assert_eq!(project.bash("git status --porcelain"), "");
    assert!(ended.command().contains(" --lock "), "{}", ended.command());
}

#[test]
fn a_lock_that_is_not_asked_for_is_left_to_do_by_hand() {
    let project = with_uv("rm requirements.txt");
    let ended = answer_lock(&project, "n");
    assert_eq!(ended.code, Some(1), "{}", ended.text);
    assert!(!project.read("uv.lock").contains("gunicorn"));
    assert!(!ended.command().contains("--lock"), "{}", ended.command());
}

#[test]
fn where_several_managers_have_files_one_is_chosen_and_the_others_go() {
    let project = with_uv("true");
    let mut terminal = project.herokuify("init");
    terminal.answer(MANAGERS, &format!("{DOWN}{ENTER}"));
    terminal.accept(&QUESTIONS);
    terminal.answer(LOCK, "y");
    terminal.answer(CONFIRMATION, "y");
    let ended = terminal.end();
    assert_eq!(ended.code, Some(0), "{}", ended.text);
    assert!(!project.has("requirements.txt"));
    assert!(
        ended.command().contains("--package-manager uv"),
        "{}",
        ended.command()
    );
}
