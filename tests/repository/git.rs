//! What git holds, and what it leaves out.

use crate::site::{Planned, Site};

fn ignored(planned: &Planned) -> Vec<&str> {
    planned.text(".gitignore").lines().collect()
}

#[test]
fn what_belongs_in_no_commit_is_said_and_ignored_from_now_on() {
    for (path, line, message) in [
        (".env", "/.env", "a file of secrets is committed: .env"),
        (
            "config/.env.production",
            "/config/.env.production",
            "a file of secrets is committed: config/.env.production",
        ),
        (
            "db.sqlite3",
            "/db.sqlite3",
            "a database is committed: db.sqlite3",
        ),
        (
            "web/node_modules/vue/index.js",
            "node_modules/",
            "the folder of node's packages is committed: web/node_modules",
        ),
        (
            "venv/pyvenv.cfg",
            "/venv/",
            "a virtualenv is committed: venv",
        ),
    ] {
        let planned = Site::new().file(path, "").in_git().planned();
        assert!(ignored(&planned).contains(&line), "{path}");
        assert_eq!(planned.by_hand("committed-junk"), [message]);
    }
}

#[test]
fn uploads_are_told_from_the_projects_own_files() {
    let media = "MEDIA_ROOT = BASE_DIR / \"media\"\n";
    let site = || Site::new().settings(media).file("media/a.png", "").in_git();
    let planned = site().planned();
    assert!(ignored(&planned).contains(&"/media/"));
    let shared = site().settings("STATICFILES_DIRS = [BASE_DIR / \"media/static\"]\n");
    assert_eq!(
        shared.planned().by_hand("committed-junk"),
        [] as [String; 0]
    );
}

#[test]
fn uploads_among_static_files_stay_in_git() {
    let sources = "STATICFILES_DIRS = [BASE_DIR / \"static\"]\n";
    let prefixed = "STATICFILES_DIRS = [(\"site\", BASE_DIR / \"static\")]\n";
    let of_an_app = "INSTALLED_APPS += [\"shop\"]\n";
    for (settings, media) in [
        (sources, "static/images"),
        (prefixed, "static/images"),
        (sources, "static"),
        (of_an_app, "shop/static/shop"),
        ("STATIC_ROOT = BASE_DIR / \"static\"\n", "static/images"),
    ] {
        let planned = Site::new()
            .settings(settings)
            .settings(&format!("MEDIA_ROOT = BASE_DIR / \"{media}\"\n"))
            .file("shop/__init__.py", "")
            .file(&format!("{media}/logo.svg"), "")
            .in_git()
            .planned();
        let none: [String; 0] = [];
        assert_eq!(planned.by_hand("committed-junk"), none, "{settings}");
        let line = format!("/{media}/");
        let ignored = planned.files.get(".gitignore").cloned().unwrap_or_default();
        let ignored = String::from_utf8(ignored).unwrap();
        assert!(!ignored.lines().any(|it| it == line), "{settings}");
    }
}

#[test]
fn a_file_that_the_project_brings_back_stays_in_git() {
    let site = || {
        Site::new()
            .settings("MEDIA_ROOT = BASE_DIR / \"media\"\n")
            .file(".gitignore", "media/*\n!media/default.png\n")
            .file("media/default.png", "")
            .in_git()
    };
    let planned = site().planned();
    assert_eq!(planned.by_hand("committed-junk"), [] as [String; 0]);
    assert!(!ignored(&planned).contains(&"/media/"));
    // What was committed before the rule was written is another matter.
    let planned = site().file("media/visitor.png", "").planned();
    let left = &planned.plan.by_hand;
    let left = left.iter().find(|left| left.rule.name == "committed-junk");
    let code = &left.unwrap().snippet.code;
    assert!(
        code.starts_with("git rm -r -q --cached media\ngit add media\n"),
        "{code}"
    );
    assert!(!ignored(&planned).contains(&"/media/"));
}

#[test]
fn examples_and_what_is_not_committed_are_nobodys_business() {
    let site = Site::new()
        .file(".env.example", "A=1\n")
        .untracked(".env", "A=1\n");
    let planned = site.planned();
    assert_eq!(planned.by_hand("committed-junk"), [] as [String; 0]);
    assert!(!ignored(&planned).contains(&"/.env"));
}

#[test]
fn a_file_that_heroku_needs_is_made_visible_whoever_hides_it() {
    let hidden = "*.txt\n.python-version\n/Procfile\n";
    for site in [
        Site::new().file(".gitignore", hidden),
        Site::new().ignoring(hidden),
    ] {
        let planned = site.planned();
        for line in ["!/.python-version", "!/Procfile", "!/requirements.txt"] {
            assert!(ignored(&planned).contains(&line), "{line}");
        }
    }
}

#[test]
fn a_tracked_file_needs_no_line_though_a_pattern_names_it() {
    let planned = Site::new()
        .file(".gitignore", "requirements.txt\nmanage.py\n")
        .in_git()
        .planned();
    let lines = ignored(&planned);
    assert!(!lines.iter().any(|line| line.starts_with('!')), "{lines:?}");
}

#[test]
fn a_pattern_that_means_the_same_is_not_repeated() {
    for pattern in [
        "staticfiles/",
        "/staticfiles",
        "static*/",
        "*\n!*.*\n!*/\nstaticfiles",
    ] {
        let planned = Site::new().file(".gitignore", pattern).planned();
        let lines = ignored(&planned);
        assert!(!lines.contains(&"/staticfiles/"), "{pattern}");
    }
    let planned = Site::new().ignoring("staticfiles/\n").planned();
    assert!(!planned.files.contains_key(".gitignore"));
}

#[test]
fn a_gitignore_keeps_its_bytes_and_line_ends() {
    let before = "# mine\r\n*.pyc\r\n\r\nbuild";
    let planned = Site::new().file(".gitignore", before).planned();
    assert_eq!(
        planned.text(".gitignore"),
        format!("{before}\r\n/staticfiles/\r\n")
    );
}

#[test]
fn an_app_or_a_migration_that_is_in_no_commit_is_an_error() {
    let planned = Site::new()
        .app("shop.apps.ShopConfig")
        .untracked("shop/apps.py", "")
        .planned();
    assert_eq!(
        planned.by_hand("untracked-apps"),
        ["shop is on this computer, and in no commit"]
    );
    let planned = Site::new()
        .app("shop")
        .file("shop/migrations/0001_initial.py", "")
        .untracked("shop/migrations/0002_price.py", "")
        .planned();
    assert_eq!(
        planned.by_hand("untracked-apps"),
        ["shop/migrations/0002_price.py is on this computer, and in no commit"]
    );
    let planned = Site::new()
        .app("shop")
        .file("shop/apps.py", "")
        .in_git()
        .planned();
    assert_eq!(planned.by_hand("untracked-apps"), [] as [String; 0]);
}
