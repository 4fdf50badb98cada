//! Literals and names, between Python's spelling and their meaning.

use std::fmt::Write;

use ruff_python_ast::Expr;

use super::Module;

impl Module {
    /// The text of a string literal, implicit concatenation included; `None` for any other
    /// expression. Line ends inside are `"\n"` whatever the file has, as Python reads them.
    pub fn string_value(&self, expression: &Expr) -> Option<String> {
        let literal = expression.as_string_literal_expr()?;
        let source = self.slice(literal);
        if !source.contains('\r') {
            return Some(literal.value.to_str().to_owned());
        }
        let unix = source.replace("\r\n", "\n").replace('\r', "\n");
        let parsed = ruff_python_parser::parse_expression(&format!("({unix})")).ok()?;
        let literal = parsed.expr().as_string_literal_expr()?;
        Some(literal.value.to_str().to_owned())
    }
}

/// `os.path.join` for the expression that says so; `None` where it is more than names and dots.
pub fn dotted_name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => {
            let mut name = dotted_name(&attribute.value)?;
            name.push('.');
            name.push_str(attribute.attr.as_str());
            Some(name)
        }
        _ => None,
    }
}

/// `text` as a Python string literal in `quote`s, or in the other ones where that spares escapes.
pub fn string_literal(text: &str, quote: Quote) -> String {
    let quote = if text.contains(quote.as_char()) && !text.contains(quote.other().as_char()) {
        quote.other()
    } else {
        quote
    }
    .as_char();
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for c in text.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c == quote => {
                literal.push('\\');
                literal.push(c);
            }
            c if c.is_control() => {
                // No control character stands above U+009F; writing to a string never fails.
                let _ = write!(literal, "\\x{:02x}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push(quote);
    literal
}

/// The quotes that strings stand in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// `'`
    Single,
    /// `"`
    #[default]
    Double,
}

impl Quote {
    /// The character.
    pub fn as_char(self) -> char {
        match self {
            Self::Single => '\'',
            Self::Double => '"',
        }
    }

    /// The other quotes.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Single => Self::Double,
            Self::Double => Self::Single,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn value(code: &str) -> Option<String> {
        let module = Module::of_text(code);
        module.string_value(&module.body()[0].as_expr_stmt()?.value)
    }

    #[test]
    fn a_rendered_string_reads_back_as_the_same_text() {
        for text in [
            "plain",
            "it's",
            "say \"hi\"",
            "'\"",
            "a\\b",
            "line\nline\r\n\ttab",
            "\x07\u{85}",
            "höhe 😀",
            "",
        ] {
            for quote in [Quote::Single, Quote::Double] {
                let literal = string_literal(text, quote);
                assert_eq!(value(&literal).as_deref(), Some(text), "{literal}");
            }
        }
    }

    #[test]
    fn quotes_change_where_that_spares_an_escape() {
        assert_eq!(string_literal("it's", Quote::Single), "\"it's\"");
        assert_eq!(
            string_literal("it's \"x\"", Quote::Single),
            "'it\\'s \"x\"'"
        );
    }

    #[test]
    fn implicit_concatenation_is_one_text() {
        assert_eq!(value("('a' \"b\"\n 'c')").as_deref(), Some("abc"));
        assert_eq!(value("f'a'"), None);
    }

    #[test]
    fn line_ends_in_a_string_are_read_as_python_reads_them() {
        let text = value("'''a\r\nb\rc\\r'''");
        assert_eq!(text.as_deref(), Some("a\nb\nc\r"));
    }

    #[test]
    fn a_dotted_name_is_names_and_dots_only() {
        let name = |code: &str| {
            let module = Module::of_text(code);
            dotted_name(&module.body()[0].as_expr_stmt().unwrap().value)
        };
        assert_eq!(name("os.path.join").as_deref(), Some("os.path.join"));
        assert_eq!(name("os.path().join"), None);
    }
}
