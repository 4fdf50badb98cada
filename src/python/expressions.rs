//! Replacing and wrapping expressions, with parentheses where Python needs them.

mod place;

use ruff_python_ast::operator_precedence::OperatorPrecedence;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use self::place::{Place, is_bare_tuple};
use super::lines::indented;
use super::{Edit, Module};

/// Replaces `expression` by `code`, with parentheses around it where its place needs them.
///
/// Parentheses that are around the expression already stay, and so does everything else on its
/// lines. `None` where `code` is no expression, where the place is inside an f-string, whose quotes
/// rule out others, and for parts that are no expression by themselves (`*args`, `1:2`).
pub fn replace(module: &Module, expression: &Expr, code: &str) -> Option<Edit> {
    // What people wrote beside a part of it would be lost.
    if module.has_comment_in(expression.range()) {
        return None;
    }
    let place = Place::of(module, expression)?;
    let new = Code::parse(code)?;
    let fits = place.takes(new.precedence, new.is_bare_tuple) && (new.is_one_line || place.spans);
    let start = expression.start();
    let code = indented(code, module.indentation_at(start), module.newline_at(start));
    let code = if fits { code } else { format!("({code})") };
    Some(Edit::replacement(expression.range(), code))
}

/// Replaces what `statement` assigns; `X: int` without a value gets one. What else stands on its
/// lines stays.
///
/// `None` where it assigns nothing, or as [`replace`] says.
pub fn replace_value(module: &Module, statement: &Stmt, code: &str) -> Option<Edit> {
    match statement {
        Stmt::Assign(assign) => replace(module, &assign.value, code),
        Stmt::AugAssign(assign) => replace(module, &assign.value, code),
        Stmt::AnnAssign(assign) => {
            if let Some(value) = &assign.value {
                return replace(module, value, code);
            }
            let new = Code::parse(code)?;
            let text = if new.is_one_line && !new.is_bare_tuple {
                format!(" = {code}")
            } else {
                format!(" = ({code})")
            };
            Some(Edit::insertion(assign.annotation.end(), text))
        }
        _ => None,
    }
}

/// What is built around an expression that stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// A conditional: `A if C else …`, `… if C else B`.
    Conditional,
    /// `A or …`, `… or B`.
    Or,
    /// `A + …`, `… + B`.
    Sum,
    /// An argument or element: `f(…)`, `[…]`.
    Brackets,
}

impl Wrapping {
    fn precedence(self) -> OperatorPrecedence {
        match self {
            Self::Conditional => OperatorPrecedence::IfElse,
            Self::Or => OperatorPrecedence::Or,
            Self::Sum => OperatorPrecedence::AddSub,
            Self::Brackets => OperatorPrecedence::CallAttribute,
        }
    }

    /// Whether `expression` needs parentheses as a part of it.
    fn needs_parentheses(self, expression: &Expr, before: &str, behind: &str) -> bool {
        let binds = OperatorPrecedence::from(expression);
        // On the side where the operator groups by itself, its like needs no parentheses.
        let groups = match self {
            Self::Brackets => binds >= OperatorPrecedence::Lambda,
            Self::Conditional => behind.is_empty() && binds == self.precedence(),
            Self::Or | Self::Sum => before.is_empty() && binds == self.precedence(),
        };
        let loose = !groups && binds <= self.precedence();
        loose || is_bare_tuple(expression)
    }
}

/// Puts `before` and `behind` around `expression`, which itself stays as it is written, and
/// parentheses wherever the bigger expression or its part needs them. An expression can be wrapped
/// once: the halves of two wrappings would not nest.
///
/// `None` inside an f-string, whose quotes rule out others, and for parts that are no expression by
/// themselves (`*args`, `1:2`).
pub fn wrap(
    module: &Module,
    expression: &Expr,
    wrapping: Wrapping,
    before: &str,
    behind: &str,
) -> Option<[Edit; 2]> {
    let place = Place::of(module, expression)?;
    let (open, close) = if wrapping.needs_parentheses(expression, before, behind) {
        ("(", ")")
    } else {
        ("", "")
    };
    let (outer_open, outer_close) = if place.takes(wrapping.precedence(), false) {
        ("", "")
    } else {
        ("(", ")")
    };
    Some([
        Edit::insertion(expression.start(), format!("{outer_open}{before}{open}")),
        Edit::insertion(expression.end(), format!("{close}{behind}{outer_close}")),
    ])
}

/// What a piece of code is as an expression.
struct Code {
    precedence: OperatorPrecedence,
    is_bare_tuple: bool,
    /// Whether it needs no brackets around it to be one logical line.
    is_one_line: bool,
}

impl Code {
    fn parse(code: &str) -> Option<Self> {
        if let Ok(parsed) = ruff_python_parser::parse_expression(code) {
            let expression = parsed.expr();
            let in_parentheses = expression.range().len() < TextSize::of(code.trim());
            return Some(Self {
                precedence: match expression {
                    _ if in_parentheses => OperatorPrecedence::Atomic,
                    // `1.real` is a syntax error.
                    Expr::NumberLiteral(_) => OperatorPrecedence::Await,
                    expression => expression.into(),
                },
                is_bare_tuple: is_bare_tuple(expression),
                is_one_line: true,
            });
        }
        let bracketed = format!("({code}\n)");
        let parsed = ruff_python_parser::parse_expression(&bracketed).ok()?;
        if !is_one_bracket(parsed.tokens()) {
            return None;
        }
        let expression = parsed.expr();
        Some(Self {
            precedence: expression.into(),
            is_bare_tuple: expression.is_tuple_expr()
                && expression.range().len() == TextSize::of(&bracketed),
            is_one_line: false,
        })
    }
}

/// Whether the first bracket of `tokens` is closed by their last one.
fn is_one_bracket(tokens: &[Token]) -> bool {
    let mut open = 0_usize;
    let mut closed = 0_usize;
    for token in tokens {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => open += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                open = open.saturating_sub(1);
                closed += usize::from(open == 0);
            }
            _ => {}
        }
    }
    closed == 1
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
