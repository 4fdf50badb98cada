//! Deploying a container.

use herokuify::choices::{Feature, Generation};

use crate::site::Site;

#[test]
fn an_image_collects_static_files_as_on_heroku_and_runs_without_rights() {
    let planned = Site::below("backend/").with(Feature::Container).planned();
    let dockerfile = planned.text("Dockerfile");
    for line in [
        "FROM python:3.13-slim AS build",
        "COPY requirements.txt ./",
        "RUN pip install --no-cache-dir -r requirements.txt",
        "USER 1000",
        "WORKDIR /app/backend",
        "RUN export DYNO=build DJANGO_SECRET_KEY=build \
         DATABASE_URL=postgres://build:build@localhost/build \\",
        "    && python manage.py collectstatic --noinput",
        "CMD [\"sh\", \"-c\", \"gunicorn --chdir backend gallery.wsgi --log-file -\"]",
    ] {
        assert!(
            dockerfile.lines().any(|it| it == line),
            "{line}\n{dockerfile}"
        );
    }
    assert_eq!(
        planned.text("heroku.yml"),
        "setup:\n  addons:\n    - plan: heroku-postgresql:essential-0\nbuild:\n  docker:\n    \
         web: Dockerfile\nrelease:\n  image: web\n  command:\n    - \"cd backend && python manage.py \
         migrate --noinput\"\nrun:\n  web: \"gunicorn --chdir backend gallery.wsgi --log-file -\"\n"
    );
    assert!(planned.text(".dockerignore").contains("**/.env\n"));
    assert_eq!(planned.app_json()["stack"], "container");
    assert!(planned.app_json().get("buildpacks").is_none());
    assert_eq!(
        planned.step("heroku stack:set"),
        Some("heroku stack:set container -a gallery-app")
    );
}

#[test]
fn an_image_is_built_with_all_that_the_build_needs_besides() {
    let needs = |site: Site| {
        let po = "gallery/locale/de/LC_MESSAGES/django.po";
        let offline = "INSTALLED_APPS += [\"compressor\"]\nCOMPRESS_OFFLINE = True\n";
        let site = site.settings(offline).file(po, "").in_git();
        site.with(Feature::Container).planned()
    };
    let planned = needs(Site::new());
    let dockerfile = planned.text("Dockerfile");
    let commands: Vec<&str> = dockerfile
        .lines()
        .filter_map(|line| Some(line.split_once("python manage.py ")?.1))
        .map(|command| command.trim_end_matches(" \\"))
        .collect();
    assert_eq!(
        commands,
        ["collectstatic --noinput", "compilemessages", "compress"]
    );
    assert!(!planned.files.contains_key("bin/post_compile"));
    let theirs = "FROM python:3.13\nENV DYNO=build\nRUN python manage.py collectstatic --noinput\n";
    let planned = needs(Site::new().file("Dockerfile", theirs));
    assert_eq!(
        planned.by_hand("container"),
        [
            "the image is built without `compilemessages`, which the project needs",
            "the image is built without `compress`, which the project needs",
        ]
    );
}

#[test]
fn workers_run_in_the_same_image() {
    let planned = Site::new().celery().with(Feature::Container).planned();
    let heroku_yml = planned.text("heroku.yml");
    assert!(
        heroku_yml.contains("  worker:\n    command:\n      - \"REMAP_SIGTERM=SIGQUIT celery "),
        "{heroku_yml}"
    );
    assert!(heroku_yml.ends_with("\n    image: web\n"), "{heroku_yml}");
}

#[test]
fn a_frontend_has_a_stage_of_its_own() {
    let package = "{\"scripts\": {\"build\": \"vite build\"}}";
    let site = Site::new()
        .file("package.json", package)
        .file("package-lock.json", "{}");
    let planned = site.with(Feature::Container).planned();
    let dockerfile = planned.text("Dockerfile");
    assert!(dockerfile.starts_with("FROM node:"), "{dockerfile}");
    assert!(dockerfile.contains("RUN npm ci && npm run build && rm -rf node_modules\n"));
    assert!(dockerfile.contains("COPY --from=frontend --chown=app:app /app .\n"));
}

#[test]
fn a_dockerfile_that_is_there_is_kept_and_its_faults_are_said() {
    for (line, message) in [
        (
            "CMD gunicorn gallery.wsgi",
            "the image holds no static files",
        ),
        (
            "RUN python manage.py collectstatic --noinput",
            "static files are collected as at home, where they have other names than on Heroku",
        ),
    ] {
        let before = format!("FROM python:3.13\n{line}\n");
        let site = Site::new().file("Dockerfile", &before);
        let planned = site.with(Feature::Container).planned();
        assert_eq!(planned.text("Dockerfile"), before);
        assert_eq!(planned.by_hand("container"), [message]);
    }
}

#[test]
fn a_heroku_yml_shows_that_a_container_is_deployed() {
    let heroku_yml = "build:\n  docker:\n    web: Dockerfile\nrelease:\n  image: web\n  command:\n    \
                      - python manage.py collectstatic --noinput\n";
    let planned = Site::new().file("heroku.yml", heroku_yml).planned();
    assert_eq!(planned.text("heroku.yml"), heroku_yml);
    assert!(planned.text("Dockerfile").contains("collectstatic"));
    assert_eq!(
        planned.by_hand("container"),
        ["static files are collected in the release phase, whose files are thrown away"]
    );
}

#[test]
fn the_new_generation_builds_no_container() {
    let site = Site::new().generation(Generation::Fir);
    let planned = site.with(Feature::Container).planned();
    assert_eq!(planned.by_hand("container").len(), 1);
    assert!(!planned.files.contains_key("Dockerfile"));
}

#[test]
fn an_image_is_built_as_production_where_the_project_has_a_switch_of_its_own() {
    let planned = Site::new()
        .switch("development")
        .with(Feature::Container)
        .planned();
    let dockerfile = planned.text("Dockerfile");
    let builds = dockerfile
        .lines()
        .find(|line| line.contains("export DYNO=build "));
    assert!(
        builds.is_some_and(|line| line.contains(" STAGE=production ")),
        "{dockerfile}"
    );
}
