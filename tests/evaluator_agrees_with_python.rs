//! Known means known: settings made at random from the shapes that projects use are evaluated here
//! and by a real Python, in both worlds. No known value may differ.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test, in a folder of its own"
)]

mod settings_grammar;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use herokuify::discover::tree::Tree;
use herokuify::path::RepoPath;
use herokuify::settings::{
    self, Data, EnvValue, Evaluation, HomeDisk, Setup, Sources, Value, World,
};
use serde_json::Value as Json;

use settings_grammar::Grammar;

/// Imports each module in each world and prints what it holds, each value with its type.
const DRIVER: &str = include_str!("settings_grammar/driver.py");

/// What the modules import from outside the repository; the evaluator never sees it.
const UNSEEN: &str = include_str!("settings_grammar/unseen.py");

/// What the slow test installs.
const LIBRARIES: [&str; 8] = [
    "django",
    "django-environ",
    "python-decouple",
    "environs",
    "python-dotenv",
    "dj-database-url",
    "django-split-settings",
    "django-configurations",
];

/// How many modules are made, loaded and compared at once.
const IN_BATCH: u64 = 500;
const BATCHES: u64 = 8;

#[test]
fn no_known_value_differs_from_what_python_computes() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3 on PATH");
        return;
    }
    compared(0, 200, &Python::on_path()).holds();
}

#[test]
#[ignore = "slow: 4,000 modules, with the libraries that settings read their environment with"]
fn no_known_value_of_4000_modules_differs_from_what_python_computes() {
    let folder = tempfile::tempdir().unwrap();
    let python = Python::with_libraries(folder.path());
    let half = |first: u64| {
        let batches = (first..BATCHES).step_by(2);
        let compared = batches.map(|at| compared(1_000_000 + at * IN_BATCH, IN_BATCH, &python));
        compared.reduce(Compared::and).unwrap()
    };
    let (even, odd) = std::thread::scope(|scope| {
        let odd = scope.spawn(|| half(1));
        (half(0), odd.join().unwrap())
    });
    even.and(odd).holds();
}

/// The Python that is asked.
struct Python {
    program: PathBuf,
    /// Whether it has the libraries.
    libraries: bool,
}

impl Python {
    fn on_path() -> Self {
        Self {
            program: "python3".into(),
            libraries: false,
        }
    }

    /// A virtual environment with the libraries.
    fn with_libraries(folder: &Path) -> Self {
        let succeeds = |command: &mut Command| assert!(command.status().unwrap().success());
        succeeds(Command::new("python3").args(["-m", "venv"]).arg(folder));
        let program = folder.join("bin/python");
        let install = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        succeeds(Command::new(&program).args(install).args(LIBRARIES));
        Self {
            program,
            libraries: true,
        }
    }

    fn grammar(&self, seed: u64) -> Grammar {
        if self.libraries {
            Grammar::with_libraries(seed)
        } else {
            Grammar::new(seed)
        }
    }
}

/// What a comparison found.
#[derive(Default)]
struct Compared {
    modules: u64,
    /// Of each module in each world.
    loaded: u64,
    settings: usize,
    known: usize,
    differences: Vec<String>,
}

impl Compared {
    fn and(mut self, other: Self) -> Self {
        self.modules += other.modules;
        self.loaded += other.loaded;
        self.settings += other.settings;
        self.known += other.known;
        self.differences.extend(other.differences);
        self
    }

    #[track_caller]
    fn holds(&self) {
        let Self {
            modules,
            loaded,
            settings,
            known,
            differences,
        } = self;
        eprintln!(
            "{loaded} of {} loaded; {known} of {settings} settings known",
            2 * modules
        );
        assert!(differences.is_empty(), "{}", differences.join("\n"));
        assert!(3 * loaded > *modules, "many modules should load");
        assert!(2 * known > *settings, "most settings should be known");
    }
}

/// Makes modules from consecutive seeds and compares them.
fn compared(first: u64, count: u64, python: &Python) -> Compared {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let repo = root.join("repo");
    let outside = root.join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("unseen.py"), UNSEEN).unwrap();
    fs::write(root.join("driver.py"), DRIVER).unwrap();
    for seed in first..first + count {
        let package = repo.join(format!("site{seed}"));
        fs::create_dir_all(&package).unwrap();
        fs::write(package.join("__init__.py"), "").unwrap();
        for (name, text) in python.grammar(seed).project() {
            fs::write(package.join(name), text).unwrap();
        }
    }
    let said = python_says(python, &root, first, count);
    let configured =
        |world: World| world.with("DJANGO_CONFIGURATION", EnvValue::Text("Dev".to_owned()));
    let setup = Setup {
        import_roots: vec![RepoPath::root()],
        home_root: repo.to_str().unwrap().to_owned(),
        dyno_folder: Some(RepoPath::root()),
        home_disk: HomeDisk::ThisOne,
        not_pushed: BTreeSet::new(),
        pins: BTreeMap::new(),
        packages: Some(BTreeSet::from(["django".to_owned()])),
        settled: BTreeSet::new(),
        home: configured(World::home()),
        heroku: configured(World::heroku()),
    };
    let tree = Tree::new(&repo);
    let careful = Setup {
        home_disk: HomeDisk::OfAnyDeveloper,
        ..setup.clone()
    };
    let mut compared = Compared {
        modules: count,
        ..Compared::default()
    };
    for seed in first..first + count {
        let module = format!("site{seed}.settings");
        let sources = Sources {
            tree: &tree,
            setup: if seed % 4 == 0 { &careful } else { &setup },
        };
        let found = settings::evaluate(sources, &module).unwrap();
        for (world, evaluation) in [("home", &found.home), ("heroku", &found.heroku)] {
            // `null`: these settings do not load.
            let Some(names) = said[&module][world].as_object() else {
                continue;
            };
            compared.loaded += 1;
            if let Err(difference) = compare(evaluation, names) {
                let difference = format!("seed {seed}, {world}: {difference}");
                compared.differences.push(difference);
            }
            let read = evaluation.names.iter().filter(|(name, _)| is_setting(name));
            for (_, value) in read {
                compared.settings += 1;
                compared.known += usize::from(value.is_known());
            }
        }
    }
    compared
}

fn python_says(python: &Python, root: &Path, first: u64, count: u64) -> Json {
    let output = Command::new(&python.program)
        .env("PYTHONHASHSEED", first.to_string())
        .arg(root.join("driver.py"))
        .args([root.join("repo"), root.join("outside")])
        .args([first.to_string(), count.to_string()])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What Python's `isupper` says.
fn is_setting(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

type Same = Result<(), String>;

fn compare(evaluation: &Evaluation, names: &serde_json::Map<String, Json>) -> Same {
    for (name, value) in evaluation.names.iter().filter(|(name, _)| is_setting(name)) {
        match names.get(name) {
            Some(real) => same(value, real).map_err(|why| format!("{name}: {why}"))?,
            None if matches!(value.data, Data::Unknown(_)) => {}
            None => return Err(format!("{name} is not there, but {value:?} here")),
        }
    }
    let missed = names.keys().find(|name| evaluation.look_up(name).is_none());
    missed.map_or(Ok(()), |name| Err(format!("{name} is missing here")))
}

/// Whether all that is known of a value is so in Python.
fn same(value: &Value, real: &Json) -> Same {
    let kind = real["t"].as_str().unwrap();
    let is = |wanted: &str, truth: bool| {
        if kind == wanted && truth {
            Ok(())
        } else {
            Err(format!("{:?} here, {real} in Python", value.data))
        }
    };
    let it = &real["v"];
    match &value.data {
        Data::Unknown(_) => Ok(()),
        Data::Some(_) => Err("unknown parts where there is one value".to_owned()),
        Data::None => is("None", true),
        Data::Bool(truth) => is("bool", it.as_bool() == Some(*truth)),
        Data::Int(number) => is("int", it.as_i64() == Some(*number)),
        Data::Float(number) => is(
            "float",
            it.as_str() == Some(&format!("{:x}", number.to_bits())),
        ),
        Data::Str(text) => is("str", it.as_str() == Some(text)),
        Data::Bytes(bytes) => is("bytes", it.as_str().unwrap_or("").as_bytes() == bytes),
        Data::Path(text) => is("Path", it.as_str() == Some(text)),
        Data::List(parts) => {
            is("list", true)?;
            same_parts(parts, it.as_array().unwrap())
        }
        Data::Tuple(parts) => {
            is("tuple", true)?;
            same_parts(parts, it.as_array().unwrap())
        }
        Data::Set(parts) => {
            is("set", true)?;
            let real = it.as_array().unwrap();
            let exact = parts.iter().all(Value::is_known);
            let all_in = parts
                .iter()
                .filter(|part| part.is_known())
                .all(|part| real.iter().any(|real| same(part, real).is_ok()));
            is("set", all_in && (!exact || parts.len() == real.len()))
        }
        Data::Dict(entries) => {
            is("dict", true)?;
            same_entries(entries, it.as_array().unwrap())
        }
    }
}

fn same_parts(parts: &[Value], real: &[Json]) -> Same {
    let vague = |part: &Value| matches!(part.data, Data::Some(_));
    let Some(first) = parts.iter().position(vague) else {
        if parts.len() != real.len() {
            return Err(format!(
                "{} parts here, {} in Python",
                parts.len(),
                real.len()
            ));
        }
        return parts
            .iter()
            .zip(real)
            .try_for_each(|(part, real)| same(part, real));
    };
    let behind = parts.iter().rev().take_while(|part| !vague(part)).count();
    let certain = parts.iter().filter(|part| !vague(part)).count();
    if real.len() < certain {
        return Err(format!(
            "at least {certain} parts here, {} in Python",
            real.len()
        ));
    }
    parts[..first]
        .iter()
        .zip(real)
        .chain(
            parts[parts.len() - behind..]
                .iter()
                .zip(&real[real.len() - behind..]),
        )
        .try_for_each(|(part, real)| same(part, real))
}

fn same_entries(entries: &[(Value, Value)], real: &[Json]) -> Same {
    let vague = |key: &Value| matches!(key.data, Data::Some(_) | Data::Unknown(_));
    let certain = entries
        .iter()
        .rposition(|(key, _)| vague(key))
        .map_or(0, |at| at + 1);
    for (key, value) in &entries[certain..] {
        let entry = real.iter().find(|entry| same(key, &entry[0]).is_ok());
        match entry {
            Some(entry) => same(value, &entry[1]).map_err(|why| format!("[{key:?}]: {why}"))?,
            None => return Err(format!("no key {key:?} in Python")),
        }
    }
    if certain == 0 && entries.len() != real.len() {
        return Err(format!(
            "{} entries here, {} in Python",
            entries.len(),
            real.len()
        ));
    }
    Ok(())
}
