//! Settings that are a class of django-configurations.

use crate::site::Site;

const MANAGE_PY: &str = "\
import os
import sys

if __name__ == '__main__':
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')
    os.environ.setdefault('DJANGO_CONFIGURATION', 'Gallery')
    from configurations.management import execute_from_command_line
    execute_from_command_line(sys.argv)
";

const SETTINGS: &str = "\
from pathlib import Path

from configurations import Configuration

BASE_DIR = Path(__file__).resolve().parent.parent


class Gallery(Configuration):
    SECRET_KEY = 'not-a-secret'

    DEBUG = True

    ALLOWED_HOSTS = []

    INSTALLED_APPS = [
        'django.contrib.admin',
        'django.contrib.staticfiles',
    ]

    MIDDLEWARE = [
        'django.middleware.security.SecurityMiddleware',
        'django.middleware.csrf.CsrfViewMiddleware',
        'django.middleware.clickjacking.XFrameOptionsMiddleware',
    ]

    ROOT_URLCONF = 'gallery.urls'

    DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'db.sqlite3'}}

    STATIC_URL = 'static/'
";

const WSGI: &str = "\
import os

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')
os.environ.setdefault('DJANGO_CONFIGURATION', 'Live')

from configurations.wsgi import get_wsgi_application

application = get_wsgi_application()
";

fn site() -> Site {
    Site::new()
        .file("manage.py", MANAGE_PY)
        .file("gallery/settings.py", SETTINGS)
        .file(
            "requirements.txt",
            "Django==5.2.8\ndjango-configurations==2.5.1\n",
        )
}

#[test]
fn the_settings_of_a_class_are_changed_in_its_body_and_nothing_is_put_behind_it() {
    let planned = site().planned();
    let settings = planned.text("gallery/settings.py");
    let (_, body) = settings
        .split_once("class Gallery(Configuration):\n")
        .unwrap();
    for line in body.lines().filter(|line| !line.is_empty()) {
        assert!(line.starts_with("    "), "{line}\n{settings}");
    }
    for line in [
        "    SECRET_KEY = os.environ['DJANGO_SECRET_KEY'] if IS_HEROKU_APP else 'not-a-secret'\n",
        "        ALLOWED_HOSTS = ['.herokuapp.com']\n",
        "        'whitenoise.middleware.WhiteNoiseMiddleware',\n",
        "        DATABASES['default'] = dj_database_url.config(\n",
        "    STATIC_ROOT = BASE_DIR / 'staticfiles'\n",
        "        SECURE_SSL_REDIRECT = True\n",
    ] {
        assert!(body.contains(line), "{line}\n{settings}");
    }
    assert!(planned.plan.by_hand.is_empty());
}

#[test]
fn a_class_that_another_file_defines_is_changed_in_that_file() {
    let imported = "from gallery.base import Gallery\n";
    let planned = site()
        .file("gallery/base.py", SETTINGS)
        .file("gallery/settings.py", imported)
        .planned();
    assert_eq!(planned.text("gallery/settings.py"), imported);
    let base = planned.text("gallery/base.py");
    let (module, class) = base.split_once("class Gallery(Configuration):\n").unwrap();
    assert_eq!(module.matches("IS_HEROKU_APP =").count(), 1, "{base}");
    assert!(class.contains("SECURE_SSL_REDIRECT = True\n"), "{base}");
    assert!(planned.plan.by_hand.is_empty());
}

#[test]
fn what_only_production_has_goes_into_its_class_wherever_that_is_written() {
    let live = "from .base import Gallery\n\n\nclass Live(Gallery):\n    DEBUG = False\n";
    let modules = "from .base import Gallery\nfrom .live import Live as Deployed\n";
    let planned = site()
        .file("gallery/settings/base.py", SETTINGS)
        .file("gallery/settings/live.py", live)
        .file("gallery/settings/__init__.py", modules)
        .without_file("gallery/settings.py")
        .own("gallery/wsgi.py", WSGI.replace("'Live'", "'Deployed'"))
        .planned();
    let live = planned.text("gallery/settings/live.py");
    let (_, class) = live.split_once("class Live(Gallery):\n").unwrap();
    assert!(class.contains("SECURE_SSL_REDIRECT = True\n"), "{live}");
    let base = planned.text("gallery/settings/base.py");
    assert!(
        base.contains("'whitenoise.runserver_nostatic',\n"),
        "{base}"
    );
    assert!(!base.contains("SECURE_SSL_REDIRECT"), "{base}");
    assert_eq!(planned.text("gallery/settings/__init__.py"), modules);
    assert!(planned.plan.by_hand.is_empty());
}

#[test]
fn a_class_that_sets_itself_up_takes_what_production_has_too() {
    let setup = "    @classmethod\n    def pre_setup(cls):\n        super().pre_setup()\n";
    let planned = site()
        .file("gallery/settings.py", format!("{SETTINGS}\n{setup}"))
        .planned();
    let settings = planned.text("gallery/settings.py");
    assert!(
        settings.contains("        SECURE_SSL_REDIRECT = True\n"),
        "{settings}"
    );
}

#[test]
fn a_class_from_outside_the_repository_is_left_to_the_user() {
    let imported = "from company.settings import Gallery\n";
    let planned = site().file("gallery/settings.py", imported).planned();
    assert_eq!(planned.text("gallery/settings.py"), imported);
    assert!(!planned.by_hand("ssl-redirect").is_empty());
}

#[test]
fn the_class_of_wsgi_is_a_config_var_where_manage_py_takes_another_one() {
    let classes = format!("{SETTINGS}\n\nclass Live(Gallery):\n    DEBUG = False\n");
    let planned = site()
        .file("gallery/settings.py", classes)
        .own("gallery/wsgi.py", WSGI)
        .planned();
    let env = &planned.app_json()["env"];
    assert_eq!(env["DJANGO_CONFIGURATION"]["value"], "Live");
    let set = "heroku config:set DJANGO_CONFIGURATION=Live ";
    assert!(planned.step(set).is_some());
    let settings = planned.text("gallery/settings.py");
    let (_, live) = settings.split_once("class Live(Gallery):\n").unwrap();
    assert!(live.contains("SECURE_SSL_REDIRECT = True\n"), "{settings}");
    assert!(
        site().planned().app_json()["env"]
            .get("DJANGO_CONFIGURATION")
            .is_none()
    );
}
