//! What the site's own code needs to have installed.

use crate::site::Site;

const PRINTS: &str = "\
from django.db import models


class Print(models.Model):
    scan = models.ImageField(upload_to='scans')
";

#[test]
fn a_field_for_images_needs_pillow_wherever_an_app_has_its_models() {
    for path in ["prints/models.py", "prints/models/print.py"] {
        let site = Site::new().app("prints").file(path, PRINTS);
        let requirements = site.planned();
        let requirements = requirements.text("requirements.txt");
        assert!(requirements.contains("\npillow==13."), "{requirements}");
    }
}

#[test]
fn pillow_is_not_named_twice_and_not_where_no_model_asks_for_it() {
    let pinned = "Django==5.2.8\nPillow==11.3.0\n";
    let brought = "Django==5.2.8\nwagtail==7.1\n";
    for (requirements, models) in [
        (pinned, PRINTS),
        (brought, PRINTS),
        ("Django==5.2.8\n", "# ImageField() some day\n"),
    ] {
        let site = Site::new()
            .app("prints")
            .file("prints/models.py", models)
            .file("requirements.txt", requirements);
        let planned = site.planned();
        assert!(!planned.text("requirements.txt").contains("pillow"));
    }
}

#[test]
fn an_app_that_only_development_installs_is_installed_on_heroku_in_the_same_version() {
    let site = |production: &str| {
        Site::new()
            .app("taggit")
            .file("requirements.txt", "-r requirements/production.txt\n")
            .file("requirements/production.txt", production)
            .file(
                "requirements/dev.txt",
                "-r production.txt\ndjango-taggit==6.1.0\npytest==8.3.3\n",
            )
    };
    let lacking = site("Django>=5.2.8\n").planned();
    assert_eq!(lacking.by_hand("installed-apps"), [""; 0]);
    let written = lacking.text("requirements/production.txt");
    assert!(written.contains("\ndjango-taggit==6.1.0\n"), "{written}");
    assert!(!written.contains("pytest"), "{written}");
    let there = site("Django==5.2.8\ndjango-taggit==6.1.0\n").planned();
    let written = there.text("requirements/production.txt");
    assert_eq!(written.matches("taggit").count(), 1, "{written}");
}

#[test]
fn what_the_settings_import_and_another_file_requires_is_installed_on_heroku() {
    let import = "import sentry_sdk\n\ntry:\n    import boto3\nexcept ImportError:\n    pass\n";
    let files = [
        "Django==5.2.8\n",
        "-r requirements.txt\nboto3==1.40.1\nsentry-sdk==2.30.0\nsix==1.17.0\n",
    ];
    let planned = Site::new()
        .settings(import)
        .file("requirements.txt", files[0])
        .own("production_requirements.txt", files[1])
        .planned();
    let requirements = planned.text("requirements.txt");
    assert!(
        requirements.contains("sentry-sdk==2.30.0\n"),
        "{requirements}"
    );
    assert!(!requirements.contains("boto3"), "{requirements}");
    assert!(!requirements.contains("six"), "{requirements}");
    assert!(planned.by_hand("installed-apps").is_empty());
}

#[test]
fn what_another_group_requires_is_added_in_its_versions() {
    let group = "\n[dependency-groups]\ncontainer = [\"gunicorn>=26,<26.1\"]\n";
    let project = "[project]\nname = \"gallery\"\ndependencies = [\"Django>=5.2\"]\n";
    let pyproject = format!("{project}{group}");
    let files = [
        ("pyproject.toml", &*pyproject),
        ("uv.lock", "version = 1\n"),
    ];
    let planned = Site::new().managed(files).planned();
    let main = planned.text("pyproject.toml");
    let (main, _) = main.split_once("[dependency-groups]").unwrap();
    assert!(main.contains("\"gunicorn>=26,<26.1\""), "{main}");
}

#[test]
fn what_another_file_requires_in_a_version_that_cannot_work_is_added_in_one_that_can() {
    for (version, is_taken) in [("22.0.0", true), ("19.9.0", false)] {
        let production = format!("-r requirements.txt\ngunicorn=={version}\n");
        let planned = Site::new()
            .file("requirements.txt", "Django==5.2.8\n")
            .own("production_requirements.txt", production)
            .planned();
        let requirements = planned.text("requirements.txt");
        let line = format!("gunicorn=={version}\n");
        assert_eq!(requirements.contains(&line), is_taken, "{requirements}");
        assert_eq!(
            requirements.matches("gunicorn").count(),
            1,
            "{requirements}"
        );
    }
}

#[test]
fn an_app_that_development_installs_by_an_address_is_said() {
    let site = Site::new()
        .app("taggit")
        .file("requirements.txt", "Django==5.2.8\n")
        .file(
            "requirements/dev.txt",
            "django-taggit @ https://example.com/taggit.zip\n",
        );
    let message = "INSTALLED_APPS lists `taggit`, and nothing installs `django-taggit` on Heroku";
    assert_eq!(site.planned().by_hand("installed-apps"), [message]);
}

#[test]
fn a_file_of_nearly_the_right_name_gets_the_right_one_and_is_kept_once() {
    for name in ["req.txt", "requirement.txt", "Requirements.txt", "reqs.txt"] {
        let site = Site::new()
            .without_file("requirements.txt")
            .file(name, "Django==5.2.8\n")
            .file("requirements/dev.txt", "pytest==8.3.3\n");
        let planned = site.planned();
        let requirements = planned.text("requirements.txt");
        assert!(requirements.contains("Django==5.2.8\n"), "{requirements}");
        assert!(requirements.contains("gunicorn=="), "{requirements}");
        assert!(!requirements.contains("-r "), "{requirements}");
        assert!(!planned.files.contains_key(name), "{name}");
        assert_eq!(planned.by_hand("package-managers"), [""; 0]);
    }
}

#[test]
fn the_file_for_production_is_found_under_less_usual_names() {
    for name in [
        "product",
        "prd",
        "live",
        "server",
        "heroku",
        "deploy",
        "deployment",
    ] {
        let path = format!("requirements/{name}.txt");
        let planned = Site::new()
            .without_file("requirements.txt")
            .file("requirements/base.txt", "Django==5.2.8\n")
            .file("requirements/dev.txt", "-r base.txt\npytest==8.3.3\n")
            .file(&path, "-r base.txt\nsentry-sdk==2.30.0\n")
            .planned();
        let included = format!("-r {path}\n");
        assert_eq!(planned.text("requirements.txt"), included);
        assert!(planned.text("requirements/base.txt").contains("gunicorn=="));
    }
}
