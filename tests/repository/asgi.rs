//! The module that a server for ASGI imports.

use crate::site::{Planned, Site};

/// A consumer that asks for the user model as soon as it is imported.
const CONSUMERS: &str = "\
from channels.generic.websocket import WebsocketConsumer
from django.contrib.auth import get_user_model

User = get_user_model()


class Hall(WebsocketConsumer):
    pass
";

const ROUTING: &str = "\
from django.urls import path

from .consumers import Hall

websocket_urlpatterns = [path('hall', Hall.as_asgi())]
";

/// A site with Channels whose application is `asgi`.
fn site(asgi: &str) -> Site {
    Site::new()
        .channels()
        .own("gallery/asgi.py", asgi)
        .own("halls/__init__.py", "")
        .own("halls/routing.py", ROUTING)
        .own("halls/consumers.py", CONSUMERS)
}

#[track_caller]
fn assert_becomes(before: &str, after: &str) {
    let planned = site(before).planned();
    assert_eq!(planned.text("gallery/asgi.py"), after);
    assert_eq!(planned.by_hand("asgi"), [] as [String; 0]);
}

#[track_caller]
fn kept(site: Site, asgi: &str) -> Planned {
    let planned = site.planned();
    assert_eq!(planned.text("gallery/asgi.py"), asgi);
    planned
}

const RIGHT: &str = "\
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

application = get_asgi_application()

from halls.routing import websocket_urlpatterns

application = ProtocolTypeRouter({
    'http': application,
    'websocket': URLRouter(websocket_urlpatterns),
})
";

#[test]
fn imports_that_need_models_come_behind_what_sets_django_up() {
    assert_becomes(
        "\
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

from halls.routing import websocket_urlpatterns

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

application = ProtocolTypeRouter({
    'http': get_asgi_application(),
    'websocket': URLRouter(websocket_urlpatterns),
})
",
        "\
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

# Django has to be set up before anything is imported that needs its models.
django_asgi_app = get_asgi_application()

from halls.routing import websocket_urlpatterns  # noqa: E402

application = ProtocolTypeRouter({
    'http': django_asgi_app,
    'websocket': URLRouter(websocket_urlpatterns),
})
",
    );
}

#[test]
fn an_application_without_http_is_given_it_and_a_setup_of_its_own_is_kept() {
    assert_becomes(
        "\
import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter

from halls.consumers import Hall  # the hall
from halls.routing import websocket_urlpatterns as halls

os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"gallery.settings\")
django.setup()  # before all else

application = ProtocolTypeRouter(
    {
        \"websocket\": URLRouter(halls),
    }
)
",
        "\
import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"gallery.settings\")
django.setup()  # before all else

# Django has to be set up before anything is imported that needs its models.
from halls.consumers import Hall  # the hall
from halls.routing import websocket_urlpatterns as halls  # noqa: E402

application = ProtocolTypeRouter(
    {
        \"http\": get_asgi_application(),
        \"websocket\": URLRouter(halls),
    }
)
",
    );
}

#[test]
fn what_is_made_before_the_router_answers_http() {
    let right = RIGHT.replace("application = get", "pages = get");
    let right = right.replace("'http': application", "'http': pages");
    let before = right.replace("    'http': pages,\n", "");
    assert_becomes(&before, &right);
}

#[test]
fn an_application_that_is_right_or_never_needs_models_is_kept() {
    kept(site(RIGHT), RIGHT);
    let later = "\
class Hall:
    def connect(self):
        from django.contrib.auth.models import User
";
    let early = RIGHT
        .replace("from halls.routing import websocket_urlpatterns\n\n", "")
        .replace(
            "\nos.environ",
            "from halls.routing import websocket_urlpatterns\n\nos.environ",
        );
    let site = site(&early).own("halls/consumers.py", later);
    kept(site, &early);
}

#[test]
fn older_channels_answer_http_by_themselves() {
    let asgi = RIGHT.replace("    'http': application,\n", "");
    let site = site(&asgi).file("requirements.txt", "Django==3.2.25\nchannels==3.0.5\n");
    let planned = kept(site, &asgi);
    assert_eq!(planned.by_hand("asgi"), [] as [String; 0]);
}

#[test]
fn imports_that_cannot_be_moved_are_left_to_a_person_with_the_lines() {
    let used = "\
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

from halls.routing import websocket_urlpatterns

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

sockets = URLRouter(websocket_urlpatterns)

application = ProtocolTypeRouter({'http': get_asgi_application(), 'websocket': sockets})
";
    let planned = kept(site(used), used);
    assert_eq!(
        planned.snippet("asgi"),
        Some(
            "django_asgi_app = get_asgi_application()\n\n\
             from halls.routing import websocket_urlpatterns  # noqa: E402"
        )
    );
    let message = planned.by_hand("asgi").concat();
    assert!(message.contains("halls/consumers.py line 4"), "{message}");
}

/// As Channels' tutorials had it before Django had an asgi.py.
const NAMED_BY_THE_SETTINGS: &str = "\
from channels.routing import ProtocolTypeRouter, URLRouter

import halls.routing

application = ProtocolTypeRouter({
    'http': None,
    'websocket': URLRouter(halls.routing.websocket_urlpatterns),
})
";

const TAKEN_BY_DEFAULT: &str = "\
import os

import django
from channels.routing import get_default_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

django.setup()
application = get_default_application()
";

/// A site whose settings name the application of gallery/routing.py, with an asgi.py or without.
fn site_of_settings(asgi: Option<&str>) -> Site {
    let site = site("")
        .own("gallery/routing.py", NAMED_BY_THE_SETTINGS)
        .settings("ASGI_APPLICATION = 'gallery.routing.application'\n");
    match asgi {
        Some(asgi) => site.own("gallery/asgi.py", asgi),
        None => site.without_file("gallery/asgi.py"),
    }
}

#[test]
fn a_server_imports_what_sets_django_up_and_takes_what_the_settings_name() {
    let plain = "\
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

application = get_asgi_application()
";
    let named = |text: &str| text.replace("application = get", "site = get");
    let (of_another_name, taken_by_another_name) = (named(plain), named(TAKEN_BY_DEFAULT));
    for (before, after) in [
        (Some(plain), Some(TAKEN_BY_DEFAULT)),
        (Some(TAKEN_BY_DEFAULT), Some(TAKEN_BY_DEFAULT)),
        (Some(&of_another_name), Some(&taken_by_another_name)),
        (None, None),
    ] {
        let planned = site_of_settings(before).planned();
        let asgi = planned.text("gallery/asgi.py");
        assert!(asgi.contains(" = get_default_application()"), "{asgi}");
        if let Some(after) = after {
            assert_eq!(asgi, after);
        }
        assert_eq!(planned.text("gallery/routing.py"), NAMED_BY_THE_SETTINGS);
        let procfile = planned.text("Procfile");
        assert!(
            procfile.contains("gallery.asgi") && !procfile.contains("routing"),
            "{procfile}"
        );
        assert_eq!(planned.by_hand("asgi-entry"), [] as [String; 0]);
    }
}

#[test]
fn an_asgi_py_that_makes_another_application_is_left_to_a_person() {
    let own = "\
import os

from django.core.asgi import get_asgi_application

from gallery.shell import wrapped

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')

application = wrapped(get_asgi_application())
";
    let planned = site_of_settings(Some(own)).planned();
    assert_eq!(planned.text("gallery/asgi.py"), own);
    assert_eq!(planned.by_hand("asgi-entry").len(), 1);
}

#[test]
fn a_module_whose_import_names_the_settings_is_an_entry_point() {
    let asgi = RIGHT
        .replace("import os\n", "import gallery.boot\n")
        .replace(
            "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')\n\n",
            "",
        );
    let boot = "import os\n\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'gallery.settings')\n";
    let planned = kept(site(&asgi).own("gallery/boot.py", boot), &asgi);
    assert_eq!(planned.by_hand("asgi-entry"), [] as [String; 0]);
}
