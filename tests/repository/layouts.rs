//! Projects below the repository's root, and frontends beside them.

use herokuify::choices::Generation;

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

#[test]
fn a_frontend_that_heroku_would_not_build_is_an_error_where_django_needs_it() {
    let package = "{\"scripts\": {\"build\": \"react-scripts build\"}}";
    let needed = "STATICFILES_DIRS = [BASE_DIR / \"frontend/build/static\"]\n";
    let site = || Site::new().file("frontend/package.json", package).in_git();
    let planned = site().settings(needed).planned();
    assert_eq!(
        planned.by_hand("frontend"),
        ["frontend/build/static is in no commit, and Heroku does not build frontend"]
    );
    assert_eq!(site().planned().by_hand("frontend"), [] as [String; 0]);
    let committed = site()
        .file("frontend/build/static/a.css", "")
        .settings(needed);
    assert_eq!(committed.planned().by_hand("frontend"), [] as [String; 0]);
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
