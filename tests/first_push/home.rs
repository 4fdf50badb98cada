//! The project on its developer's computer, where nothing may change.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use crate::command::Run;
use crate::http::send;
use crate::page;
use crate::postgres::free_port;
use crate::project::Project;
use crate::server::Server;

/// Every setting, as Django itself computes it in an empty environment.
const DUMP: &str = "
import json
from django.conf import settings
print(json.dumps({name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
";

/// The settings that `init` adds or changes at home too. No developer lives on them: a flag that is
/// off, what WhiteNoise reads, and a folder that only `collectstatic` writes to.
const MAY_CHANGE: [&str; 3] = ["IS_HEROKU_APP", "STATIC_ROOT", "WHITENOISE_AUTOREFRESH"];

/// What a developer sees of a project.
#[derive(Debug)]
pub struct Home {
    settings: BTreeMap<String, String>,
}

impl Home {
    /// Looks at the project in an empty environment; its own tests must pass, `UserWarning`s as
    /// errors, so must `manage.py check`, and `runserver` must serve the static files.
    pub fn look(project: &Project) -> Self {
        let python = |arguments: &[&str]| {
            project
                .home
                .command(project.folder(), "python")
                .env("DJANGO_SETTINGS_MODULE", "mysite.settings")
                .env("PYTHONHASHSEED", "0")
                .args(["-W", "error::UserWarning"])
                .args(arguments)
                .succeeds()
        };
        python(&["manage.py", "check"]);
        python(&["manage.py", "test"]);
        the_development_server_serves_static_files(project);
        let settings = serde_json::from_str(&python(&["-c", DUMP])).unwrap();
        Self { settings }
    }

    /// Fails the test where a setting that a developer lives on differs.
    pub fn assert_unchanged(&self, after: &Self) {
        let names = self.settings.keys().chain(after.settings.keys());
        for name in names.filter(|name| !MAY_CHANGE.contains(&name.as_str())) {
            let before = self.settings.get(name).cloned();
            let after = after
                .settings
                .get(name)
                .map(|value| without_whitenoise(value));
            assert_eq!(before, after, "{name} at home");
        }
    }
}

fn the_development_server_serves_static_files(project: &Project) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()));
    let mut runserver = project.home.command(project.folder(), "python");
    runserver.args(["manage.py", "runserver", "--noreload"]);
    runserver.arg(address.port().to_string());
    let log = project.folder().with_extension("log");
    let server = Server::start(runserver, address, log);
    let get = |path: &str| send(&server, "GET", path, &[("Host", "localhost")], "");
    let login = get("/admin/login/");
    assert_eq!(login.status, 200, "at home: {}", login.body);
    let assets = page::assets(&login.body);
    assert!(!assets.is_empty(), "no static files at home");
    for asset in assets {
        assert_eq!(get(asset).status, 200, "{asset} at home");
    }
    // It makes one where there is none; the tests are not about that.
    let _ = fs::remove_file(project.folder().join("db.sqlite3"));
}

/// A list without the two entries that WhiteNoise needs in it, and nothing else changed.
fn without_whitenoise(value: &str) -> String {
    value
        .replace("'whitenoise.runserver_nostatic', ", "")
        .replace("'whitenoise.middleware.WhiteNoiseMiddleware', ", "")
}
