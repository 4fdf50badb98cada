//! What works in the background.

use herokuify::choices::Feature;

use crate::site::Site;

#[test]
fn celery_has_a_worker_that_hands_back_its_tasks_when_it_stops() {
    let planned = Site::new().celery().planned();
    assert_eq!(
        planned.process("worker"),
        "REMAP_SIGTERM=SIGQUIT celery -A gallery worker --loglevel info \
         --concurrency ${WEB_CONCURRENCY:-2}"
    );
    assert!(!planned.text("Procfile").contains("beat"));
    assert_eq!(
        planned.step("heroku ps:scale"),
        Some("heroku ps:scale worker=1 -a gallery-app")
    );
    assert_eq!(planned.app_json()["formation"]["worker"]["quantity"], 1);
}

#[test]
fn a_timetable_has_a_process_of_its_own() {
    let timetable = "CELERY_BEAT_SCHEDULE = {\"nightly\": {\"task\": \"x\", \"schedule\": 60}}\n";
    let planned = Site::below("backend/")
        .celery()
        .settings(timetable)
        .planned();
    assert_eq!(
        planned.process("beat"),
        "cd backend && celery -A gallery beat --loglevel info"
    );
    assert_eq!(
        planned.step("heroku ps:scale"),
        Some("heroku ps:scale worker=1 beat=1 -a gallery-app")
    );
    let stored = Site::new().celery().app("django_celery_beat").planned();
    assert!(
        stored
            .process("beat")
            .ends_with("--scheduler django_celery_beat.schedulers:DatabaseScheduler")
    );
}

#[test]
fn a_celery_line_that_is_there_is_kept() {
    let line = "jobs: celery -A gallery worker -B -l info";
    let procfile = format!("web: gunicorn gallery.wsgi\n{line}\n");
    let planned = Site::new().celery().file("Procfile", &procfile).planned();
    assert_eq!(
        planned.text("Procfile"),
        format!("{procfile}release: python manage.py migrate --noinput\n")
    );
    assert_eq!(
        planned.step("heroku ps:scale"),
        Some("heroku ps:scale jobs=1 -a gallery-app")
    );
}

#[test]
fn a_celery_line_from_the_wrong_folder_enters_the_right_one() {
    let procfile = "web: gunicorn --chdir backend gallery.wsgi\nworker: celery -A gallery worker\n";
    let planned = Site::below("backend/")
        .celery()
        .file("Procfile", procfile)
        .planned();
    assert_eq!(
        planned.process("worker"),
        "cd backend && celery -A gallery worker"
    );
}

#[test]
fn celery_is_left_out_on_request_and_where_tasks_are_done_at_once() {
    let eager = Site::new()
        .celery()
        .settings("CELERY_TASK_ALWAYS_EAGER = True\n");
    for site in [Site::new().celery().without(Feature::Celery), eager] {
        let planned = site.planned();
        assert!(!planned.text("Procfile").contains("celery"));
        assert_eq!(planned.step("heroku ps:scale"), None);
    }
}

#[test]
fn each_library_that_works_beside_the_web_has_its_worker() {
    let queues = "RQ_QUEUES = {\"default\": {}, \"mail\": {}}\n";
    for (app, command) in [
        ("django_q", "python manage.py qcluster"),
        ("huey.contrib.djhuey", "python manage.py run_huey"),
        ("django_rq", "python manage.py rqworker default mail"),
        (
            "django_dramatiq",
            "python manage.py rundramatiq --processes 1 --threads 4",
        ),
    ] {
        let planned = Site::new().app(app).settings(queues).planned();
        assert_eq!(planned.process("worker"), command);
        assert!(planned.step("heroku ps:scale worker=1").is_some(), "{app}");
    }
}
