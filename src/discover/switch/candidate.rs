//! What may be the project's own switch: a name that is made of one environment variable, and that
//! the settings compare with a word for production, or take for whether this is production; or the
//! variable itself, where they compare that.

use super::{EARLIER, Switch, Variable};
use crate::discover::loaded::Loaded;
use crate::path::RepoPath;
use crate::python::ast::visitor::{Visitor, walk_expr};
use crate::python::ast::{CmpOp, Expr, ExprCompare, Stmt};
use crate::python::imports::imports_star_before;
use crate::python::{Module, Ranged, TextRange, TextSize};
use crate::settings::{Act, Data, EnvRead, Evaluation, Scope, Settings, Touch};

/// The values that mean production.
const PRODUCTION: [&str; 3] = ["production", "prod", "live"];

/// What a variable that is either on or off is set to, the likeliest first.
const ON: [&str; 3] = ["True", "1", "production"];

/// Variables that are not the owner's to set on Heroku.
const TAKEN: [&str; 5] = [
    "CI",
    "DATABASE_URL",
    "DJANGO_CONFIGURATION",
    "DJANGO_SETTINGS_MODULE",
    "DYNO",
];

/// Settings that are chosen by the switch: where it is needed.
const CHOSEN: [&str; 16] = [
    "ALLOWED_HOSTS",
    "CSRF_COOKIE_SECURE",
    "DATABASES",
    "DEBUG",
    "DEFAULT_FILE_STORAGE",
    "EMAIL_BACKEND",
    "INSTALLED_APPS",
    "LOGGING",
    "MIDDLEWARE",
    "SECRET_KEY",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "STATICFILES_STORAGE",
    "STATIC_ROOT",
    "STATIC_URL",
];

/// A switch that the project may have, and what its variable may have to say.
pub(super) struct Candidate {
    name: String,
    kind: Kind,
    variable: String,
    /// Whether the settings do not load without the variable: it has to say something on Heroku.
    required: bool,
    /// What to try, the likeliest first.
    pub(super) values: Vec<String>,
}

/// The settings that a candidate is tried on.
#[derive(Clone, Copy)]
pub(super) struct Tried<'a> {
    /// Without its variable.
    pub(super) before: &'a Loaded,
    /// With it.
    pub(super) after: &'a Loaded,
    /// Those that Heroku can do with.
    pub(super) enough: &'a Loaded,
}

/// What a candidate's name holds.
enum Kind {
    /// The name of an environment, which the settings compare with others.
    Word,
    /// Whether this is production: where the variable is compared with a word, or otherwise.
    Truth { compared: bool },
    /// Nothing yet: the variable itself is compared, in an `if`.
    Unnamed,
}

impl Candidate {
    /// Those that the settings have, as far as one can tell before trying them.
    pub(super) fn all(loaded: &Loaded) -> Vec<Self> {
        let Ok(settings) = &loaded.settings else {
            return Vec::new();
        };
        let touches = settings.heroku.touches.iter();
        touches
            .filter_map(|touch| Self::of(settings, loaded.home(), touch))
            .chain(Self::unnamed(settings))
            .collect()
    }

    /// Those that have no name: `if os.environ.get("ENVIRONMENT") == "production":`.
    fn unnamed(settings: &Settings) -> impl Iterator<Item = Self> {
        let modules = settings.modules.values();
        let tests = modules.flat_map(|module| {
            let blocks = module.body().iter().filter_map(Stmt::as_if_stmt);
            let tests = blocks.filter_map(|block| block.test.as_compare_expr());
            tests.filter_map(move |test| Some((module, compared(module, test)?)))
        });
        tests.filter_map(|(module, (left, op, word))| {
            let read = the_read(settings, &module.path, left.range())?;
            // What is production at home already tells nothing apart.
            let at_home = read.default.as_ref().is_some_and(|it| it.contains(&word));
            let is_meant = matches!(op, CmpOp::Eq | CmpOp::In)
                && PRODUCTION.contains(&word.as_str())
                && !at_home
                && is_free(settings, &read.name);
            is_meant.then(|| Self {
                name: EARLIER.to_owned(),
                kind: Kind::Unnamed,
                variable: read.name.clone(),
                required: read.required,
                values: vec![word],
            })
        })
    }

    fn of(settings: &Settings, home: &Evaluation, touch: &Touch) -> Option<Self> {
        if touch.act != (Act::Bind { alone: true }) || touch.scope != Scope::Module {
            return None;
        }
        let read = the_read(settings, &touch.path, touch.value?)?;
        if !is_free(settings, &read.name) {
            return None;
        }
        let name = touch.name.as_str();
        let module = settings.modules.get(&touch.path)?;
        let comparison = || module.expr_at(touch.value?)?.as_compare_expr();
        let (kind, values) = match &home.get(name)?.data {
            Data::Unknown(_) if read.required && comparison().is_some() => {
                let (_, _, text) = compared(module, comparison()?)?;
                let is_meant = PRODUCTION.contains(&text.as_str());
                (
                    Kind::Truth { compared: true },
                    is_meant.then_some(text).into_iter().collect(),
                )
            }
            Data::Unknown(_) if !read.required => return None,
            at_home @ (Data::Str(_) | Data::None | Data::Unknown(_)) => {
                let mut words: Vec<String> = settings
                    .modules
                    .values()
                    .flat_map(|module| words_compared_with(module, name))
                    .collect();
                // What is production at home already tells nothing apart.
                words.retain(|word| *at_home != Data::Str(word.clone()));
                (Kind::Word, words)
            }
            Data::Bool(false) if name.to_uppercase().contains("PROD") => {
                let text = comparison().and_then(|compare| compared(module, compare));
                let compared = text.is_some();
                let text = text.map(|(_, _, text)| text);
                let values = text.into_iter().chain(ON.map(str::to_owned)).collect();
                (Kind::Truth { compared }, values)
            }
            _ => return None,
        };
        (!values.is_empty()).then(|| Self {
            name: name.to_owned(),
            kind,
            variable: read.name.clone(),
            required: read.required,
            values,
        })
    }

    /// The variable with one of the values to try.
    pub(super) fn variable(&self, value: &str) -> Variable {
        Variable {
            name: self.variable.clone(),
            value: value.to_owned(),
        }
    }

    /// The switch that it is with a value of its variable, if the settings of production go without
    /// anything that those of `enough` do not need. What they need does not count where one value
    /// or another has to be chosen.
    pub(super) fn proven(
        &self,
        value: &str,
        Tried {
            before,
            after,
            enough,
        }: Tried<'_>,
    ) -> Option<Switch> {
        let [Ok(before), Ok(settings), Ok(enough)] =
            [before, after, enough].map(|loaded| loaded.settings.as_ref())
        else {
            return None;
        };
        let of_name =
            |settings: &Settings| settings.heroku.get(&self.name).map(|it| it.data.clone());
        let debug = |settings: &Settings| settings.heroku.get("DEBUG").map(|it| it.data.clone());
        let is_on = match (&self.kind, of_name(settings)) {
            (Kind::Word, Some(Data::Str(text))) => text == value,
            (Kind::Truth { .. }, Some(Data::Bool(truth))) => truth,
            (Kind::Unnamed, None) => {
                debug(settings) == Some(Data::Bool(false)) && debug(before) != debug(settings)
            }
            _ => false,
        };
        let asks = |settings| !self.required && asks_for_more(enough, settings);
        if !is_on || !settings.make_a_site() || leaves_open(enough, settings) || asks(settings) {
            return None;
        }
        let (name, equals) = match &self.kind {
            _ if in_sight(settings, &self.name) => (
                self.name.as_str(),
                matches!(self.kind, Kind::Word).then(|| value.to_owned()),
            ),
            Kind::Word | Kind::Truth { compared: true } | Kind::Unnamed => (EARLIER, None),
            Kind::Truth { compared: false } => return None,
        };
        let switch = Switch {
            name: name.to_owned(),
            equals,
            variable: Some(self.variable(value)),
            defined: None,
        };
        Some(switch.found_in(Some(settings)))
    }
}

/// Whether a variable is the owner's to set, and not set yet.
fn is_free(settings: &Settings, variable: &str) -> bool {
    !TAKEN.contains(&variable) && settings.heroku.world.get(variable).is_none()
}

/// The one read of the environment that an expression makes.
fn the_read<'a>(
    settings: &'a Settings,
    path: &RepoPath,
    expression: TextRange,
) -> Option<&'a EnvRead> {
    let is_in_it =
        |read: &&EnvRead| read.site.path == *path && expression.contains_range(read.site.range);
    let mut reads = settings.heroku.env_reads.iter().filter(is_in_it);
    let read = reads.next()?;
    reads.all(|other| other.name == read.name).then_some(read)
}

/// Whether the switch stands before everything that is chosen by it, and can be seen from there.
fn in_sight(settings: &Settings, name: &str) -> bool {
    let touches = &settings.heroku.touches;
    let Some(at) = touches.iter().position(|touch| touch.name == name) else {
        return false;
    };
    let is_chosen = |touch: &&Touch| CHOSEN.contains(&touch.name.as_str());
    let sees = |path: &RepoPath, offset: TextSize| {
        *path == touches[at].path
            || settings
                .modules
                .get(path)
                .is_some_and(|module| imports_star_before(module, offset))
    };
    let end = |module: &Module| TextSize::of(module.text());
    !touches[..at].iter().any(|touch| is_chosen(&touch))
        && touches[at..]
            .iter()
            .filter(is_chosen)
            .all(|touch| sees(&touch.path, touch.statement.start()))
        && settings
            .modules
            .get(&settings.path)
            .is_some_and(|module| sees(&settings.path, end(module)))
}

/// Whether the settings of production have parts that are not known, and the others do not.
fn leaves_open(before: &Settings, after: &Settings) -> bool {
    let knew = |reason: &str| before.heroku.gaps.iter().any(|gap| gap.reason == reason);
    let mut gaps = after.heroku.gaps.iter();
    gaps.any(|gap| !knew(&gap.reason))
}

/// Whether the settings of production need what the others do not: a config var without which they
/// do not load, or a place for static files outside the app.
fn asks_for_more(before: &Settings, after: &Settings) -> bool {
    let needs = |settings: &Settings, name: &str| {
        let mut reads = settings.heroku.env_reads.iter();
        reads.any(|read| read.required && read.name == name)
    };
    let is_new = |read: &EnvRead| {
        read.required && !needs(before, &read.name) && !after.assigns("SECRET_KEY", &read.site)
    };
    after.heroku.env_reads.iter().any(is_new)
        || (after.heroku.may_serve_static_files_elsewhere()
            && !before.heroku.may_serve_static_files_elsewhere())
}

/// The words for production that a name is compared with anywhere in a module.
fn words_compared_with(module: &Module, name: &str) -> Vec<String> {
    let mut words = Words {
        module,
        name,
        found: Vec::new(),
    };
    words.visit_body(module.body());
    words.found
}

struct Words<'a> {
    module: &'a Module,
    name: &'a str,
    found: Vec<String>,
}

impl<'a> Visitor<'a> for Words<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Compare(compare) = expr
            && let Some((left, _, word)) = compared(self.module, compare)
            && left
                .as_name_expr()
                .is_some_and(|left| left.id.as_str() == self.name)
            && PRODUCTION.contains(&word.as_str())
        {
            self.found.push(word);
        }
        walk_expr(self, expr);
    }
}

/// What an expression compares with one text: `X == "production"`, `X in ("production", "prod")`;
/// of several texts the first.
pub(super) fn compared<'a>(
    module: &Module,
    compare: &'a ExprCompare,
) -> Option<(&'a Expr, CmpOp, String)> {
    let ([op], [right]) = (&*compare.ops, &*compare.comparators) else {
        return None;
    };
    let (left, text) = match op {
        CmpOp::Eq | CmpOp::NotEq => match module.string_value(right) {
            Some(text) => (&*compare.left, text),
            None => (right, module.string_value(&compare.left)?),
        },
        CmpOp::In | CmpOp::NotIn => {
            let first = match right {
                Expr::Tuple(tuple) => tuple.elts.first(),
                Expr::List(list) => list.elts.first(),
                Expr::Set(set) => set.elts.first(),
                _ => None,
            };
            (&*compare.left, module.string_value(first?)?)
        }
        _ => return None,
    };
    Some((left, *op, text))
}
