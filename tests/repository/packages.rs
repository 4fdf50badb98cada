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
fn an_app_whose_package_stands_in_a_file_for_development_alone_is_said() {
    let site = |production: &str| {
        Site::new()
            .app("taggit")
            .file("requirements.txt", "-r requirements/production.txt\n")
            .file("requirements/production.txt", production)
            .file(
                "requirements/dev.txt",
                "-r production.txt\ndjango-taggit==6.1.0\n",
            )
    };
    let message = "INSTALLED_APPS lists `taggit`, and nothing installs `django-taggit` on Heroku";
    let lacking = site("Django==5.2.8\n").planned();
    assert_eq!(lacking.by_hand("installed-apps"), [message]);
    let there = site("Django==5.2.8\ndjango-taggit==6.1.0\n").planned();
    assert_eq!(there.by_hand("installed-apps"), [""; 0]);
}
