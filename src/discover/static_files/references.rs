//! References to static files, each with where it stands.

use crate::python::ast::visitor::{Visitor, walk_expr, walk_stmt};
use crate::python::ast::{Expr, Stmt};
use crate::python::imports::{Import, is_imported};
use crate::python::{Module, Ranged, TextSize};

/// What a style sheet refers to: `url(…)`, `@import "…"`, its source map; each with its offset.
pub(super) fn style_sheet(text: &str) -> Vec<(usize, &str)> {
    let mut found = between(text, "url(", ')');
    found.extend(between(text, "@import \"", '"'));
    found.extend(between(text, "@import '", '\''));
    found.extend(source_map(text));
    found
}

/// The source map that a file names.
pub(super) fn source_map(text: &str) -> Vec<(usize, &str)> {
    let mark = "# sourceMappingURL=";
    text.match_indices(mark)
        .filter_map(|(at, _)| {
            let start = at + mark.len();
            let rest = &text[start..];
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '*')
                .unwrap_or(rest.len());
            (end > 0).then_some((start, &rest[..end]))
        })
        .collect()
}

/// Every text between `open` and `close`, without quotes.
fn between<'a>(text: &'a str, open: &str, close: char) -> Vec<(usize, &'a str)> {
    text.match_indices(open)
        .filter_map(|(at, _)| {
            let start = at + open.len();
            let end = text[start..].find(close)?;
            let target = text[start..start + end]
                .trim()
                .trim_matches(['"', '\''])
                .trim();
            (!target.is_empty()).then_some((start, target))
        })
        .collect()
}

/// The files that a template names with the `static` tag, or the function of that name.
pub(super) fn named_in_template(text: &str) -> Vec<(usize, &str)> {
    text.match_indices("static")
        .filter_map(|(at, word)| {
            let before = text[..at].trim_end_matches(['-', ' ']);
            let rest = &text[at + word.len()..];
            let (opens, rest) = match rest.strip_prefix('(') {
                Some(rest) => ("{{", rest),
                None => ("{%", rest.strip_prefix(' ')?),
            };
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (literal, _) = rest[1..].split_once(quote)?;
            before.ends_with(opens).then_some((at, literal))
        })
        .collect()
}

/// What a module asks for with Django's `static` function as soon as it is imported, with its line.
pub(super) fn asked_for_while_imported(module: &Module) -> Option<(usize, String)> {
    let import = Import::name("django.templatetags.static", "static");
    let name = is_imported(module, &import, TextSize::of(module.text()))?;
    let mut calls = Calls {
        module,
        name: &name,
        found: None,
    };
    calls.visit_body(module.body());
    calls.found
}

/// The first call of a function with a literal text, outside of other functions.
struct Calls<'a> {
    module: &'a Module,
    name: &'a str,
    found: Option<(usize, String)>,
}

impl<'a> Visitor<'a> for Calls<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if !stmt.is_function_def_stmt() {
            walk_stmt(self, stmt);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Lambda(_) => return,
            Expr::Call(call) if self.module.slice(&*call.func) == self.name => {
                let first = call.arguments.args.first();
                if let Some(text) = first.and_then(|first| self.module.string_value(first)) {
                    let line = self.module.line(call.start());
                    self.found.get_or_insert((line, text));
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_style_sheet_refers_to_is_found_and_what_is_no_file_too() {
        let text = "@import 'a.css'; b{background:url(\"c.png?v=1#x\")} d{url(#id)}\n/*# sourceMappingURL=e.map */";
        let found: Vec<&str> = style_sheet(text)
            .into_iter()
            .map(|(_, target)| target)
            .collect();
        assert_eq!(found, ["c.png?v=1#x", "#id", "a.css", "e.map"]);
    }

    #[test]
    fn a_template_names_a_static_file_with_the_tag_or_the_function() {
        for (text, expected) in [
            (
                "<link href=\"{% static 'css/a.css' %}\">",
                Some("css/a.css"),
            ),
            ("{%static \"a.js\" as it%}", Some("a.js")),
            ("{{ static('a.js') }}", Some("a.js")),
            (
                "{% static name %} {% load static %} <p>static 'x'</p>",
                None,
            ),
            ("ends with {% static", None),
        ] {
            let found = named_in_template(text);
            assert_eq!(found.first().map(|(_, target)| *target), expected, "{text}");
        }
    }

    #[test]
    fn what_a_module_asks_for_inside_of_functions_is_not_asked_for_while_it_is_imported() {
        for (code, expected) in [
            ("PHOTO = static('a.png')", Some((2, "a.png"))),
            ("class A:\n    x = [static('a.png')]", Some((3, "a.png"))),
            ("def f():\n    return static('a.png')", None),
            ("f = lambda: static('a.png')", None),
        ] {
            let text = format!("from django.templatetags.static import static\n{code}\n");
            let found = asked_for_while_imported(&Module::of_text(&text));
            let found = found
                .as_ref()
                .map(|(line, target)| (*line, target.as_str()));
            assert_eq!(found, expected, "{code}");
        }
        let other =
            Module::of_text("from django.conf.urls.static import static\nx = static('a')\n");
        assert_eq!(asked_for_while_imported(&other), None);
    }
}
