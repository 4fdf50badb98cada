//! A site that talks over websockets.

use std::fs;
use std::path::Path;

use crate::project::edit;

const ASGI: &str = "\
import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')
pages = get_asgi_application()

from talk.consumers import Echo

rooms = URLRouter([path('echo/', Echo.as_asgi())])
application = ProtocolTypeRouter({
    'http': pages,
    'websocket': AllowedHostsOriginValidator(rooms),
})
";

const CONSUMERS: &str = "\
from channels.generic.websocket import WebsocketConsumer


class Echo(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        self.send(text_data='echo of ' + text_data)
";

/// Where a websocket is answered.
pub const PATH: &str = "/echo/";

/// Adds the site's own code to a stock project; `app` is the first of the installed apps.
pub fn add(folder: &Path, app: &str) {
    fs::create_dir(folder.join("talk")).unwrap();
    fs::write(folder.join("talk/__init__.py"), "").unwrap();
    fs::write(folder.join("talk/consumers.py"), CONSUMERS).unwrap();
    fs::write(folder.join("mysite/asgi.py"), ASGI).unwrap();
    edit(&folder.join("mysite/settings.py"), |settings| {
        let apps = "INSTALLED_APPS = [\n";
        assert!(settings.contains(apps), "an unusual startproject");
        settings.replace(apps, &format!("{apps}    '{app}',\n"))
            + "\nASGI_APPLICATION = 'mysite.asgi.application'\n"
    });
}
