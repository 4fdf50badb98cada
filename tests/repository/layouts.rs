//! Projects below the repository's root, and frontends beside them.

use herokuify::choices::{Feature, Generation};

use crate::site::Site;

#[test]
fn a_relative_static_root_becomes_one_folder_for_build_and_dyno() {
    let relative = "STATIC_ROOT = \"staticfiles/\"\n";
    let planned = Site::below("backend/").settings(relative).planned();
    let settings = planned.text("backend/gallery/settings.py");
    assert!(
        settings.contains("\nSTATIC_ROOT = BASE_DIR / \"staticfiles\"\n"),
        "{settings}"
    );
    let planned = Site::new().settings(relative).planned();
    assert!(planned.text("gallery/settings.py").contains(relative));
}

#[test]
fn relative_sources_of_static_files_are_said() {
    let relative = "STATICFILES_DIRS = [\"assets\"]\n";
    let planned = Site::below("backend/").settings(relative).planned();
    assert_eq!(
        planned.by_hand("relative-paths"),
        ["`assets` in STATICFILES_DIRS is not found in the build"]
    );
}

#[test]
fn a_frontend_at_the_root_is_built_before_static_files_are_collected() {
    let package =
        "{\"scripts\": {\"build\": \"vite build\"}, \"devDependencies\": {\"vite\": \"7\"}}";
    let planned = Site::below("backend/")
        .file("package.json", package)
        .planned();
    let packs: Vec<_> = planned.app_json()["buildpacks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pack| pack["url"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(packs, ["heroku/nodejs", "heroku/python"]);
    let mut notes = planned.plan.notes.iter();
    assert!(notes.any(|(_, note)| {
        note.message
            == "Heroku builds vite by `build` of package.json, before static files are collected"
    }));
}

/// A site that collects what a frontend in a folder of its own builds.
fn with_a_frontend_in_a_folder(script: &str) -> Site {
    let package = format!("{{\"scripts\": {{{script}}}}}");
    Site::new()
        .file("frontend/package.json", package)
        .in_git()
        .settings("STATICFILES_DIRS = [BASE_DIR / \"frontend/build/static\"]\n")
}

#[test]
fn a_frontend_in_a_folder_is_built_by_a_package_json_at_the_root() {
    let site = || with_a_frontend_in_a_folder("\"build\": \"react-scripts build\"");
    let locked = site().file("frontend/package-lock.json", "{}").planned();
    assert_eq!(
        locked.text("package.json"),
        "{\n  \"private\": true,\n  \"scripts\": {\n    \"heroku-postbuild\": \"cd frontend && npm ci \
         --include=dev && npm run build && rm -rf node_modules\"\n  }\n}\n"
    );
    let packs = locked.app_json()["buildpacks"].to_string();
    let at = |pack: &str| packs.find(pack).unwrap_or(usize::MAX);
    assert!(at("nodejs") < at("python"), "{packs}");
    assert!(locked.step("heroku buildpacks:add heroku/nodejs").is_some());
    let container = site().with(Feature::Container).planned();
    let dockerfile = container.text("Dockerfile");
    assert!(
        dockerfile.contains("RUN npm install && npm run heroku-postbuild "),
        "{dockerfile}"
    );
    let committed = site().file("frontend/build/static/a.css", "").planned();
    assert!(!committed.files.contains_key("package.json"));
    let nobody_collects = "{\"scripts\": {\"build\": \"react-scripts build\"}}";
    let planned = Site::new()
        .file("frontend/package.json", nobody_collects)
        .in_git();
    assert!(!planned.planned().files.contains_key("package.json"));
}

#[test]
fn a_frontend_that_heroku_would_not_build_is_an_error_where_django_needs_it() {
    let build = "\"build\": \"react-scripts build\"";
    let lines = |site: Site, command: &str| {
        let planned = site.planned();
        assert_eq!(
            planned.by_hand("frontend"),
            ["frontend/build/static is in no commit, and Heroku does not build frontend"]
        );
        let code = planned.snippet("frontend").unwrap_or_default();
        assert!(code.contains(command), "{code}");
    };
    let yarn = with_a_frontend_in_a_folder(build).file("frontend/yarn.lock", "");
    lines(
        yarn,
        "cd frontend && npm install --include=dev && npm run build && ",
    );
    let theirs = "{\"scripts\": {\"test\": \"jest\"}}";
    let root = with_a_frontend_in_a_folder(build).file("package.json", theirs);
    lines(root, "\"heroku-postbuild\": \"cd frontend && npm install ");
    let none = with_a_frontend_in_a_folder("\"start\": \"serve\"");
    lines(none, "\"heroku-postbuild\": \"cd frontend && …\"");
    let fir = with_a_frontend_in_a_folder(build).generation(Generation::Fir);
    lines(fir, "npm run build");
}

#[test]
fn packages_that_django_collects_are_installed() {
    let package =
        "{\"dependencies\": {\"jquery\": \"3\"}, \"devDependencies\": {\"webpack\": \"5\"}}";
    let planned = Site::new()
        .file("shop/package.json", package)
        .file("shop/package-lock.json", "{}")
        .file("shop/webpack.config.js", "")
        .in_git()
        .settings("STATICFILES_DIRS = [BASE_DIR / \"shop/node_modules\"]\n")
        .planned();
    let code = planned.snippet("frontend").unwrap_or_default();
    let line = "\"cd shop && npm ci --include=dev && npx webpack --mode production\"";
    assert!(code.contains(line), "{code}");
}

#[test]
fn a_frontend_at_the_root_without_a_script_is_given_the_line_of_its_own_tool() {
    let settings =
        "STATICFILES_DIRS = [BASE_DIR / (\"static/local\" if DEBUG else \"static/build\")]\n";
    let site = |tool: &str, configuration: &str| {
        let package = format!("{{\"devDependencies\": {{\"{tool}\": \"4\"}}}}");
        Site::new()
            .file("package.json", package)
            .file(configuration, "")
            .in_git()
            .settings(settings)
            .planned()
    };
    for (tool, configuration, command) in [
        ("gulp", "gulpfile.js", "gulp build"),
        ("webpack", "webpack.config.cjs", "webpack --mode production"),
        ("sass", "README.md", "…"),
    ] {
        let planned = site(tool, configuration);
        assert_eq!(
            planned.by_hand("frontend"),
            ["static/build is in no commit, and package.json has no script that makes it"]
        );
        let code = format!("\"scripts\": {{\n  \"heroku-postbuild\": \"{command}\"\n}}");
        assert_eq!(planned.snippet("frontend"), Some(code.as_str()));
    }
}

#[test]
fn translations_that_nobody_has_compiled_are_compiled_in_the_build() {
    let po = "gallery/locale/de/LC_MESSAGES/django.po";
    let site = || Site::new().file(po, "").in_git();
    let planned = site().planned();
    assert_eq!(
        planned.text("bin/post_compile").lines().last(),
        Some("python manage.py compilemessages")
    );
    let compiled = site().file("gallery/locale/de/LC_MESSAGES/django.mo", "");
    assert!(!compiled.planned().files.contains_key("bin/post_compile"));
    let fir = site().generation(Generation::Fir).planned();
    assert_eq!(fir.by_hand("translations").len(), 1);
}

/// django-compressor as it makes its files ahead of time.
const OFFLINE: &str = "INSTALLED_APPS += [\"compressor\"]\nCOMPRESS_OFFLINE = True\n";

#[test]
fn what_django_compressor_makes_ahead_of_time_is_made_at_the_build() {
    let po = "backend/gallery/locale/de/LC_MESSAGES/django.po";
    let site = || Site::below("backend/").settings(OFFLINE);
    let both = site().file(po, "").in_git().planned();
    let hook = both.text("bin/post_compile");
    let lines: Vec<&str> = hook.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            "set -e",
            "cd backend",
            "python manage.py compilemessages",
            "python manage.py compress",
        ]
    );
    let fir = site().generation(Generation::Fir).planned();
    let code = fir.snippet("compressor").unwrap_or_default();
    assert!(
        code.starts_with("web: (cd backend && python manage.py compress) && gunicorn "),
        "{code}"
    );
    let theirs = site().file("bin/post_compile", "#!/bin/sh\nexit 0\n");
    assert_eq!(
        theirs.planned().snippet("compressor"),
        Some("(cd backend && python manage.py compress)")
    );
}

#[test]
fn a_build_does_not_compress_what_django_compressor_leaves_alone_on_heroku() {
    let off = "COMPRESS_ENABLED = False\n";
    let planned = Site::new().settings(OFFLINE).settings(off).planned();
    assert!(!planned.files.contains_key("bin/post_compile"));
    assert_eq!(planned.by_hand("compressor"), [] as [String; 0]);
}

#[test]
fn what_django_compressor_would_make_on_a_dyno_is_said_to_be_served_by_nobody() {
    let online = "INSTALLED_APPS += [\"compressor\"]\n";
    let planned = Site::new().settings(online).planned();
    assert_eq!(planned.by_hand("compressor").len(), 1);
    assert_eq!(
        planned.snippet("compressor"),
        Some("if IS_HEROKU_APP:\n    COMPRESS_OFFLINE = True")
    );
    let bucket = "COMPRESS_STORAGE = \"storages.backends.s3.S3Storage\"\n";
    let planned = Site::new().settings(online).settings(bucket).planned();
    assert_eq!(planned.by_hand("compressor"), [] as [String; 0]);
}

/// A site in a folder of its own, which uv has locked there.
fn locked_below(requirements: &str) -> Site {
    let lock = "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"django\"\n\
                version = \"5.2.8\"\n";
    let declared = format!("[project]\nname = \"gallery\"\ndependencies = [{requirements}]\n");
    Site::below("backend/").managed([
        ("backend/pyproject.toml", &declared),
        ("backend/uv.lock", lock),
    ])
}

#[test]
fn a_lock_further_down_is_written_down_at_the_root_and_has_to_be_made_anew_for_home() {
    let planned = locked_below("\"django\"").planned();
    let installed = planned.text("requirements.txt");
    assert!(
        installed.contains("django==5.2.8\ngunicorn=="),
        "{installed}"
    );
    assert!(planned.text("backend/pyproject.toml").contains("gunicorn"));
    assert_eq!(
        planned.by_hand("lockfile"),
        ["backend/uv.lock was made without `dj-database-url`, `gunicorn`, `psycopg`, `whitenoise`"]
    );
    let commands = planned.snippet("lockfile").unwrap();
    assert!(commands.starts_with("(cd backend && uv lock)\ngit add backend/uv.lock\n"));
    assert!(planned.step("uv sync --project backend").is_some());
}

#[test]
fn a_lock_further_down_that_says_something_else_than_the_root_is_nobodys_business() {
    let planned = locked_below("\"django\", \"nh3\"")
        .file("requirements.txt", "Django==5.2.8\n")
        .planned();
    assert_eq!(planned.by_hand("lockfile"), [""; 0]);
    assert!(planned.step("python -m pip install").is_some());
    assert!(!planned.text("backend/pyproject.toml").contains("gunicorn"));
}
