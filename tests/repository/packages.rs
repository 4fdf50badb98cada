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
