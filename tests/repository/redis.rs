//! Settings of packages, and of the project's own, that lead to Redis.

use herokuify::choices::Feature;

use crate::site::{Planned, Site};

const REDIS: &str = "Django==5.2.8\nredis==6.4.0\n";

fn site(settings: &str) -> Site {
    Site::new()
        .file("requirements.txt", REDIS)
        .settings(settings)
}

fn settings_of(planned: &Planned) -> &str {
    planned.text("gallery/settings.py")
}

#[test]
fn settings_that_take_a_url_in_the_place_of_a_host_get_herokus() {
    for (app, settings, expected) in [
        (
            "constance",
            "CONSTANCE_REDIS_CONNECTION = {\"host\": \"localhost\", \"port\": 6379}\n",
            "    CONSTANCE_REDIS_CONNECTION = REDIS_URL\n",
        ),
        (
            "constance",
            "",
            "    CONSTANCE_REDIS_CONNECTION = REDIS_URL\n",
        ),
        (
            "cacheops",
            "CACHEOPS_REDIS = {\"db\": 1}\n",
            "    CACHEOPS_REDIS = REDIS_URL\n",
        ),
        (
            "defender",
            "DEFENDER_REDIS_URL = \"redis://redis:6379/1\"\n",
            "    DEFENDER_REDIS_URL = REDIS_URL\n",
        ),
        (
            "redis_sessions",
            "SESSION_ENGINE = \"redis_sessions.session\"\nSESSION_REDIS = {\"host\": \"redis\"}\n",
            "    SESSION_REDIS[\"url\"] = REDIS_URL\n",
        ),
        (
            "redis_sessions",
            "SESSION_ENGINE = \"redis_sessions.session\"\n",
            "    SESSION_REDIS = {\"url\": REDIS_URL}\n",
        ),
        (
            "django_q",
            "Q_CLUSTER = {\"name\": \"gallery\", \"workers\": 2}\n",
            "    Q_CLUSTER[\"redis\"] = REDIS_URL\n",
        ),
        (
            "huey.contrib.djhuey",
            "HUEY = {\"name\": \"gallery\"}\n",
            "    HUEY[\"connection\"] = {\"url\": REDIS_URL}\n",
        ),
    ] {
        let planned = site(settings).app(app).planned();
        let written = settings_of(&planned);
        assert!(written.contains(expected), "{settings}{written}");
        assert!(planned.text("app.json").contains("heroku-redis:mini"));
    }
}

#[test]
fn what_says_that_it_is_elsewhere_than_in_redis_stays() {
    for (app, settings) in [
        (
            "constance",
            "CONSTANCE_BACKEND = \"constance.backends.database.DatabaseBackend\"\n",
        ),
        (
            "constance",
            "CONSTANCE_REDIS_CONNECTION = {\"host\": \"redis.gallery.example\"}\n",
        ),
        ("defender", "DEFENDER_REDIS_NAME = \"default\"\n"),
        (
            "redis_sessions",
            "SESSION_REDIS = {\"host\": \"localhost\"}\n",
        ),
        (
            "django_q",
            "Q_CLUSTER = {\"name\": \"gallery\", \"orm\": \"default\"}\n",
        ),
        (
            "huey.contrib.djhuey",
            "HUEY = {\"huey_class\": \"huey.SqliteHuey\", \"name\": \"gallery\"}\n",
        ),
        (
            "gallery",
            "STORE_REDIS_URL = \"redis://redis.gallery.example:6379\"\n",
        ),
    ] {
        let planned = site(settings).app(app).planned();
        assert!(
            !settings_of(&planned).contains("REDIS_URL = os"),
            "{settings}"
        );
        assert!(
            !planned.text("app.json").contains("heroku-redis"),
            "{settings}"
        );
    }
}

#[test]
fn a_url_of_the_projects_own_code_is_herokus_where_it_has_a_client() {
    let own = "STORE_REDIS_URL = \"redis://localhost:6379/3\"\n";
    let planned = site(own).planned();
    let written = settings_of(&planned);
    assert!(
        written.contains("    STORE_REDIS_URL = REDIS_URL\n"),
        "{written}"
    );
    let without_client = Site::new().settings(own).planned();
    assert!(!settings_of(&without_client).contains("STORE_REDIS_URL = REDIS_URL"));
    let without = site(own).without(Feature::Redis).planned();
    assert!(!settings_of(&without).contains("STORE_REDIS_URL = REDIS_URL"));
}

#[test]
fn a_redis_url_that_checks_the_certificate_is_set_once() {
    let own = "import os\nREDIS_URL = os.environ.get(\"REDIS_URL\", \"redis://localhost:6379\")\n";
    let planned = site(own).planned();
    let written = settings_of(&planned);
    assert!(
        written.contains("    REDIS_URL = os.environ.get("),
        "{written}"
    );
    assert!(
        written.contains("        REDIS_URL += \"?ssl_cert_reqs=none\"\n"),
        "{written}"
    );
    assert!(!written.contains("REDIS_URL = REDIS_URL"), "{written}");
}
