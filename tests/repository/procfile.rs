//! The Procfile, new or as it is found.

use herokuify::choices::{Generation, Server};

use crate::site::Site;

/// The Procfile that becomes of a line; the release line is left out.
fn repaired(site: Site, procfile: &str) -> String {
    let planned = site.file("Procfile", procfile).planned();
    assert_eq!(planned.by_hand("procfile"), [] as [String; 0]);
    let lines = planned.text("Procfile").lines();
    let lines = lines.filter(|line| !line.starts_with("release:"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_application_that_the_procfile_names_and_that_is_gone_is_written() {
    let site = Site::new().file("Procfile", "web: gunicorn gallery.wsgi --log-file -\n");
    let planned = site.without_file("gallery/wsgi.py").planned();
    assert!(planned.text("gallery/wsgi.py").contains("gallery.settings"));
    assert_eq!(planned.by_hand("served-application"), [] as [String; 0]);
    // One of another name is served by the right one.
    let site = Site::new().file("Procfile", "web: gunicorn mysite.wsgi\n");
    let planned = site.without_file("gallery/wsgi.py").planned();
    assert_eq!(planned.process("web"), "gunicorn gallery.wsgi");
}

#[test]
fn a_web_line_that_works_is_kept_as_it_is() {
    for line in [
        "web: gunicorn gallery.wsgi",
        "web:   gunicorn gallery.wsgi:application --workers 3 --bind 0.0.0.0:$PORT ",
        "web: gunicorn --bind \"0.0.0.0:${PORT}\" gallery.wsgi --log-file=-",
        "web: gunicorn -c conf.py gallery.wsgi",
        "web: newrelic-admin run-program gunicorn gallery.wsgi",
        "web: waitress-serve --port=$PORT gallery.wsgi:application",
        "web: bin/start-nginx gunicorn --bind unix:/tmp/nginx.socket gallery.wsgi",
        "web: sh ./start.sh",
        "web: uwsgi uwsgi.ini",
        "web: python manage.py migrate && gunicorn gallery.wsgi",
    ] {
        let site = Site::new().file("conf.py", "workers = 2\n");
        let lines = repaired(site, &format!("{line}\n"));
        assert_eq!(lines, line);
    }
}

#[test]
fn a_web_line_that_cannot_work_is_repaired_where_it_is_wrong() {
    for (line, expected) in [
        (
            "web: python manage.py runserver 0.0.0.0:$PORT",
            "web: gunicorn gallery.wsgi --log-file -",
        ),
        (
            "web: python manage.py migrate && python manage.py runserver",
            "web: python manage.py migrate && gunicorn gallery.wsgi --log-file -",
        ),
        (
            "web: gunicorn gallery.wsgi --bind 0.0.0.0:8000 --workers 3",
            "web: gunicorn gallery.wsgi --bind 0.0.0.0:$PORT --workers 3",
        ),
        (
            "web: gunicorn -b127.0.0.1:$PORT gallery.wsgi",
            "web: gunicorn -b0.0.0.0:$PORT gallery.wsgi",
        ),
        (
            "web: uv run --no-sync gunicorn gallery.wsgi",
            "web: gunicorn gallery.wsgi",
        ),
        (
            "web: poetry run gunicorn gallery.wsgi",
            "web: gunicorn gallery.wsgi",
        ),
        (
            "web: gunicorn mysite.wsgi --log-file -",
            "web: gunicorn gallery.wsgi --log-file -",
        ),
        (
            "web: gunicorn gallery.wsgi:app",
            "web: gunicorn gallery.wsgi",
        ),
        (
            "web: gunicorn -k eventlet gallery.wsgi",
            "web: gunicorn -k gthread gallery.wsgi",
        ),
        (
            "web: gunicorn --config gunicorn_config.py gallery.wsgi",
            "web: gunicorn gallery.wsgi",
        ),
        (
            "web: gunicorn gallery.wsgi -c=etc/gunicorn.py",
            "web: gunicorn gallery.wsgi",
        ),
        (
            "web: uv run gunicorn -b :80 nothing.wsgi",
            "web: gunicorn -b 0.0.0.0:$PORT gallery.wsgi",
        ),
        ("web : gunicorn gallery.wsgi", "web: gunicorn gallery.wsgi"),
        ("Web: gunicorn gallery.wsgi", "web: gunicorn gallery.wsgi"),
        ("web gunicorn gallery.wsgi", "web: gunicorn gallery.wsgi"),
        (
            "web: gunicorn gallery.wsgi\nweb: python manage.py runserver",
            "web: gunicorn gallery.wsgi",
        ),
        (
            "web: waitress-serve --port=8000 gallery.wsgi:application",
            "web: waitress-serve --port=$PORT gallery.wsgi:application",
        ),
    ] {
        assert_eq!(repaired(Site::new(), line), expected, "{line}");
    }
}

#[test]
fn a_configuration_of_gunicorns_that_is_there_is_kept() {
    let site = || Site::new().file("etc/gunicorn.py", "workers = 2\n");
    for line in [
        "web: gunicorn -c etc/gunicorn.py gallery.wsgi",
        "web: gunicorn --config python:gallery.gunicorn gallery.wsgi",
        "web: gunicorn --config $CONFIG gallery.wsgi",
    ] {
        assert_eq!(repaired(site(), line), line);
    }
}

#[test]
fn a_port_that_gunicorns_configuration_fixes_is_told_anew() {
    let by_env = "import os\n\nport = os.environ.get('PORT', '8000')\n";
    for (configuration, is_told) in [
        ("bind = '0.0.0.0:8080'\n".to_owned(), true),
        (
            "bind = ['127.0.0.1:8080', 'unix:/run/shop.sock']\n".to_owned(),
            false,
        ),
        ("bind = ['127.0.0.1:8080', '[::1]:8080']\n".to_owned(), true),
        (format!("{by_env}bind = f'127.0.0.1:{{port}}'\n"), true),
        (format!("{by_env}bind = '0.0.0.0:' + port\n"), false),
        (format!("{by_env}bind = unknown(port)\n"), false),
        (
            "import os\n\nif 'DYNO' not in os.environ:\n    bind = ':8080'\n".to_owned(),
            false,
        ),
        ("workers = 2\n".to_owned(), false),
    ] {
        let told = if is_told { " --bind 0.0.0.0:$PORT" } else { "" };
        let site = || Site::new().file("gunicorn.conf.py", configuration.clone());
        assert_eq!(
            repaired(site(), "web: gunicorn gallery.wsgi"),
            format!("web: gunicorn{told} gallery.wsgi"),
            "{configuration}"
        );
        assert_eq!(
            site().planned().process("web"),
            format!("gunicorn{told} gallery.wsgi --log-file -"),
            "{configuration}"
        );
    }
    let site = Site::new().file("etc/gunicorn.py", "bind = ':80'\n");
    assert_eq!(
        repaired(site, "web: gunicorn -c etc/gunicorn.py gallery.wsgi"),
        "web: gunicorn --bind 0.0.0.0:$PORT -c etc/gunicorn.py gallery.wsgi"
    );
}

#[test]
fn a_line_that_does_not_enter_the_projects_folder_does_so_afterwards() {
    for (line, expected) in [
        (
            "web: gunicorn gallery.wsgi",
            "web: gunicorn --chdir backend gallery.wsgi",
        ),
        (
            "web: gunicorn --chdir src gallery.wsgi",
            "web: gunicorn --chdir backend gallery.wsgi",
        ),
        (
            "web: cd backend && gunicorn gallery.wsgi",
            "web: cd backend && gunicorn gallery.wsgi",
        ),
        (
            "web: gunicorn --pythonpath backend gallery.wsgi",
            "web: gunicorn --pythonpath backend gallery.wsgi",
        ),
        (
            "web: cd backend && python manage.py runserver",
            "web: cd backend && gunicorn gallery.wsgi --log-file -",
        ),
        (
            "web: gunicorn --chdir backend gallery.wsgi\njob: python manage.py job",
            "web: gunicorn --chdir backend gallery.wsgi\njob: cd backend && python manage.py job",
        ),
        (
            "web: gunicorn --chdir backend gallery.wsgi\njob: python backend/manage.py job",
            "web: gunicorn --chdir backend gallery.wsgi\njob: python backend/manage.py job",
        ),
    ] {
        let lines = repaired(Site::below("backend/"), line);
        assert_eq!(lines, expected, "{line}");
    }
}

#[test]
fn an_asgi_line_is_repaired_where_it_is_wrong() {
    for (line, expected) in [
        (
            "web: daphne gallery.asgi:application",
            "web: daphne --bind 0.0.0.0 --port $PORT gallery.asgi:application",
        ),
        (
            "web: daphne -p 8001 -b 127.0.0.1 gallery.asgi:application",
            "web: daphne -p $PORT -b 0.0.0.0 gallery.asgi:application",
        ),
        (
            "web: uvicorn gallery.asgi:application --host 0.0.0.0 --port ${PORT:-8000}",
            "web: uvicorn gallery.asgi:application --host 0.0.0.0 --port ${PORT:-8000}",
        ),
        (
            "web: uvicorn gallery.asgi:app --host=0.0.0.0 --port=$PORT",
            "web: uvicorn gallery.asgi:application --host=0.0.0.0 --port=$PORT",
        ),
        (
            "web: hypercorn gallery.asgi:application",
            "web: hypercorn --bind 0.0.0.0:$PORT gallery.asgi:application",
        ),
        (
            "web: gunicorn gallery.asgi:application",
            "web: gunicorn --worker-class uvicorn_worker.UvicornWorker gallery.asgi:application",
        ),
        (
            "web: daphne -b 0.0.0.0 -p $PORT gallery.wsgi:application",
            "web: daphne -b 0.0.0.0 -p $PORT gallery.asgi:application",
        ),
        (
            "web: python manage.py runserver 0.0.0.0:$PORT",
            "web: daphne -b 0.0.0.0 -p $PORT gallery.asgi:application",
        ),
    ] {
        let lines = repaired(Site::new().channels(), line);
        assert_eq!(lines, expected, "{line}");
    }
}

#[test]
fn everything_else_in_a_procfile_stays_byte_for_byte() {
    let before =
        "# ours\r\n\r\nweb: gunicorn -b :8000 gallery.wsgi\r\nshell: python  x.py  \r\n# end";
    let planned = Site::new().file("Procfile", before).planned();
    assert_eq!(
        planned.text("Procfile"),
        "# ours\r\n\r\nweb: gunicorn -b 0.0.0.0:$PORT gallery.wsgi\r\nshell: python  x.py  \r\n# end\r\n\
         release: python manage.py migrate --noinput\r\n"
    );
}

#[test]
fn a_procfile_of_another_name_or_encoding_becomes_one_that_heroku_reads() {
    let line = "web: gunicorn gallery.wsgi\n";
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(line.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let with_bom = format!("\u{feff}{line}").into_bytes();
    for (name, bytes) in [
        ("procfile", line.as_bytes().to_vec()),
        ("Procfile.txt", line.as_bytes().to_vec()),
        ("Procfile", utf16),
        ("Procfile", with_bom),
    ] {
        let planned = Site::new().file(name, bytes).planned();
        assert!(planned.text("Procfile").starts_with(line), "{name}");
        assert_eq!(planned.files.contains_key(name), name == "Procfile");
    }
}

#[test]
fn a_new_procfile_enters_the_projects_folder() {
    let planned = Site::below("apps/web/").planned();
    assert_eq!(
        planned.text("Procfile"),
        "release: cd apps/web && python manage.py migrate --noinput\n\
         web: gunicorn --chdir apps/web gallery.wsgi --log-file -\n"
    );
}

#[test]
fn each_server_is_bound_and_installed_as_it_has_to_be() {
    for (server, generation, command, package) in [
        (
            Server::Gunicorn,
            Generation::Cedar,
            "gunicorn --worker-class uvicorn_worker.UvicornWorker gallery.asgi --log-file -",
            "uvicorn-worker==",
        ),
        (
            Server::Uvicorn,
            Generation::Cedar,
            "uvicorn --host 0.0.0.0 --port $PORT gallery.asgi:application",
            "uvicorn[standard]==",
        ),
        (
            Server::Daphne,
            Generation::Fir,
            "daphne -b :: -p $PORT gallery.asgi:application",
            "daphne==",
        ),
    ] {
        let site = Site::new().channels().generation(generation);
        let planned = site.server(server).planned();
        assert_eq!(planned.process("web"), command);
        let requirements = planned.text("requirements.txt");
        assert!(requirements.contains(package), "{requirements}");
        assert_eq!(
            requirements.contains("gunicorn=="),
            server == Server::Gunicorn,
            "{requirements}"
        );
    }
}

#[test]
fn channels_is_served_by_its_own_server_and_keeps_no_connection() {
    let planned = Site::new().channels().planned();
    assert_eq!(
        planned.process("web"),
        "daphne -b 0.0.0.0 -p $PORT gallery.asgi:application"
    );
    let settings = planned.text("gallery/settings.py");
    assert!(settings.contains("conn_max_age=0,"), "{settings}");
}

#[test]
fn a_server_that_is_asked_for_takes_the_place_of_another() {
    let site = Site::new()
        .channels()
        .file("Procfile", "web: gunicorn gallery.wsgi\n");
    let planned = site.server(Server::Uvicorn).planned();
    assert!(planned.process("web").starts_with("uvicorn "));
}

#[test]
fn an_asgi_py_alone_does_not_make_a_site_asynchronous() {
    let asgi = "application = get_asgi_application()\n";
    let planned = Site::new().own("gallery/asgi.py", asgi).planned();
    assert!(planned.process("web").starts_with("gunicorn gallery.wsgi"));
}

#[test]
fn an_application_of_another_name_is_served_by_that_name() {
    let site = Site::new().own("gallery/wsgi.py", "app = get_wsgi_application()\n");
    let planned = site.planned();
    assert_eq!(
        planned.process("web"),
        "gunicorn gallery.wsgi:app --log-file -"
    );
}

#[test]
fn a_cache_in_the_database_has_its_table_made() {
    let caches = "CACHES = {\"default\": {\"BACKEND\": \
                  \"django.core.cache.backends.db.DatabaseCache\", \"LOCATION\": \"cache\"}}\n";
    let planned = Site::below("backend/").settings(caches).planned();
    assert_eq!(
        planned.process("release"),
        "cd backend && python manage.py migrate --noinput && python manage.py createcachetable"
    );
}
