//! A dependency group that declares what the site needs, in a project whose tool leaves groups out
//! on Heroku.

use crate::dependencies::{Addition, Manager, Requirement, SiteGroup, Style};
use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::rules::context::Context;

/// The group, where Heroku installs nothing of it.
pub(super) fn left_out<'a>(ctx: &Context<'a>) -> Option<&'a SiteGroup> {
    let dependencies = &ctx.project.dependencies;
    let group = dependencies.site_group.as_ref();
    group.filter(|_| dependencies.manager == Some(Manager::Uv))
}

/// What of it `[project]` can declare too.
pub(super) fn additions(group: &SiteGroup) -> impl Iterator<Item = Addition> {
    group.requirements.iter().filter_map(Addition::required)
}

/// Says why `[project]` declares it too, and what of it has to be declared by hand.
pub(super) fn tell(change: &mut Change, group: &SiteGroup) {
    let Some(first) = group.requirements.first() else {
        return;
    };
    let told = format!(
        "Heroku's `uv sync --no-default-groups` leaves out the dependency group `{}`: `[project]` \
         declares the same",
        group.name
    );
    change.tell(Level::Note, told, &first.place.path, Some(first.place.line));
    let is_special = |it: &&Requirement| Addition::required(it).is_none();
    for special in group.requirements.iter().filter(is_special) {
        let message = format!(
            "Heroku's uv leaves out `{}`, which the dependency group `{}` alone declares",
            special.name, group.name
        );
        let reason = "it has a marker or an address of its own";
        let code = format!("uv add \"{}\"", special.to_line().replace('"', "'"));
        let finding = Finding::by_hand(Level::Error, Stage::Install, message, reason, code);
        // Once `[project]` lists something, no group stands in for it.
        change.leave(finding.at(&special.place.path, special.place.line));
    }
}

/// The table that a pyproject.toml without any needs for uv to install something.
pub(super) fn project_table(ctx: &Context<'_>, additions: &[Addition]) -> String {
    let style = Style::default();
    let lines = additions
        .iter()
        .map(|addition| format!("    \"{}\",\n", style.requirement(addition)));
    format!(
        "[project]\nname = \"{}\"\nversion = \"0\"\nrequires-python = \">={}\"\ndependencies = [\n{}]",
        ctx.choices.app,
        ctx.choices.python,
        lines.collect::<String>()
    )
}
