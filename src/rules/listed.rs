//! Settings that are lists: where a new element goes.

use crate::rules::change::Change;
use crate::rules::context::SettingsContext;
use crate::settings::{Data, Value};

/// It has to stand before every middleware that answers by itself, WhiteNoise among them.
const CORS: &str = "corsheaders.middleware.CorsMiddleware";

/// On which side of its neighbour an element goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Directly before it.
    Before,
    /// Directly behind it.
    Behind,
}

/// Puts elements beside another one of a list setting: into the list that this one is written in;
/// where that does not work, by a statement behind the last one that touches the setting.
pub(crate) fn insert_beside(
    ctx: &SettingsContext<'_>,
    setting: &str,
    anchor: &Value,
    side: Side,
    elements: &[&str],
) -> Change {
    let by_hand = statement(ctx, setting, anchor, side, elements);
    let mut written = Change::new(&by_hand);
    let placed = match side {
        Side::Before => written.insert_element_before(ctx, anchor, elements),
        Side::Behind => written.insert_element_after(ctx, anchor, elements),
    };
    if !placed {
        written.obstacle = Some(format!(
            "{setting} is put together in a way that leaves no sure place for it"
        ));
    }
    let mut behind = Change::new(&by_hand);
    let is_list = ctx
        .heroku(setting)
        .is_some_and(|value| matches!(value.data, Data::List(_) | Data::Tuple(_)));
    match ctx.last_touch(setting) {
        Some((module, stmt)) if is_list => behind.insert_after(module, stmt, &by_hand),
        _ => behind.obstacle = Some(format!("nothing known sets {setting}")),
    }
    written.or(behind)
}

/// Puts middleware before all that is listed; only that of CORS stays in front of it.
pub(crate) fn insert_in_front(
    ctx: &SettingsContext<'_>,
    setting: &str,
    first: &Value,
    middleware: &[&str],
) -> Change {
    let side = match first.as_str() {
        Some(CORS) => Side::Behind,
        _ => Side::Before,
    };
    insert_beside(ctx, setting, first, side, middleware)
}

/// The elements beside an anchor as a statement of its own.
fn statement(
    ctx: &SettingsContext<'_>,
    setting: &str,
    anchor: &Value,
    side: Side,
    elements: &[&str],
) -> String {
    let neighbour = anchor.as_str().unwrap_or_default();
    let mut lines = Vec::new();
    let value = ctx.heroku(setting);
    if !value.is_some_and(|value| matches!(value.data, Data::List(_))) {
        lines.push(format!("{setting} = list({setting})"));
    }
    let behind = match side {
        Side::Before => "",
        Side::Behind => " + 1",
    };
    // Each goes to the same place: the first one last.
    let insert = |element: &&str| {
        format!("{setting}.insert({setting}.index(\"{neighbour}\"){behind}, {element})")
    };
    match side {
        Side::Before => lines.extend(elements.iter().map(insert)),
        Side::Behind => lines.extend(elements.iter().rev().map(insert)),
    }
    lines.join("\n")
}
