//! The app answers to its own domain, and to no other.

use crate::finding::{Finding, Level, Stage};
use crate::plan::said_on_heroku;
use crate::python::ast::Expr;
use crate::python::{Module, Ranged, Sequence, TextSize};
use crate::rules::change::Change;
use crate::rules::context::{Binding, SettingsContext};
use crate::rules::reader::Reader;
use crate::rules::{BOTH, Check, Example, Findings, Rule};
use crate::settings::{Scope, Touch, Value};
use crate::templates::ALLOWED_HOSTS;

/// Every app's domain ends with this; what stands before it is not known before it is created.
const DOMAIN: &str = ".herokuapp.com";
/// Hosts that are no domain of anybody's.
const LOCAL: [&str; 5] = ["0.0.0.0", "127.0.0.1", "::1", "[::1]", "localhost"];
/// The config var for custom domains.
pub(crate) const VARIABLE: &str = "DJANGO_ALLOWED_HOSTS";

const NAME: &str = "ALLOWED_HOSTS";

pub(super) const RULE: Rule = Rule {
    name: "allowed-hosts",
    summary: "the app answers to its own domain, and to no other",
    why: "With debug mode off Django answers 400 to every host that `ALLOWED_HOSTS` does not \
          name. An app's domain has a random part (`myapp-1a2b3c4d5e6f.herokuapp.com`), so that \
          only the ending can be named beforehand. `*` lets anybody's host name into links, \
          password resets among them. Custom domains go into the config var \
          `DJANGO_ALLOWED_HOSTS`, separated by commas.",
    help: "Add `'.herokuapp.com'` to `ALLOWED_HOSTS` where the settings run on Heroku, and read \
           your own domains from a config var.",
    example: Example {
        path: "bookshelf/settings.py",
        before: "ALLOWED_HOSTS = []\n",
        after: concat!(
            "ALLOWED_HOSTS = []\n",
            "if IS_HEROKU_APP:\n",
            "    ALLOWED_HOSTS = ['.herokuapp.com']\n",
            "    # Custom domains, separated by commas.\n",
            "    ALLOWED_HOSTS += os.environ.get('DJANGO_ALLOWED_HOSTS', '').replace(',', ' ').split()\n",
        ),
    },
    link: "https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts",
    generations: BOTH,
    check: Check::Settings(check),
};

fn check(ctx: &SettingsContext<'_>) -> Findings {
    let value = ctx.heroku(NAME);
    let hosts: Vec<&str> = value
        .and_then(Value::elements)
        .map(|parts| parts.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    if value.is_some_and(|value| !value.is_known()) && !hosts.contains(&DOMAIN) {
        return Ok(added_to_theirs(ctx).into_iter().collect());
    }
    let (level, message) = if hosts.contains(&"*") {
        (Level::Warning, "the app answers to any host name")
    } else if hosts.contains(&DOMAIN) {
        return Ok(Vec::new());
    } else {
        (Level::Error, "the app does not answer to its own domain")
    };
    let place = ctx
        .last_touch_on_heroku(NAME)
        .or_else(|| ctx.last_touch("DEBUG"));
    let (module, end) = match place {
        Some((module, stmt)) => (module, stmt.end()),
        None => (ctx.module(), TextSize::of(ctx.module().text())),
    };
    let reader = Reader::at(module, end);
    let named: Vec<&str> = hosts
        .into_iter()
        .filter(|host| !host.is_empty() && *host != "*")
        .chain([DOMAIN])
        .collect();
    let variables = serde_json::json!({
        "hosts": named,
        "variable": VARIABLE,
        "library": reader.library,
        "reader": reader.name,
    });
    let code = ctx.base.templates.render(ALLOWED_HOSTS, &variables)?;
    let mut change = Change::new(ctx.guarded(&code));
    change.insert_on_heroku(ctx, place, &code);
    if reader.is_os() {
        change.needs_os(&module.path);
    }
    let others = [
        in_their_own_words(ctx),
        in_their_list(ctx, &code, reader.is_os()),
        beside_theirs(ctx).filter(|_| is_read_from_the_environment(ctx)),
    ];
    let change = others
        .into_iter()
        .flatten()
        .rfold(change, |change, other| other.or(change));
    let finding = Finding::change(level, Stage::Request, message, change);
    Ok(vec![ctx.place(finding, NAME)])
}

/// Hosts that are not known from here, and that no config var says, get the app's domain beside them.
fn added_to_theirs(ctx: &SettingsContext<'_>) -> Option<Finding> {
    let mut reads = ctx.settings.heroku.env_reads.iter();
    let is_said = reads.any(|read| {
        read.required
            && ctx.settings.assigns(NAME, &read.site)
            && said_on_heroku(ctx.base.project, NAME, &read.name).is_some()
    });
    let change = beside_theirs(ctx).filter(|_| !is_said)?;
    let message = "nothing says that the app answers to its own domain";
    let finding = Finding::change(Level::Error, Stage::Request, message, change);
    Some(ctx.place(finding, NAME))
}

/// The app's domain beside the hosts that the project says.
fn beside_theirs(ctx: &SettingsContext<'_>) -> Option<Change> {
    let in_class = |touch: &Touch| touch.scope == Scope::Class;
    if !ctx.sets(NAME) || ctx.settings.heroku.touches(NAME).any(in_class) {
        return None;
    }
    let place = ctx.last_touch_on_heroku(NAME)?;
    let code = format!("{NAME} = [*{NAME}, \"{DOMAIN}\"]");
    let mut change = Change::new(ctx.guarded(&code));
    change.insert_on_heroku(ctx, Some(place), &code);
    Some(change)
}

/// Whether a statement that sets the hosts reads a variable: what stands there now may be more on
/// Heroku.
fn is_read_from_the_environment(ctx: &SettingsContext<'_>) -> bool {
    let mut reads = ctx.settings.heroku.env_reads.iter();
    reads.any(|read| ctx.settings.assigns(NAME, &read.site))
}

/// Where production alone sets the hosts, and lists them: the app's domain stands among them, and
/// no second list comes behind. `code` is what says all of it anew.
fn in_their_list(ctx: &SettingsContext<'_>, code: &str, needs_os: bool) -> Option<Change> {
    let binding = ctx.binding(NAME).ok()??;
    let Binding {
        module,
        stmt,
        value,
    } = binding;
    let hosts = Sequence::of(module, value).filter(|_| !ctx.needs_guard(module, stmt))?;
    let is_any = |host: &Expr| module.string_value(host).as_deref() == Some("*");
    let (first, behind) = code.split_once('\n')?;
    let mut change = Change::new(code);
    if hosts.elements().iter().any(is_any) {
        change.replace_value(&binding, first.split_once(" = ")?.1);
    } else {
        change.append_element(module, &hosts, &format!("\"{DOMAIN}\""));
    }
    change.insert_after(module, stmt, behind);
    if needs_os {
        change.needs_os(&module.path);
    }
    Some(change)
}

/// Where a variable of the project's own says the hosts: its default names the app's domain too on
/// Heroku.
fn in_their_own_words(ctx: &SettingsContext<'_>) -> Option<Change> {
    let binding = ctx.binding(NAME).ok()??;
    let default = ctx.default_read_by(&binding)?;
    let changes = with_domain(binding.module, default)?
        .into_iter()
        .map(|code| {
            let mut change = Change::new(format!("{NAME} = [\"{DOMAIN}\"]"));
            change.choose_part_on_heroku(ctx, &binding, default, &code);
            change
        });
    changes.reduce(Change::or)
}

/// A default with the app's domain beside its own hosts, the likeliest first: how a text is split
/// is not seen here.
fn with_domain(module: &Module, default: &Expr) -> Option<Vec<String>> {
    let own = |host: &str| !host.is_empty() && host != "*" && !LOCAL.contains(&host);
    match default {
        Expr::StringLiteral(_) => {
            let text = module.string_value(default)?;
            let joined = [",", " "].map(|between| format!("\"{text}{between}{DOMAIN}\""));
            let alone = format!("\"{DOMAIN}\"");
            let joined = joined.into_iter().filter(|_| own(&text));
            Some(joined.chain([alone]).collect())
        }
        Expr::List(list) => {
            let kept = list
                .elts
                .iter()
                .filter(|host| module.string_value(host).is_none_or(|host| own(&host)))
                .map(|host| module.text()[host.range()].to_owned());
            let hosts: Vec<String> = kept.chain([format!("\"{DOMAIN}\"")]).collect();
            Some(vec![format!("[{}]", hosts.join(", "))])
        }
        _ => None,
    }
}
