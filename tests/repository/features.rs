//! What is added on request, or because the project shows that it has it.

use herokuify::choices::Feature;

use crate::site::{Planned, Site};

/// The lines that only Heroku runs.
fn on_heroku(planned: &Planned) -> &str {
    let settings = planned.text("gallery/settings.py");
    settings
        .rsplit_once("if IS_HEROKU_APP:\n")
        .map_or("", |(_, block)| block)
}

#[track_caller]
fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn uploads_to_cloudinary_ask_for_its_account_where_the_settings_do_not_say_it() {
    let storage = "DEFAULT_FILE_STORAGE = \"cloudinary_storage.storage.MediaCloudinaryStorage\"\n";
    let site = || {
        Site::new()
            .app("cloudinary_storage")
            .settings(storage)
            .file(
                "requirements.txt",
                "Django==4.2.16\ndjango-cloudinary-storage==0.3.0\n",
            )
    };
    let env = |site: Site| site.planned().app_json()["env"].clone();
    assert_eq!(env(site())["CLOUDINARY_URL"]["required"], false);
    let account = "{\"CLOUD_NAME\": \"a\", \"API_KEY\": \"b\", \"API_SECRET\": \"c\"}";
    let said = site().settings(&format!("CLOUDINARY_STORAGE = {account}\n"));
    assert!(env(said).get("CLOUDINARY_URL").is_none());
}

#[test]
fn celery_is_sent_to_herokus_redis_and_stays_at_home_where_it_was() {
    let results = "CELERY_RESULT_BACKEND = \"redis://localhost:6379/0\"\n";
    let planned = Site::new().celery().settings(results).planned();
    let settings = planned.text("gallery/settings.py");
    assert_has(
        settings,
        &["\nCELERY_BROKER_URL = \"redis://localhost:6379/0\"\n"],
    );
    assert_has(
        on_heroku(&planned),
        &[
            "    REDIS_URL = os.environ.get(\"REDIS_URL\", \"redis://localhost:6379\")\n",
            "        REDIS_URL += \"?ssl_cert_reqs=none\"\n",
            "    CELERY_BROKER_URL = REDIS_URL\n",
            "    CELERY_RESULT_BACKEND = REDIS_URL\n",
        ],
    );
    let addons = planned.app_json()["addons"].to_string();
    assert_has(&addons, &["heroku-postgresql:", "heroku-redis:mini"]);
    let step = planned.step("heroku addons:create heroku-redis:mini --wait");
    assert!(step.is_some());
}

#[test]
fn what_reads_redis_url_but_checks_its_certificate_no_longer_does() {
    let settings = "import os\nCELERY_BROKER_URL = os.environ.get(\"REDIS_URL\", \
                    \"redis://localhost\")\n";
    let planned = Site::new().celery().settings(settings).planned();
    assert_has(
        on_heroku(&planned),
        &["    CELERY_BROKER_URL = REDIS_URL\n"],
    );
    let option = "CELERY_BROKER_USE_SSL = {\"ssl_cert_reqs\": None}\n";
    let right = Site::new().celery().settings(settings).settings(option);
    let planned = right.planned();
    assert!(
        !on_heroku(&planned).contains("CELERY"),
        "it is right already"
    );
}

#[test]
fn everything_that_talks_to_redis_is_sent_there() {
    for (settings, expected) in [
        (
            "CACHES = {\"default\": {\"BACKEND\": \"django.core.cache.backends.redis.RedisCache\", \
             \"LOCATION\": \"redis://127.0.0.1:6379\"}}\n",
            "CACHES[\"default\"][\"LOCATION\"] = REDIS_URL",
        ),
        (
            "CHANNEL_LAYERS = {\"default\": {\"BACKEND\": \"channels_redis.core.RedisChannelLayer\", \
             \"CONFIG\": {\"hosts\": [(\"127.0.0.1\", 6379)]}}}\n",
            "CHANNEL_LAYERS[\"default\"][\"CONFIG\"][\"hosts\"] = [REDIS_URL]",
        ),
        (
            "RQ_QUEUES = {\"default\": {\"HOST\": \"localhost\", \"PORT\": 6379}}\n",
            "RQ_QUEUES[\"default\"][\"URL\"] = REDIS_URL",
        ),
        (
            "Q_CLUSTER = {\"name\": \"g\", \"redis\": {\"host\": \"redis\", \"port\": 6379}}\n",
            "Q_CLUSTER[\"redis\"] = REDIS_URL",
        ),
        (
            "HUEY = {\"connection\": {\"host\": \"localhost\"}}\n",
            "HUEY[\"connection\"] = {\"url\": REDIS_URL}",
        ),
    ] {
        let planned = Site::new().settings(settings).planned();
        assert_has(on_heroku(&planned), &[expected]);
    }
}

#[test]
fn redis_of_somebody_else_stays_theirs() {
    let settings = "CACHES = {\"default\": {\"BACKEND\": \"django_redis.cache.RedisCache\", \
                    \"LOCATION\": \"redis://cache.gallery.example:6379\"}}\n";
    let planned = Site::new().settings(settings).planned();
    assert!(!on_heroku(&planned).contains("REDIS_URL"));
    assert!(!planned.text("app.json").contains("heroku-redis"));
}

#[test]
fn redis_on_request_becomes_the_cache() {
    let planned = Site::new().with(Feature::Redis).planned();
    assert_has(
        on_heroku(&planned),
        &["CACHES = {\"default\": {\"BACKEND\": \"django.core.cache.backends.redis.RedisCache\""],
    );
    assert_has(planned.text("requirements.txt"), &["redis=="]);
}

#[test]
fn a_broker_that_no_dyno_reaches_is_said_and_replaced_on_request() {
    let rabbit = "CELERY_BROKER_URL = \"amqp://guest@localhost//\"\n";
    for (settings, message) in [
        (
            rabbit,
            "CELERY_BROKER_URL is a RabbitMQ on this computer, which no dyno has",
        ),
        (
            "del CELERY_BROKER_URL\n",
            "Celery has no broker but the RabbitMQ that a dyno has not",
        ),
    ] {
        let site = || Site::new().celery().settings(settings);
        let planned = site().planned();
        assert_eq!(planned.by_hand("celery-broker"), [message]);
        let planned = site().with(Feature::Redis).planned();
        assert_eq!(planned.by_hand("celery-broker"), [] as [String; 0]);
        assert_has(
            on_heroku(&planned),
            &["    CELERY_BROKER_URL = REDIS_URL\n"],
        );
    }
    let theirs = "CELERY_BROKER_URL = \"amqps://u@rabbit.gallery.example/v\"\n";
    let planned = Site::new().celery().settings(theirs).planned();
    assert_eq!(planned.by_hand("celery-broker"), [] as [String; 0]);
}

#[test]
fn redis_is_left_out_on_request() {
    let planned = Site::new().celery().without(Feature::Redis).planned();
    assert!(!on_heroku(&planned).contains("REDIS_URL"));
    assert!(!planned.text("app.json").contains("heroku-redis"));
}

#[test]
fn celerys_redis_is_not_required_a_second_time() {
    let planned = Site::new().celery().planned();
    assert!(!planned.text("requirements.txt").contains("\nredis=="));
    let plain = "Django==5.2.8\ncelery==5.6.0\n";
    let planned = Site::new()
        .celery()
        .file("requirements.txt", plain)
        .planned();
    assert_has(planned.text("requirements.txt"), &["\nredis=="]);
}

#[test]
fn uploads_go_to_a_bucket_on_request_and_to_the_disk_at_home() {
    let media = "MEDIA_ROOT = BASE_DIR / \"media\"\nMEDIA_URL = \"media/\"\n";
    let planned = Site::new().settings(media).with(Feature::S3).planned();
    assert_has(
        on_heroku(&planned),
        &[
            "    AWS_STORAGE_BUCKET_NAME = os.environ[\"AWS_STORAGE_BUCKET_NAME\"]\n",
            "    STORAGES[\"default\"] = {\"BACKEND\": \"storages.backends.s3.S3Storage\"}\n",
        ],
    );
    assert_has(planned.text("requirements.txt"), &["django-storages[s3]=="]);
    let vars = &planned.plan.config_vars;
    let required = |name: &str| vars.iter().any(|var| var.name == name && var.required);
    assert!(required("AWS_STORAGE_BUCKET_NAME") && required("AWS_SECRET_ACCESS_KEY"));
}

#[test]
fn uploads_that_a_dyno_loses_are_said() {
    let media = "MEDIA_ROOT = BASE_DIR / \"media\"\n";
    let planned = Site::new().settings(media).planned();
    let mut notes = planned.plan.notes.iter();
    assert!(notes.any(|(rule, _)| rule.name == "media-storage"));
    let planned = Site::new().planned();
    let mut notes = planned.plan.notes.iter();
    assert!(!notes.any(|(rule, _)| rule.name == "media-storage"));
}

#[test]
fn an_older_django_takes_the_older_storage_setting() {
    let requirements = "Django==3.2.25\n";
    let site = Site::new().file("requirements.txt", requirements);
    let planned = site.with(Feature::S3).planned();
    assert_has(
        on_heroku(&planned),
        &["DEFAULT_FILE_STORAGE = \"storages.backends.s3boto3.S3Boto3Storage\""],
    );
}

#[test]
fn mail_has_a_server_on_request() {
    let console = "EMAIL_BACKEND = \"django.core.mail.backends.console.EmailBackend\"\n";
    for site in [Site::new(), Site::new().settings(console)] {
        let planned = site.with(Feature::Email).planned();
        assert_has(
            on_heroku(&planned),
            &[
                "    EMAIL_BACKEND = \"django.core.mail.backends.smtp.EmailBackend\"\n",
                "    EMAIL_HOST = os.environ.get(\"EMAIL_HOST\", \"localhost\")\n",
            ],
        );
    }
    let theirs = "EMAIL_BACKEND = \"anymail.backends.mailgun.EmailBackend\"\n";
    let planned = Site::new().settings(theirs).with(Feature::Email).planned();
    assert!(!on_heroku(&planned).contains("EMAIL"));
    assert!(!on_heroku(&Site::new().planned()).contains("EMAIL"));
}

#[test]
fn memcachier_becomes_the_cache_on_request() {
    let planned = Site::new().with(Feature::Memcachier).planned();
    assert_has(
        on_heroku(&planned),
        &["\"BACKEND\": \"django_bmemcached.memcached.BMemcached\""],
    );
    assert_has(planned.text("requirements.txt"), &["django-bmemcached=="]);
    assert_has(planned.text("app.json"), &["memcachier:dev"]);
}

#[test]
fn what_celery_and_wsgi_read_is_a_config_var() {
    let planned = Site::new()
        .celery()
        .own(
            "gallery/celery.py",
            "import os\nfrom celery import Celery\napp = Celery('gallery')\n\
             app.config_from_object('django.conf:settings', namespace='CELERY')\n\
             app.conf.worker_name = os.environ['WORKER_NAME']\n",
        )
        .own(
            "gallery/wsgi.py",
            "import os\nMODE = os.environ.get('SERVING_MODE', 'x')\napplication = make(MODE)\n",
        )
        .planned();
    let vars = &planned.plan.config_vars;
    let find = |name: &str| vars.iter().find(|var| var.name == name).unwrap();
    let worker = find("WORKER_NAME");
    assert!(worker.required);
    assert_eq!(worker.sources[0].path.as_str(), "gallery/celery.py");
    assert_eq!(worker.sources[0].line, Some(5));
    assert!(!find("SERVING_MODE").required);
}

/// What a rule tells without anything to do.
fn notes(planned: &Planned, rule: &str) -> Vec<String> {
    let told = planned.plan.notes.iter();
    told.filter(|(found, _)| found.name == rule)
        .map(|(_, finding)| finding.message.clone())
        .collect()
}

#[test]
fn celery_that_is_asked_for_and_not_there_is_said_with_the_files_that_it_takes() {
    let planned = Site::below("backend/").with(Feature::Celery).planned();
    assert_eq!(
        planned.by_hand("features"),
        ["`--with celery` starts no worker: nothing in the project makes a Celery app"]
    );
    let code = planned.snippet("features").unwrap_or_default();
    let parts = [
        "# backend/gallery/celery.py\nimport os\n",
        "app = Celery(\"gallery\")\n",
        "# backend/gallery/__init__.py\nfrom .celery import app as celery_app\n",
    ];
    assert_has(code, &parts);
    let there = Site::new().celery().with(Feature::Celery).planned();
    assert_eq!(there.by_hand("features"), [] as [String; 0]);
}

#[test]
fn a_feature_that_is_asked_for_and_changes_nothing_says_why() {
    let storage = "STORAGES = {\"default\": {\"BACKEND\": \
                   \"storages.backends.gcloud.GoogleCloudStorage\"}, \"staticfiles\": \
                   {\"BACKEND\": \"django.contrib.staticfiles.storage.StaticFilesStorage\"}}\n";
    let cache = "CACHES = {\"default\": {\"BACKEND\": \
                 \"django.core.cache.backends.filebased.FileBasedCache\"}}\n";
    let mail = "EMAIL_BACKEND = \"anymail.backends.mailgun.EmailBackend\"\n";
    for (feature, settings, expected) in [
        (
            Feature::Redis,
            cache,
            "`--with redis` changes nothing: the cache is \
             `django.core.cache.backends.filebased.FileBasedCache`, and stays",
        ),
        (
            Feature::Email,
            mail,
            "`--with email` changes nothing: what sends mail is \
             `anymail.backends.mailgun.EmailBackend`, and stays",
        ),
        (
            Feature::S3,
            storage,
            "`--with s3` changes nothing: the storage of uploads is \
             `storages.backends.gcloud.GoogleCloudStorage`, and stays",
        ),
    ] {
        let planned = Site::new().settings(settings).with(feature).planned();
        assert_eq!(notes(&planned, "features"), [expected]);
        let planned = Site::new().with(feature).planned();
        assert_eq!(
            notes(&planned, "features"),
            [] as [String; 0],
            "{feature:?}"
        );
    }
    let planned = Site::new()
        .settings(cache)
        .with(Feature::Memcachier)
        .planned();
    assert_eq!(notes(&planned, "features"), [] as [String; 0]);
}

#[test]
fn an_extension_that_tables_need_and_no_migration_makes_is_made_before_the_push() {
    let embeds = "import pgvector.django\n\nfield = pgvector.django.VectorField(dimensions=3)\n";
    let site = |migration: &str| {
        Site::new()
            .app("prints")
            .file("prints/migrations/0001_initial.py", migration)
            .file("requirements.txt", "Django==5.2.8\npgvector==0.4.1\n")
    };
    let made = "heroku pg:psql -c 'CREATE EXTENSION IF NOT EXISTS vector' -a gallery-app";
    let planned = site(embeds).planned();
    let commands: Vec<&str> = planned
        .plan
        .next_steps
        .iter()
        .map(|step| step.command.as_str())
        .collect();
    let at = |begin: &str| commands.iter().position(|it| it.starts_with(begin));
    assert!(at("heroku addons:create") < at(made), "{commands:?}");
    assert!(at(made) < at("git push heroku"), "{commands:?}");
    for makes in [
        "operations = [VectorExtension()]\n",
        "operations = [CreateExtension('vector')]\n",
        "operations = [RunSQL('CREATE EXTENSION vector')]\n",
    ] {
        let planned = site(&format!("{embeds}{makes}")).planned();
        assert_eq!(planned.step("heroku pg:psql"), None, "{makes}");
    }
    let search = site("field = SearchVectorField()\n").app("django.contrib.postgres");
    assert_eq!(search.planned().step("heroku pg:psql"), None);
    let text = site("field = CITextField()\n").app("django.contrib.postgres");
    assert!(
        text.planned()
            .step("heroku pg:psql -c 'CREATE EXTENSION IF NOT EXISTS citext'")
            .is_some()
    );
}
