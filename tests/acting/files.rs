//! Files that cannot be changed are named before anything is written; links stay links.

use std::os::unix::fs::symlink;

use herokuify::apply::{ApplyError, Cause, Options, TargetError, apply, resolve};
use herokuify::change::FileChange;

use crate::sandbox::Sandbox;

/// Applies the changes, which must fail and leave the tree as it is.
fn refused(sandbox: &Sandbox, changes: &[FileChange]) -> ApplyError {
    let before = sandbox.tree();
    let options = Options {
        commit: None,
        allow_dirty: true,
    };
    let error = apply(&sandbox.repository(), changes, options).unwrap_err();
    assert_eq!(sandbox.tree(), before, "{error}");
    assert!(!sandbox.root().join(".git/herokuify/pending").exists());
    error
}

#[test]
fn a_file_that_was_changed_since_it_was_read_stops_everything() {
    let sandbox = Sandbox::new();
    let changes = sandbox.plan();
    sandbox.write("settings.py", "DEBUG = 'mine'\n");
    let error = refused(&sandbox, &changes);
    assert_eq!(
        error.to_string(),
        "`settings.py` was changed by someone else meanwhile"
    );
}

#[test]
fn a_file_that_has_come_or_gone_since_stops_everything() {
    let sandbox = Sandbox::new();
    let changes = sandbox.plan();
    sandbox.write("Procfile", "web: mine\n");
    assert!(matches!(
        *refused(&sandbox, &changes).cause,
        Cause::Changed { .. }
    ));
    sandbox.remove("Procfile");
    sandbox.remove("settings.py");
    assert!(matches!(
        *refused(&sandbox, &changes).cause,
        Cause::Changed { .. }
    ));
}

#[test]
fn a_read_only_file_is_named_even_to_root() {
    let sandbox = Sandbox::new();
    sandbox.chmod("settings.py", 0o444);
    let error = refused(&sandbox, &sandbox.plan());
    assert_eq!(
        error.to_string(),
        "`settings.py` cannot be changed: `settings.py` is read-only (permission denied)"
    );
    assert_eq!(error.help().unwrap(), "chmod u+w 'settings.py'");
}

#[test]
fn a_read_only_folder_is_named_even_to_root() {
    let sandbox = Sandbox::new();
    sandbox.write("deploy/keep", "");
    sandbox.chmod("deploy", 0o555);
    let error = refused(&sandbox, &sandbox.plan());
    sandbox.chmod("deploy", 0o755);
    assert_eq!(
        error.to_string(),
        "`deploy/conf/app.json` cannot be changed: `deploy` is read-only (permission denied)"
    );
}

#[test]
fn a_link_inside_the_repository_is_written_through_and_stays_a_link() {
    let sandbox = Sandbox::new();
    sandbox.write("conf/real.py", "DEBUG = True\n");
    symlink("conf/real.py", sandbox.root().join("linked.py")).unwrap();
    symlink("conf", sandbox.root().join("etc")).unwrap();
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "-q", "-m", "links"]);
    let changes = [
        sandbox.change("linked.py", Some("DEBUG = False\n")),
        sandbox.change("etc/new.py", Some("x\n")),
    ];
    let resolved = resolve(sandbox.root(), &changes).unwrap();
    let names: Vec<&str> = resolved.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(names, ["conf/new.py", "conf/real.py"]);
    let options = Options {
        commit: Some("ready"),
        allow_dirty: false,
    };
    apply(&sandbox.repository(), &changes, options).unwrap();
    assert!(sandbox.root().join("linked.py").is_symlink());
    assert_eq!(sandbox.committed("conf/real.py"), "DEBUG = False\n");
    assert_eq!(sandbox.last_commit(), ["conf/new.py", "conf/real.py"]);
}

#[test]
fn a_link_that_leaves_the_repository_is_refused() {
    let sandbox = Sandbox::new();
    let outside = sandbox.beside("outside.py");
    std::fs::write(&outside, "DEBUG = True\n").unwrap();
    symlink(&outside, sandbox.root().join("linked.py")).unwrap();
    symlink(sandbox.beside(""), sandbox.root().join("folder")).unwrap();
    for name in ["linked.py", "folder/outside.py", "folder/new.py"] {
        let error = refused(&sandbox, &[sandbox.change(name, Some("x\n"))]);
        assert!(
            error
                .to_string()
                .contains("a symbolic link that leaves the repository"),
            "{error}"
        );
    }
    assert_eq!(std::fs::read_to_string(outside).unwrap(), "DEBUG = True\n");
}

#[test]
fn links_that_lead_nowhere_and_links_that_would_go_are_refused() {
    let sandbox = Sandbox::new();
    symlink("nowhere.py", sandbox.root().join("dangling.py")).unwrap();
    symlink("circle.py", sandbox.root().join("circle.py")).unwrap();
    symlink("settings.py", sandbox.root().join("linked.py")).unwrap();
    for name in ["dangling.py", "circle.py"] {
        let error = refused(&sandbox, &[sandbox.change(name, Some("x\n"))]);
        assert_eq!(
            error.to_string(),
            format!("`{name}` is a symbolic link that leads nowhere")
        );
    }
    let error = refused(&sandbox, &[sandbox.change("linked.py", None)]);
    assert_eq!(
        error.to_string(),
        "`linked.py` would be removed, but is a symbolic link"
    );
}

#[test]
fn two_names_of_one_file_cannot_be_changed_in_two_ways() {
    let sandbox = Sandbox::new();
    symlink("settings.py", sandbox.root().join("linked.py")).unwrap();
    let settings = sandbox.change("settings.py", Some("x\n"));
    let same = sandbox.change("linked.py", Some("x\n"));
    let different = sandbox.change("linked.py", Some("y\n"));
    let resolved = resolve(sandbox.root(), &[settings.clone(), same]).unwrap();
    assert_eq!(resolved, std::slice::from_ref(&settings));
    let error = resolve(sandbox.root(), &[settings, different]).unwrap_err();
    assert!(matches!(error, TargetError::TwoNames { .. }));
}

#[test]
fn what_is_no_file_or_is_gits_own_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("Procfile/keep", "");
    let error = refused(&sandbox, &[sandbox.change("Procfile", Some("x\n"))]);
    assert_eq!(error.to_string(), "`Procfile` is no regular file");
    let error = refused(&sandbox, &[sandbox.change("other.py/new.py", Some("x\n"))]);
    assert_eq!(
        error.to_string(),
        "`other.py/new.py` cannot be made: `other.py` is not a folder"
    );
    let error = refused(&sandbox, &[sandbox.change(".git/hooks/new", Some("x\n"))]);
    assert_eq!(
        error.to_string(),
        "`.git/hooks/new` is one of git's own files"
    );
}

/// A small disk; unmounted when dropped.
struct SmallDisk<'a>(&'a Sandbox);

impl<'a> SmallDisk<'a> {
    /// Mounts it on the sandbox's root, for which one must be root.
    fn mount(sandbox: &'a Sandbox) -> Option<Self> {
        let mounted = sandbox
            .command("mount")
            .args(["-t", "tmpfs", "-o", "size=512k", "tmpfs"])
            .arg(sandbox.root())
            .output();
        mounted.ok()?.status.success().then_some(Self(sandbox))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let mut umount = self.0.command("umount");
        let _ = umount.current_dir("/").arg(self.0.root()).status();
    }
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let sandbox = Sandbox::empty();
    let Some(_disk) = SmallDisk::mount(&sandbox) else {
        eprintln!("skipped: no right to mount a small disk");
        return;
    };
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.configure();
    sandbox.write("settings.py", "DEBUG = True\n");
    let large = "x".repeat(300_000);
    let changes = [
        sandbox.change("settings.py", Some("DEBUG = False\n")),
        sandbox.change("deploy/large.txt", Some(&large)),
        sandbox.change("deploy/larger.txt", Some(&large)),
    ];
    let error = refused(&sandbox, &changes);
    assert!(
        error.to_string().contains("No space left on device"),
        "{error}"
    );
    assert_eq!(error.help().unwrap(), "free some space and run again");
}

#[test]
fn a_disk_that_fills_up_while_git_commits_leaves_everything_as_it_was() {
    let sandbox = Sandbox::empty();
    let Some(_disk) = SmallDisk::mount(&sandbox) else {
        eprintln!("skipped: no right to mount a small disk");
        return;
    };
    sandbox.git(&["init", "-q", "-b", "main"]);
    sandbox.configure();
    sandbox.write("settings.py", "DEBUG = True\n");
    sandbox.git(&["add", "--all"]);
    sandbox.git(&["commit", "-q", "-m", "first"]);
    sandbox.hook(
        "pre-commit",
        "cat /dev/zero > .git/fill 2> /dev/null; exit 0",
    );
    let before = (sandbox.tree(), sandbox.git_state());
    let options = Options {
        commit: Some("ready"),
        allow_dirty: false,
    };
    let error = apply(&sandbox.repository(), &sandbox.plan(), options).unwrap_err();
    assert!(matches!(*error.cause, Cause::Commit(_)), "{error}");
    assert_eq!((sandbox.tree(), sandbox.git_state()), before);
}

#[test]
fn without_a_commit_the_index_is_not_touched() {
    let sandbox = Sandbox::new();
    let index = std::fs::read(sandbox.root().join(".git/index")).unwrap();
    apply(&sandbox.repository(), &sandbox.plan(), Options::default()).unwrap();
    assert_eq!(
        std::fs::read(sandbox.root().join(".git/index")).unwrap(),
        index
    );
    assert_eq!(sandbox.read("Procfile").unwrap(), "web: gunicorn\n");
}
