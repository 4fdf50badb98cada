//! django-heroku: `settings(locals())`, as its last release has it.

use crate::python::TextRange;

use super::super::args::Args;
use super::super::thing::{Dict, Kind, Thing, Var};
use super::super::{Eval, Evaluator};

/// The release that is followed. There is none after it.
const RELEASE: &str = "0.3.1";
const WHITENOISE: &str = "whitenoise.middleware.WhiteNoiseMiddleware";
const STORAGE: &str = "whitenoise.storage.CompressedManifestStaticFilesStorage";

impl<'a> Evaluator<'a> {
    /// `django_heroku.settings(config, databases=True, …)`; `None` where it is not followed.
    pub(super) fn django_heroku(&mut self, args: &Args<'a>, range: TextRange) -> Option<Eval<'a>> {
        let pinned = self.setup.pins.get("django-heroku");
        if pinned.is_some_and(|version| version != RELEASE) {
            return None;
        }
        let config = args.get(0, "config")?.clone();
        let Kind::Space(space) = config.kind else {
            return None;
        };
        let wants = |this: &Self, name: &str| match args.keyword(name) {
            None => Some(true),
            Some(flag) => this.truth(flag).ok(),
        };
        let colours = args
            .keyword("db_colors")
            .map_or(Ok(false), |flag| self.truth(flag));
        let in_tests = !matches!(self.var("CI"), Var::Absent);
        if !matches!(colours, Ok(false)) || in_tests || self.openness(space).is_some() {
            return None;
        }
        let [databases, staticfiles, hosts, logging, secret_key] = [
            "databases",
            "staticfiles",
            "allowed_hosts",
            "logging",
            "secret_key",
        ]
        .map(|name| wants(self, name));
        let (databases, staticfiles, hosts, logging, secret_key) =
            (databases?, staticfiles?, hosts?, logging?, secret_key?);
        let done = self.apply_django_heroku(
            &config,
            [databases, staticfiles, hosts, logging, secret_key],
            range,
        );
        Some(done.map(|()| Kind::None.at(self.mark(range))))
    }

    fn apply_django_heroku(
        &mut self,
        config: &Thing<'a>,
        [databases, staticfiles, hosts, logging, secret_key]: [bool; 5],
        range: TextRange,
    ) -> Result<(), super::super::Stop> {
        let Kind::Space(space) = config.kind else {
            return Ok(());
        };
        let mark = self.mark(range);
        let text = |text: &str| Kind::str(text).at(mark);
        if databases {
            self.note_env("DATABASE_URL", false, None, range);
            if self.own(space, "DATABASES").is_none() {
                let mut dict = Dict::default();
                dict.insert(text("default"), Kind::None.at(mark));
                let dict = self.new_dict(dict, range);
                self.set_item(config, text("DATABASES"), dict, range)?;
            }
            if !self.is_unset("DATABASE_URL") {
                let all = self.item(config, &text("DATABASES"), range)?;
                let mut args = Args::of(Vec::new());
                args.keywords = vec![
                    ("conn_max_age".into(), Kind::Int(600).at(mark)),
                    ("ssl_require".into(), Kind::Bool(true).at(mark)),
                ];
                let one = self.dj_config(&args, range)?;
                self.set_item(&all, text("default"), one, range)?;
            }
        }
        if staticfiles {
            let base = self.item(config, &text("BASE_DIR"), range)?;
            let join = Kind::Lib("os.path.join".into()).at(mark);
            let root = self.call_value(&join, &Args::of(vec![base, text("staticfiles")]), range)?;
            self.set_item(config, text("STATIC_ROOT"), root, range)?;
            self.set_item(config, text("STATIC_URL"), text("/static/"), range)?;
            let name = match self.own(space, "MIDDLEWARE_CLASSES") {
                Some(_) => "MIDDLEWARE_CLASSES",
                None => "MIDDLEWARE",
            };
            let before = self.item(config, &text(name), range)?;
            let mut middleware = vec![text(WHITENOISE)];
            match self.iterate(&before) {
                Ok(parts) => middleware.extend(parts),
                Err(why) => middleware.push(Kind::Rest(why).at(mark)),
            }
            let middleware = Kind::Tuple(middleware.into()).at(mark);
            self.set_item(config, text(name), middleware, range)?;
            self.set_item(config, text("STATICFILES_STORAGE"), text(STORAGE), range)?;
        }
        if hosts {
            let all = self.new_list(vec![text("*")], range);
            self.set_item(config, text("ALLOWED_HOSTS"), all, range)?;
        }
        if logging {
            let value = self.logging_of_django_heroku(range);
            self.set_item(config, text("LOGGING"), value, range)?;
        }
        if secret_key {
            self.note_env("SECRET_KEY", false, None, range);
            if !self.is_unset("SECRET_KEY") {
                let key = self.var_or("SECRET_KEY", range, |_| Ok(Kind::None.at(mark)))?;
                self.set_item(config, text("SECRET_KEY"), key, range)?;
            }
        }
        Ok(())
    }

    fn logging_of_django_heroku(&mut self, range: TextRange) -> Thing<'a> {
        let logging = serde_json::json!({
            "version": 1,
            "disable_existing_loggers": false,
            "formatters": {
                "verbose": {
                    "format": "%(asctime)s [%(process)d] [%(levelname)s] pathname=%(pathname)s \
                               lineno=%(lineno)s funcname=%(funcName)s %(message)s",
                    "datefmt": "%Y-%m-%d %H:%M:%S",
                },
                "simple": { "format": "%(levelname)s %(message)s" },
            },
            "handlers": {
                "null": { "level": "DEBUG", "class": "logging.NullHandler" },
                "console": {
                    "level": "DEBUG",
                    "class": "logging.StreamHandler",
                    "formatter": "verbose",
                },
            },
            "loggers": { "testlogger": { "handlers": ["console"], "level": "INFO" } },
        });
        match self.json_value(&logging, range, 0) {
            Some(value) => value,
            None => self.unknown("it is what django-heroku sets", range),
        }
    }
}
