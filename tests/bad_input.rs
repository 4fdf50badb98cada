//! What herokuify cannot work on it refuses: it says what it found, where, and the way out, exits
//! with 2 and writes nothing.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test makes its own files, starts programs, fails where it cannot go on and says so \
              where it cannot begin"
)]

mod project;

use std::os::unix::fs::symlink;
use std::process::Command;

use project::{Project, Run, SECRET, SETTINGS};

/// Runs `herokuify` with the arguments, which must refuse, say all of `words`, and leave everything
/// as it was. Returns what it said.
#[track_caller]
fn refuses(project: &Project, arguments: &[&str], words: &[&str]) -> String {
    refuses_to_run(project, project.herokuify().args(arguments), words)
}

#[track_caller]
fn refuses_to_run(project: &Project, command: &mut Command, words: &[&str]) -> String {
    let before = project.tree();
    let run = Run::of(command).ends_with(2);
    assert!(run.stdout.is_empty());
    for word in words {
        assert!(run.stderr.contains(word), "{word:?} not in: {}", run.stderr);
    }
    assert!(!run.stderr.contains(SECRET), "{}", run.stderr);
    assert_eq!(project.tree(), before);
    run.stderr
}

/// The line of the settings that begins so, from 1.
fn line_of(start: &str) -> usize {
    let at = SETTINGS.lines().position(|line| line.starts_with(start));
    at.unwrap() + 1
}

#[test]
fn a_folder_that_holds_no_django_project() {
    let project = Project::new();
    std::fs::remove_file(project.root().join("manage.py")).unwrap();
    project.commit_all();
    let words = [
        "no manage.py in the repository's root",
        "name the folder that holds manage.py",
    ];
    refuses(&project, &["init", "--yes"], &words);
    refuses(&project, &["inspect"], &words);
}

#[test]
fn a_folder_that_is_not_there() {
    let words = ["there is no folder `nowhere`", "holds manage.py"];
    refuses(&Project::new(), &["init", "--yes", "nowhere"], &words);
    refuses(&Project::new(), &["inspect", "nowhere"], &words);
    refuses(&Project::new(), &["undo", "--yes", "nowhere"], &words);
}

#[test]
fn a_file_in_place_of_a_folder() {
    let words = ["`manage.py` is a file, not a folder", "holds manage.py"];
    refuses(&Project::new(), &["init", "--yes", "manage.py"], &words);
}

#[test]
fn settings_that_do_not_parse() {
    let broken = SETTINGS.replace("DEBUG = True", "DEBUG = = True");
    let place = format!("library/settings.py:{}:9", line_of("DEBUG"));
    let words = [place.as_str(), "syntax error", "mend that line"];
    let project = Project::with("library/settings.py", broken);
    refuses(&project, &["init", "--yes"], &words);
    refuses(&project, &["inspect"], &words);
}

#[test]
fn settings_in_python_2() {
    let old = SETTINGS.replace("DEBUG = True", "print 'loading'\nDEBUG = True");
    let place = format!("library/settings.py:{}:", line_of("DEBUG"));
    let words = [place.as_str(), "Python 2", "Heroku offers Python 3 alone"];
    let project = Project::with("library/settings.py", old);
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn settings_that_are_not_utf_8_and_do_not_say_what_else() {
    let mut bytes = SETTINGS.as_bytes().to_vec();
    bytes.extend_from_slice(b"ADMINS = [('Ren\xe9', 'rene@example.com')]\n");
    let place = format!("library/settings.py:{}:16", SETTINGS.lines().count() + 1);
    let words = [
        place.as_str(),
        "UTF-8",
        "say its encoding on its first line",
    ];
    let project = Project::with("library/settings.py", bytes);
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn settings_of_a_django_that_no_python_of_herokus_runs() {
    let old = SETTINGS.replace("MIDDLEWARE = [", "MIDDLEWARE_CLASSES = [");
    let project = Project::with("library/settings.py", old);
    project.write("requirements.txt", "Pillow==12.0.0\n");
    project.commit_all();
    let place = format!("library/settings.py line {}", line_of("MIDDLEWARE"));
    let words = [
        place.as_str(),
        "`MIDDLEWARE_CLASSES`, which Django reads before 2.0 alone",
        "--django X.Y",
    ];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_manage_py_of_something_else() {
    let project = Project::with("manage.py", "import asyncio\n\nasyncio.run(None)\n");
    let words = ["manage.py does not start Django", "--project FOLDER"];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_manage_py_that_chooses_by_what_nobody_knows() {
    let manage_py = "import os, sys\n\nif sys.argv[1] == 'shop':\n    \
                     os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.shop')\nelse:\n    \
                     os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'library.desk')\n";
    let project = Project::with("manage.py", manage_py);
    project.write("library/wsgi.py", "application = None\n");
    project.write("library/shop.py", SETTINGS);
    project.write("library/desk.py", SETTINGS);
    project.commit_all();
    let words = ["library.shop, library.desk", "--settings MODULE"];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_settings_module_that_is_not_there() {
    let project = Project::new();
    let manage_py = std::fs::read_to_string(project.root().join("manage.py")).unwrap();
    project.write(
        "manage.py",
        manage_py.replace("library.settings", "bookshop.settings"),
    );
    project.commit_all();
    let words = [
        "manage.py line 5",
        "the settings module `bookshop.settings`",
        "mend the module's name",
        "--settings MODULE",
    ];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn settings_that_are_a_link_out_of_the_repository() {
    let project = Project::new();
    let settings = project.root().join("library/settings.py");
    std::fs::rename(&settings, project.beside("settings.py")).unwrap();
    symlink(project.beside("settings.py"), &settings).unwrap();
    project.commit_all();
    let words = ["library/settings.py", "link", "put the file itself"];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_manage_py_that_is_a_link_out_of_the_repository() {
    let project = Project::new();
    let manage_py = project.root().join("manage.py");
    std::fs::rename(&manage_py, project.beside("manage.py")).unwrap();
    symlink(project.beside("manage.py"), &manage_py).unwrap();
    project.commit_all();
    let words = ["manage.py", "link", "put the file itself"];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_file_that_is_read_only() {
    let project = Project::new();
    project.chmod("library/settings.py", 0o444);
    let words = ["library/settings.py", "read-only", "chmod u+w"];
    let Some(mut as_somebody) = as_nobody_special(&project) else {
        return;
    };
    refuses_to_run(&project, as_somebody.args(["init", "--yes"]), &words);
}

#[test]
fn a_folder_that_is_read_only() {
    let project = Project::new();
    project.chmod("library", 0o555);
    let words = [
        "library/settings.py",
        "`library` is read-only",
        "chmod u+w 'library'",
    ];
    if let Some(mut as_somebody) = as_nobody_special(&project) {
        refuses_to_run(&project, as_somebody.args(["init", "--yes"]), &words);
    }
    project.chmod("library", 0o755);
}

/// The program, run by somebody whom mode bits bind: root, too, without its right to pass them by.
fn as_nobody_special(project: &Project) -> Option<Command> {
    let probe = project.root().join(".git/read-only");
    std::fs::write(&probe, "").unwrap();
    project.chmod(".git/read-only", 0o444);
    if std::fs::OpenOptions::new()
        .write(true)
        .open(&probe)
        .is_err()
    {
        return Some(project.herokuify());
    }
    let bounded = |program: &str| {
        let mut command = project.command("setpriv");
        command.args([
            "--bounding-set=-dac_override,-dac_read_search",
            "--inh-caps=-dac_override,-dac_read_search",
            program,
        ]);
        command
    };
    if bounded("true")
        .status()
        .is_ok_and(|status| status.success())
    {
        return Some(bounded(env!("CARGO_BIN_EXE_herokuify")));
    }
    eprintln!("SKIPPED: root may write to read-only files, and there is no setpriv");
    None
}

#[test]
fn a_disk_that_is_full() {
    let project = Project::new();
    let head = project.git(&["rev-parse", "HEAD"]);
    let words = ["cannot", "free some space"];
    refuses_to_run(&project, &mut with_room_for(0, &project), &words);
    assert_eq!(project.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(project.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_disk_that_gets_full_on_the_way() {
    let mut refused = 0;
    for kibibytes in 1..5 {
        let project = Project::new();
        let before = project.tree();
        if Run::of(&mut with_room_for(kibibytes, &project)).code == Some(2) {
            assert_eq!(project.tree(), before);
            refused += 1;
        } else {
            assert_ne!(project.tree(), before);
        }
        assert_eq!(project.git(&["status", "--porcelain"]), "");
    }
    assert!(refused > 0);
}

/// `herokuify init` where no file may become larger than that: to the program that writes it is as
/// if the disk were full.
fn with_room_for(kibibytes: usize, project: &Project) -> Command {
    let line = format!("trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" init --yes");
    let mut command = project.command("bash");
    command.args(["-c", &line, env!("CARGO_BIN_EXE_herokuify")]);
    command
}

#[test]
fn a_name_that_heroku_takes_for_no_app() {
    let project = Project::new();
    for (name, why) in [
        ("Library", "not 'L'"),
        ("my_library", "not '_'"),
        ("9library", "begins with a lower-case letter"),
        ("library-", "ends with a lower-case letter or a digit"),
        ("li", "3 to 30 characters"),
        ("", "3 to 30 characters"),
        ("the-library-at-the-end-of-the-road", "3 to 30 characters"),
        ("library\nrm", r"not '\n'"),
        ("library; rm -r .", "not ';'"),
        ("$(reboot)", "not '$'"),
        ("`reboot`", "not '`'"),
        ("library\u{202e}", "not '\\u{202e}'"),
    ] {
        refuses(&project, &["init", "--yes", "--app", name], &["--app", why]);
    }
}

#[test]
fn a_python_that_is_no_version() {
    let words = ["'--python <X.Y>'", "`three` is not a version like"];
    refuses(
        &Project::new(),
        &["init", "--yes", "--python", "three"],
        &words,
    );
}

#[test]
fn a_python_that_heroku_does_not_offer() {
    let words = [
        "--python says Python 3.8",
        "Heroku does not offer it",
        "--python 3.",
    ];
    refuses(
        &Project::new(),
        &["init", "--yes", "--python", "3.8"],
        &words,
    );
}

#[test]
fn a_python_that_this_django_does_not_support() {
    let project = Project::with("requirements.txt", "Django==6.0\n");
    let words = [
        "--python says Python 3.11",
        "Django 6.0",
        "does not run on it",
        "--python 3.",
    ];
    refuses(&project, &["init", "--yes", "--python", "3.11"], &words);
}

#[test]
fn a_django_that_is_no_version() {
    let words = ["'--django <X.Y>'", "`newest` is not a version like"];
    refuses(
        &Project::new(),
        &["init", "--yes", "--django", "newest"],
        &words,
    );
}

#[test]
fn a_django_too_old_for_any_python_that_heroku_offers() {
    let project = Project::with("requirements.txt", "Django==1.11.29\n");
    let words = [
        "Django 1.11",
        "requirements.txt line 1",
        "runs on no Python that Heroku offers",
        "upgrade",
    ];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_project_that_does_not_say_its_django() {
    let project = Project::with("requirements.txt", "");
    let words = ["which version of Django", "--django X.Y"];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_feature_that_there_is_not() {
    let words = ["'teleport'", "--with", "possible values: release, app-json"];
    refuses(
        &Project::new(),
        &["init", "--yes", "--with", "teleport"],
        &words,
    );
}

#[test]
fn a_folder_of_templates_that_is_not_there() {
    let words = ["cannot read the templates in nowhere", "--templates"];
    refuses(
        &Project::new(),
        &["init", "--yes", "--templates", "nowhere"],
        &words,
    );
}

#[test]
fn a_template_that_replaces_none() {
    let project = Project::new();
    std::fs::create_dir(project.beside("ours")).unwrap();
    std::fs::write(project.beside("ours/Prokfile.tera"), "web: x\n").unwrap();
    let words = ["Prokfile.tera", "the templates are", "Procfile"];
    refuses(
        &project,
        &["init", "--yes", "--templates", "../ours"],
        &words,
    );
}

#[test]
fn a_config_var_that_is_none() {
    let words = ["--env", "NAME=VALUE"];
    refuses(&Project::new(), &["inspect", "--env", "DEBUG"], &words);
}

#[test]
fn several_projects_in_one_repository() {
    let project = Project::new();
    project.write("shop/manage.py", "import django\n");
    project.commit_all();
    let words = ["several", "manage.py", "shop/manage.py", "--project"];
    refuses(&project, &["init", "--yes"], &words);
    refuses(&project, &["inspect"], &words);
}

#[test]
fn a_project_that_is_not_where_project_says() {
    let words = ["no folder `./shop`", "holds manage.py"];
    refuses(
        &Project::new(),
        &["init", "--yes", "--project", "shop"],
        &words,
    );
    let words = ["no manage.py in `library`", "--project"];
    refuses(
        &Project::new(),
        &["init", "--yes", "--project", "library"],
        &words,
    );
    let words = ["outside the repository"];
    refuses(
        &Project::new(),
        &["init", "--yes", "--project", ".."],
        &words,
    );
}

#[test]
fn several_package_managers_at_once() {
    let project = Project::new();
    project.write("Pipfile", "[packages]\nDjango = \"==5.2.8\"\n");
    project.write("Pipfile.lock", "{}\n");
    project.commit_all();
    let words = [
        "several package managers",
        "Pipfile",
        "requirements.txt",
        "--package-manager pip|pipenv|poetry|uv",
    ];
    refuses(&project, &["init", "--yes"], &words);
}

#[test]
fn a_merge_in_progress() {
    let project = diverged();
    let merge = project.command("git").args(["merge", "other"]).output();
    assert!(!merge.unwrap().status.success());
    let words = ["`git merge` is in progress", "git merge --abort"];
    refuses(&project, &["init", "--yes"], &words);
    refuses(&project, &["init", "--yes", "--allow-dirty"], &words);
}

#[test]
fn a_rebase_in_progress() {
    let project = diverged();
    let rebase = project.command("git").args(["rebase", "other"]).output();
    assert!(!rebase.unwrap().status.success());
    let words = ["`git rebase` is in progress", "git rebase --abort"];
    refuses(&project, &["init", "--yes"], &words);
}

/// Two branches that have changed one line differently.
fn diverged() -> Project {
    let project = Project::new();
    project.git(&["switch", "--quiet", "--create", "other"]);
    project.write("library/urls.py", "urlpatterns = [1]\n");
    project.commit_all();
    project.git(&["switch", "--quiet", "main"]);
    project.write("library/urls.py", "urlpatterns = [2]\n");
    project.commit_all();
    project
}

#[test]
fn a_bare_repository() {
    let project = Project::new();
    project.git(&["clone", "--quiet", "--bare", ".", "../library.git"]);
    let words = ["bare git repository", "in a clone of it"];
    refuses(&project, &["init", "--yes", "../library.git"], &words);
}
