//! What a rule foretells happens: the failing projects are built and started with a real pip,
//! Django, gunicorn and PostgreSQL and fail as it says, and those that nearly fail do not.
//!
//! This needs what the other slow tests need; `cargo test --test findings -- --ignored` runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::command::{Run, clean, transcript};
use crate::pairs::{self, Pair};
use crate::postgres::{Postgres, free_port};
use crate::python::{Virtualenv, stand_in};
use crate::sample::{Append, Op, SETTINGS, Sample, Swap};

/// A rule whose word is put to the test.
struct Proof {
    rule: &'static str,
    /// What makes the sample fail, where it is not the rule's first pair.
    fails: Option<&'static [Op]>,
    /// What nearly does.
    near: Option<&'static [Op]>,
    /// What is done with the project, in bash.
    step: &'static str,
    /// What is said where it fails.
    says: &'static str,
}

const PROOF: Proof = Proof {
    rule: "",
    fails: None,
    near: None,
    step: "",
    says: "",
};

const COLLECTSTATIC: &str = "python manage.py collectstatic --noinput";
const RELEASE: &str = "bash -c \"$(sed -n 's/^release: *//p' Procfile)\"";
const INSTALL: &str = "pip install --quiet --dry-run --no-input -r requirements.txt";
const DEPLOY_CHECK: &str = "said=$(python manage.py check --deploy 2>&1); echo \"$said\"; ! grep -q \"$LOOKED_FOR\" <<< \"$said\"";
/// Starts the web process as Heroku does, and waits until it answers anything at an address that is
/// not localhost: gunicorn listens before it knows whether it can load the application.
const BOOT: &str = r#"
web=$(sed -n 's/^web: *//p' Procfile); [ -n "$web" ] || { echo no web process; exit 1; }
bash -c "exec $web" & pid=$!
trap 'kill $pid 2>/dev/null' EXIT
answers() {
  python - 2>/dev/null <<'PYTHON'
import http.client, os
dyno = http.client.HTTPConnection('127.0.0.2', int(os.environ['PORT']), timeout=5)
dyno.request('GET', '/robots.txt')
dyno.getresponse()
PYTHON
}
for _ in $(seq 40); do
  answers && break
  kill -0 $pid 2>/dev/null || { wait $pid; echo "the web process ended: $?"; exit 1; }
  sleep 0.25
done
answers || { echo nothing listens; exit 1; }
"#;
/// Asks for a page as the router does.
const GET: &str = "
python - \"$PAGE\" <<'PYTHON'
import http.client, os, sys
dyno = http.client.HTTPConnection('127.0.0.2', int(os.environ['PORT']), timeout=20)
dyno.request('GET', sys.argv[1], headers={'Host': 'bookshelf-1a2b3c4d5e6f.herokuapp.com', 'X-Forwarded-Proto': 'https'})
status = dyno.getresponse().status
print('answered', status)
sys.exit(status != 200)
PYTHON
";

const PROOFS: &[Proof] = &[
    Proof {
        rule: "allowed-hosts",
        step: "request /",
        says: "answered 400",
        ..PROOF
    },
    Proof {
        rule: "build-hooks",
        step: "chmod +x bin/post_compile; bin/post_compile",
        says: "bash\\r",
        ..PROOF
    },
    Proof {
        rule: "collectstatic-disabled",
        step: "request /",
        says: "answered 500",
        ..PROOF
    },
    Proof {
        rule: "config-vars",
        step: COLLECTSTATIC,
        says: "KeyError: 'SHOP_ID'",
        ..PROOF
    },
    Proof {
        rule: "csrf-trusted-origins",
        step: RELEASE,
        says: "4_0.E001",
        ..PROOF
    },
    Proof {
        rule: "database",
        step: "python manage.py shell -c 'from django.db import connection; assert connection.vendor == \"postgresql\", connection.vendor'",
        says: "AssertionError: sqlite",
        ..PROOF
    },
    Proof {
        rule: "debug",
        step: DEPLOY_CHECK,
        says: "security.W018",
        ..PROOF
    },
    Proof {
        rule: "deploy-checks",
        step: DEPLOY_CHECK,
        says: "security.W002",
        ..PROOF
    },
    Proof {
        rule: "duplicate-requirements",
        step: INSTALL,
        says: "ResolutionImpossible",
        ..PROOF
    },
    Proof {
        rule: "gunicorn-worker",
        near: Some(&[Swap(
            "Procfile",
            "bookshelf.wsgi",
            "bookshelf.wsgi -k gthread",
        )]),
        step: "boot",
        says: "eventlet",
        ..PROOF
    },
    Proof {
        rule: "hsts",
        step: DEPLOY_CHECK,
        says: "security.W004",
        ..PROOF
    },
    Proof {
        rule: "installed-apps",
        near: Some(&[Append(
            SETTINGS,
            "if not IS_HEROKU_APP:\n    INSTALLED_APPS += ['debug_toolbar']\n",
        )]),
        step: COLLECTSTATIC,
        says: "No module named 'debug_toolbar'",
        ..PROOF
    },
    Proof {
        rule: "log-files",
        step: COLLECTSTATIC,
        says: "No such file or directory",
        ..PROOF
    },
    Proof {
        rule: "manage-path",
        step: RELEASE,
        says: "can't open file",
        ..PROOF
    },
    Proof {
        rule: "manifest-references",
        step: COLLECTSTATIC,
        says: "crown.svg' could not be found",
        ..PROOF
    },
    Proof {
        rule: "migrations",
        near: Some(&[]),
        step: "request /",
        says: "answered 500",
        ..PROOF
    },
    Proof {
        rule: "pinned-versions",
        near: Some(&[Append("requirements.txt", "celery==5.5.3\n")]),
        step: INSTALL,
        says: "celery",
        ..PROOF
    },
    Proof {
        rule: "process-programs",
        near: Some(&[]),
        step: "boot",
        says: "poetry: not found",
        ..PROOF
    },
    Proof {
        rule: "procfile",
        step: "boot",
        says: "No such file or directory",
        ..PROOF
    },
    Proof {
        rule: "proxy-ssl-header",
        step: "request on fir /",
        says: "answered 301",
        ..PROOF
    },
    Proof {
        rule: "python-app",
        step: INSTALL,
        says: "requirements.txt",
        ..PROOF
    },
    Proof {
        rule: "readable-settings",
        step: COLLECTSTATIC,
        says: "SyntaxError",
        ..PROOF
    },
    Proof {
        rule: "secret-key",
        step: "python -c 'import os; os.environ[\"DJANGO_SETTINGS_MODULE\"] = \"bookshelf.settings\"; from django.conf import settings; assert settings.SECRET_KEY == os.environ[\"DJANGO_SECRET_KEY\"], \"known to every reader\"'",
        says: "known to every reader",
        ..PROOF
    },
    Proof {
        rule: "secure-cookies",
        step: DEPLOY_CHECK,
        says: "security.W016",
        ..PROOF
    },
    Proof {
        rule: "served-application",
        step: "boot",
        says: "bookshelf.wsgl",
        ..PROOF
    },
    Proof {
        rule: "served-application",
        fails: Some(&[Swap("Procfile", "bookshelf.wsgi", "bookshelf.wsgi:app")]),
        near: Some(&[Swap(
            "Procfile",
            "bookshelf.wsgi",
            "bookshelf.wsgi:application",
        )]),
        step: "boot",
        says: "Failed to find attribute 'app'",
    },
    Proof {
        rule: "settings-references",
        near: Some(&[]),
        step: "request /",
        says: "No module named 'bookshelf.addresses'",
        ..PROOF
    },
    Proof {
        rule: "ssl-redirect",
        step: DEPLOY_CHECK,
        says: "security.W008",
        ..PROOF
    },
    Proof {
        rule: "static-root",
        step: COLLECTSTATIC,
        says: "STATIC_ROOT",
        ..PROOF
    },
    Proof {
        rule: "static-url",
        step: COLLECTSTATIC,
        says: "STATIC_URL",
        ..PROOF
    },
    Proof {
        rule: "staticfiles-app",
        step: COLLECTSTATIC,
        says: "Unknown command: 'collectstatic'",
        ..PROOF
    },
    Proof {
        rule: "storage-settings",
        fails: Some(&[Swap(
            SETTINGS,
            "        'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},\n",
            "",
        )]),
        near: Some(&[]),
        step: "python manage.py shell -c 'from django.core.files.storage import default_storage; default_storage.exists(\"cover.png\")'",
        says: "InvalidStorageError",
        ..PROOF
    },
    Proof {
        rule: "web-port",
        step: "boot",
        says: "nothing listens",
        ..PROOF
    },
    Proof {
        rule: "web-port",
        fails: Some(&[Swap("Procfile", "--log-file -", "--bind=127.0.0.1:$PORT")]),
        near: Some(&[Swap("Procfile", "--log-file -", "--bind=:$PORT")]),
        step: "boot",
        says: "nothing listens",
    },
    Proof {
        rule: "whitenoise-autorefresh",
        step: "env -u DYNO DJANGO_DEBUG=0 python -W error -c 'import bookshelf.wsgi'",
        says: "No directory at",
        ..PROOF
    },
    Proof {
        rule: "whitenoise-middleware",
        step: "request /static/admin/css/base.css",
        says: "answered 404",
        ..PROOF
    },
];

/// What all proofs share.
struct Heroku {
    workplace: tempfile::TempDir,
    virtualenv: Virtualenv,
    database: Postgres,
}

impl Heroku {
    fn new() -> Self {
        let workplace = tempfile::tempdir().unwrap();
        let folder = workplace.path().join("ready");
        Sample::ready().write(&folder);
        let version = fs::read_to_string(folder.join(".python-version")).unwrap();
        let virtualenv = Virtualenv::new(&stand_in(version.trim()), workplace.path().join("venv"));
        virtualenv.install(&folder, &["--requirement", "requirements.txt"]);
        Self {
            workplace,
            virtualenv,
            database: Postgres::start(),
        }
    }

    /// What comes of a step in a project, on a database that nobody has used before.
    fn play(&self, name: &str, sample: &Sample, proof: &Proof) -> Output {
        let folder = self.workplace.path().join(name);
        sample.write(&folder);
        // gunicorn on Cedar is told to trust the router; on Fir nobody tells it.
        let (step, trusted) = match proof.step.strip_prefix("request on fir ") {
            Some(page) => (format!("request {page}"), ""),
            None => (proof.step.to_owned(), "*"),
        };
        let page = step.strip_prefix("request ");
        let script = match (step.as_str(), page) {
            ("boot", _) => BOOT.to_owned(),
            (_, Some(_)) => format!(
                "set -e; case \"${{DISABLE_COLLECTSTATIC:-0}}\" in 0) {COLLECTSTATIC};; esac; {RELEASE}; set +e\n{BOOT}{GET}"
            ),
            (step, None) => step.to_owned(),
        };
        let path: Vec<PathBuf> = [
            self.virtualenv.bin().as_path(),
            Path::new("/usr/bin"),
            Path::new("/bin"),
        ]
        .map(Path::to_path_buf)
        .into();
        let mut bash = clean("bash");
        bash.args(["-c", &script])
            .current_dir(&folder)
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("DYNO", "run.1")
            .env("PORT", free_port().to_string())
            .env("WEB_CONCURRENCY", "1")
            .env("FORWARDED_ALLOW_IPS", trusted)
            .env("DATABASE_URL", self.database.new_database(name))
            .env(
                "DJANGO_SECRET_KEY",
                "3Zr8-a-key-that-only-this-test-has-and-that-is-long-enough-9qW",
            )
            .env("LOOKED_FOR", proof.says)
            .env("PAGE", page.unwrap_or_default())
            .envs(config_vars(&folder));
        bash.outcome()
    }
}

/// The values that app.json gives.
fn config_vars(folder: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder.join("app.json")).unwrap_or_default();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let env = json["env"].as_object().into_iter().flatten();
    env.filter_map(|(name, said)| {
        let value = said.as_str().or_else(|| said["value"].as_str())?;
        Some((name.clone(), value.to_owned()))
    })
    .collect()
}

#[test]
#[ignore = "installs Django, starts PostgreSQL, takes minutes"]
fn what_a_rule_foretells_happens_and_what_nearly_fails_does_not() {
    let heroku = Heroku::new();
    let mut wrong = Vec::new();
    // One alone: `PROVE=web-port cargo test …`.
    let alone = std::env::var("PROVE").ok();
    let is_wanted = |rule: &str| alone.as_deref().is_none_or(|alone| alone == rule);
    for (index, proof) in PROOFS.iter().enumerate() {
        if !is_wanted(proof.rule) {
            continue;
        }
        let Pair { fails, near, .. } = pairs::of(proof.rule).unwrap();
        let fails = Sample::ready().with(proof.fails.unwrap_or(fails));
        let near = Sample::ready().with(proof.near.unwrap_or(near));
        let foretold = fails
            .findings()
            .iter()
            .any(|label| label.rule == proof.rule);
        let silent = near.findings().iter().all(|label| label.rule != proof.rule);
        let failed = heroku.play(&format!("fails{index}"), &fails, proof);
        let passed = heroku.play(&format!("near{index}"), &near, proof);
        let said = transcript(&failed);
        if !foretold || failed.status.success() || !said.contains(proof.says) {
            wrong.push(format!("{} does not fail as foretold:\n{said}", proof.rule));
        }
        if !silent || !passed.status.success() {
            wrong.push(format!(
                "{} nearly fails, and does:\n{}",
                proof.rule,
                transcript(&passed)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    let rules: std::collections::BTreeSet<&str> = PROOFS.iter().map(|proof| proof.rule).collect();
    assert!(rules.len() >= 30, "{}", rules.len());
}
