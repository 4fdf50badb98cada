//! In what the settings run: the environment, the import path, and what is installed.

use std::collections::BTreeSet;

use crate::dependencies::Dependencies;
use crate::discover::entry::EntryPoint;
use crate::discover::manage_py::project_folders;
use crate::discover::project::{Hints, Purpose};
use crate::discover::source::Sourced;
use crate::discover::switch;
use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::settings::{EnvValue, HomeDisk, Setup, World};

/// The variable that names the class of the settings for django-configurations.
pub(super) const CONFIGURATION: &str = "DJANGO_CONFIGURATION";

/// In what the settings of the project in `folder` run, whose manage.py is `manage`.
pub(super) fn setup(
    tree: &Tree,
    folder: &RepoPath,
    manage: &EntryPoint,
    hints: &Hints,
    dependencies: &Dependencies,
) -> Setup {
    let mut import_roots = vec![folder.clone()];
    if !folder.is_root() {
        import_roots.push(RepoPath::root());
    }
    let mut setup = Setup {
        import_roots,
        home_root: tree.root().to_string_lossy().into_owned(),
        dyno_folder: dyno_folder(tree, folder),
        home_disk: match hints.purpose {
            Purpose::Look => HomeDisk::ThisOne,
            Purpose::Change | Purpose::Judge => HomeDisk::OfAnyDeveloper,
        },
        home: World::home(),
        heroku: hints
            .env
            .iter()
            .fold(World::heroku(), |world, (name, value)| {
                world.with(name, value.clone())
            }),
        not_pushed: hints.not_pushed.clone(),
        pins: dependencies.pins(),
        packages: packages(dependencies),
        settled: BTreeSet::from([switch::OURS.to_owned()]),
    };
    configure(&mut setup, manage, server_entry(tree, folder), hints);
    setup
}

/// The folder that every process of a dyno runs in: the root, unless manage.py lies elsewhere, a
/// command goes somewhere else, or an image says where it begins.
fn dyno_folder(tree: &Tree, folder: &RepoPath) -> Option<RepoPath> {
    let text = |name: &str| tree.text(&RepoPath::new(name)?).ok().flatten();
    let goes_elsewhere = ["Procfile", "gunicorn.conf.py"]
        .into_iter()
        .filter_map(text)
        .any(|text| text.contains("chdir") || text.split_whitespace().any(|word| word == "cd"));
    let is_image = text("heroku.yml").is_some();
    (folder.is_root() && !goes_elsewhere && !is_image).then(RepoPath::root)
}

/// The names of all packages that the project declares or locks.
fn packages(dependencies: &Dependencies) -> Option<BTreeSet<String>> {
    let declared = dependencies.requirements.iter().map(|it| &it.name);
    let locked = dependencies.locked.iter().map(|it| &it.name);
    let names: BTreeSet<String> = declared.chain(locked).map(ToString::to_string).collect();
    (!names.is_empty()).then_some(names)
}

/// Adds the class that django-configurations takes the settings from to both environments: that is
/// how manage.py and wsgi.py name it.
fn configure(setup: &mut Setup, manage: &EntryPoint, server: Option<EntryPoint>, hints: &Hints) {
    let at_home = manage.configuration.clone();
    let in_production = server.and_then(|entry| entry.configuration);
    let text = |name: Sourced<String>| EnvValue::Text(name.value);
    if let Some(name) = at_home.clone() {
        setup.home = setup.home.clone().with(CONFIGURATION, text(name));
    }
    if let Some(name) = in_production
        .or(at_home)
        .filter(|_| !hints.env.contains_key(CONFIGURATION))
    {
        setup.heroku = setup.heroku.clone().with(CONFIGURATION, text(name));
    }
}

/// The wsgi.py or asgi.py that names one settings module, if there is such a file.
fn server_entry(tree: &Tree, folder: &RepoPath) -> Option<EntryPoint> {
    let packages = project_folders(tree, folder);
    let mut files = ["wsgi.py", "asgi.py"].into_iter().flat_map(|name| {
        packages
            .iter()
            .filter_map(move |package| package.join(name))
    });
    files.find_map(|path| {
        let there = tree.is_file(&path).then_some(path)?;
        let entry = EntryPoint::read(tree, &there);
        (entry.settings.len() == 1).then_some(entry)
    })
}
