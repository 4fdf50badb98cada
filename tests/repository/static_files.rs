//! Which storage static files get: hashed names only where nothing fails by them.

use crate::site::Site;

/// A site with an app of its own that has a style sheet.
fn site() -> Site {
    Site::new()
        .app("prints")
        .file("prints/static/css/print.css", "p { color: black }\n")
}

fn has_hashed_names(site: Site) -> bool {
    let planned = site.planned();
    let settings = planned.text("gallery/settings.py");
    assert!(
        settings.contains("whitenoise.storage.Compressed"),
        "{settings}"
    );
    settings.contains("CompressedManifestStaticFilesStorage")
}

#[test]
fn static_files_get_hashed_names_where_everything_that_is_named_is_there() {
    let template = "{% load static %}<link href=\"{% static 'css/print.css' %}\">\n\
                    <script src=\"{% static 'admin/js/core.js' %}\"></script>\n\
                    <script src=\"{% static 'some_package/a.js' %}\"></script>\n";
    let image = "p { background: url(/static/css/print.css) url(/elsewhere.png) }\n";
    let site = site()
        .file("prints/templates/prints/list.html", template)
        .file("prints/static/css/image.css", image);
    assert!(has_hashed_names(site));
}

#[test]
fn they_get_none_where_something_fails_by_them() {
    for (path, text) in [
        (
            "prints/static/css/image.css",
            "p { background: url(missing.png) }\n",
        ),
        (
            "prints/static/css/image.css",
            "p { background: url('/static/css/missing.png') }\n",
        ),
        (
            "prints/templates/prints/list.html",
            "{% load static %}<link href=\"{% static 'css/built.css' %}\">\n",
        ),
        (
            "prints/models.py",
            "from django.templatetags.static import static\n\nEMPTY = static('css/print.css')\n",
        ),
    ] {
        assert!(!has_hashed_names(site().file(path, text)), "{path}: {text}");
    }
}

#[test]
fn static_folders_that_home_does_not_know_are_looked_into_as_well() {
    let site = Site::new()
        .settings(
            "import os\nimport socket\n\n\
             STATICFILES_DIRS = [BASE_DIR / 'assets']\n\
             if 'DYNO' not in os.environ:\n    \
             STATICFILES_DIRS = [BASE_DIR / socket.gethostname()]\n",
        )
        .file("assets/a.css", "@import 'missing.css';\n");
    assert!(!has_hashed_names(site));
}

#[test]
fn a_missing_folder_of_static_files_is_kept_in_git_where_django_would_stop_at_it() {
    let site = |django: &str| {
        Site::new()
            .file("requirements.txt", format!("Django=={django}\n"))
            .file("README.md", "")
            .in_git()
            .settings("STATICFILES_DIRS = [BASE_DIR / \"assets\"]\n")
    };
    let planned = site("3.2.25").planned();
    assert_eq!(planned.text("assets/.gitkeep"), "");
    let later = site("4.0.10").planned();
    assert!(!later.files.contains_key("assets/.gitkeep"));
    let ignored = site("3.2.25").untracked("assets/site.css", "");
    assert_eq!(ignored.planned().text("assets/.gitkeep"), "");
    let built = site("3.2.25").file("package.json", "{\"scripts\": {\"build\": \"x\"}}");
    assert!(!built.planned().files.contains_key("assets/.gitkeep"));
}
