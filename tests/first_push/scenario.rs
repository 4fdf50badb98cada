//! One project's way from its developer's computer to a dyno.

use std::fs;
use std::path::Path;

use crate::app::{App, remote};
use crate::command::{Run, transcript};
use crate::dyno;
use crate::home::Home;
use crate::init::{Report, herokuify, init};
use crate::postgres::Postgres;
use crate::project::{Project, Shape};
use crate::redis::Redis;
use crate::router::Router;
use crate::slug::{Generation, Runtime, Slug};
use crate::visit::{self, Cached};
use crate::{chat, jobs, websocket};

/// A series of Django, with the Pythons that it runs on here and there.
#[derive(Clone, Copy, Debug)]
pub struct Django {
    /// Such as `5.2`.
    pub series: &'static str,
    /// Its developer's Python.
    pub home_python: &'static str,
    /// The Python that `init` must choose for Heroku.
    pub heroku_python: &'static str,
}

/// A kind of project, and how `init` is called on it.
#[derive(Clone, Copy, Debug)]
pub struct Scenario {
    /// What it is made with.
    pub django: Django,
    /// What it holds.
    pub shape: Shape,
    /// Where it goes.
    pub generation: Generation,
    /// What `init` is given beyond `--yes`.
    pub flags: &'static [&'static str],
}

impl Scenario {
    /// Whatever is promised of `init` holds of this project.
    pub fn survives(self) {
        let workplace = tempfile::tempdir().unwrap();
        let workplace = workplace.path();
        let project = Project::start(&self, workplace);
        let home = Home::look(&project);
        let tree = project.repository.tree();

        let previewed = self.preview(&project, workplace);
        let report = init(project.folder(), self.flags);
        project.repository.assert_clean("after init");
        assert_eq!(
            previewed,
            project.repository.tree(),
            "--dry-run shows another change than init makes"
        );
        self.is_done_once(&project);
        let python = fs::read_to_string(project.folder().join(".python-version")).unwrap();
        assert_eq!(python.trim(), self.django.heroku_python);

        let app = App::by_commands(&report.next_steps, &project, &remote(workplace));
        assert_has_what_it_requires(&app, &report);
        home.assert_unchanged(&Home::look(&project));
        project
            .repository
            .assert_clean("after the printed commands");

        let runtime = Runtime::install(&remote(workplace), workplace);
        self.deploys(&app, &runtime, workplace, "by-commands");
        let button = App::by_app_json(project.folder());
        self.deploys(&button, &runtime, workplace, "by-app-json");

        herokuify(project.folder(), &["undo", "--yes"]).succeeds();
        project.repository.assert_clean("after undo");
        assert_eq!(project.repository.tree(), tree, "undo leaves another tree");
    }

    /// The tree that `--dry-run`'s diff makes in a clone; nothing may be written on the way.
    fn preview(&self, project: &Project, workplace: &Path) -> String {
        let output = herokuify(project.folder(), &["init", "--yes", "--dry-run"])
            .args(self.flags)
            .outcome();
        assert_eq!(output.status.code(), Some(0), "{}", transcript(&output));
        project.repository.assert_clean("after a dry run");
        let diff = workplace.join("dry-run.diff");
        fs::write(&diff, &output.stdout).unwrap();
        let clone = project.repository.clone_to(&workplace.join("clone"));
        clone.command().arg("apply").arg(&diff).succeeds();
        clone.worktree()
    }

    /// A second run finds nothing to do.
    fn is_done_once(&self, project: &Project) {
        let head = project.repository.head();
        init(project.folder(), self.flags);
        herokuify(project.folder(), &["init", "--yes", "--check"])
            .args(self.flags)
            .succeeds();
        assert_eq!(project.repository.head(), head, "a second run commits");
        project.repository.assert_clean("after a second run");
    }

    /// Build, release phase, boot, visits, and the end of the dyno.
    fn deploys(&self, app: &App, runtime: &Runtime, workplace: &Path, name: &str) {
        assert!(app.has_postgres(), "{name}: no database is added");
        let database = Postgres::start();
        let redis = app.has_redis().then(|| Redis::start(workplace));
        assert_eq!(redis.is_some(), self.shape == Shape::Jobs, "{name}: Redis");
        let slug = Slug {
            folder: workplace.join(name),
            runtime,
            app,
            database_url: database.url(),
            redis_url: redis.as_ref().map(Redis::url),
            generation: self.generation,
        };
        slug.build(&remote(workplace));
        slug.process(&slug.process_type("release"), "release.1")
            .succeeds();
        let dyno = dyno::boot(&slug);
        let router = Router::new(&dyno, app.domain());
        visit::the_front_is_right(&router);
        let cached = match self.generation {
            Generation::Cedar => Cached::ForEver,
            Generation::Fir => Cached::Briefly,
        };
        if self.shape == Shape::WithApp {
            visit::the_assets_are_served(&router, "/", cached);
        }
        if self.shape.chats() {
            let answer = websocket::ask(&dyno, &router.domain, chat::PATH, "hello");
            assert_eq!(answer, "echo of hello");
        }
        if self.shape == Shape::Jobs {
            let worker = dyno::work(&slug, "worker");
            let page = router.get(jobs::PATH);
            assert_eq!(page.body, jobs::TOTAL, "{}", worker.log());
            worker.stop();
        }
        visit::the_assets_are_served(&router, "/admin/login/", cached);
        visit::the_admin_lets_its_user_in(&router, &slug);
        visit::the_deployment_check_finds_only(self.left_to_the_owner(), &slug);
        dyno.stop();
    }

    /// HSTS for subdomains and browsers' preload lists are an owner's decision.
    fn left_to_the_owner(&self) -> &'static [&'static str] {
        if self.flags.contains(&"hsts-strict") {
            &[]
        } else {
            &["security.W005", "security.W021"]
        }
    }
}

fn assert_has_what_it_requires(app: &App, report: &Report) {
    for required in report.config_vars.iter().filter(|var| var.required) {
        assert!(
            app.config.contains_key(&required.name),
            "{} is required, and no printed command sets it",
            required.name
        );
    }
}
