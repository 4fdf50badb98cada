//! What an expression must be like to stand where another one stands.

use ruff_python_ast::operator_precedence::OperatorPrecedence;
use ruff_python_ast::token::{TokenKind, parenthesized_range};
use ruff_python_ast::{AnyNodeRef, Expr, ExprRef};
use ruff_text_size::{Ranged, TextRange};

use crate::python::Module;

/// What the place of an expression demands of another one there.
pub(super) struct Place {
    /// The loosest operator that needs no parentheses.
    loosest: OperatorPrecedence,
    takes_bare_tuple: bool,
    /// Whether brackets around it let it span lines.
    pub(super) spans: bool,
}

impl Place {
    /// `None` inside an f-string, whose quotes rule out others, and for what is an expression only
    /// together with its surroundings: `*args`, `1:2`, the generator of `any(x for x in y)`.
    pub(super) fn of(module: &Module, expression: &Expr) -> Option<Self> {
        let is_part = match expression {
            Expr::Starred(_) | Expr::Slice(_) => true,
            Expr::Generator(generator) => !generator.parenthesized,
            _ => false,
        };
        if is_part {
            return None;
        }
        let nodes = module.nodes_around(expression.range());
        let own = nodes
            .iter()
            .position(|node| node.ptr_eq(AnyNodeRef::from(expression)))?;
        let around = nodes.get(own + 1..)?;
        let parent = *around.first()?;
        let in_interpolation = around
            .iter()
            .any(|node| matches!(node, AnyNodeRef::InterpolatedElement(_)));
        if in_interpolation {
            return None;
        }
        let parentheses =
            parenthesized_range(ExprRef::from(expression), parent, module.tokens()).is_some();
        if parentheses {
            return Some(Self {
                loosest: OperatorPrecedence::None,
                takes_bare_tuple: true,
                spans: true,
            });
        }
        let statement = around.iter().find(|node| node.is_statement())?;
        Some(Self {
            loosest: loosest_in(parent, expression),
            takes_bare_tuple: matches!(
                parent,
                AnyNodeRef::StmtAssign(_)
                    | AnyNodeRef::StmtAugAssign(_)
                    | AnyNodeRef::StmtReturn(_)
                    | AnyNodeRef::StmtExpr(_)
            ),
            spans: open_brackets(
                module,
                TextRange::new(statement.start(), expression.start()),
            ) > 0,
        })
    }

    pub(super) fn takes(&self, precedence: OperatorPrecedence, is_bare_tuple: bool) -> bool {
        precedence >= self.loosest && (self.takes_bare_tuple || !is_bare_tuple)
    }
}

/// The loosest operator that `parent` takes in the place of its part `expression`. Where both sides
/// of an operator differ, the stricter one holds for both.
fn loosest_in(parent: AnyNodeRef, expression: &Expr) -> OperatorPrecedence {
    let is_here = |part: &Expr| part.range() == expression.range();
    match parent {
        AnyNodeRef::StmtAssign(_)
        | AnyNodeRef::StmtAugAssign(_)
        | AnyNodeRef::StmtAnnAssign(_)
        | AnyNodeRef::StmtReturn(_)
        | AnyNodeRef::StmtExpr(_)
        | AnyNodeRef::StmtIf(_)
        | AnyNodeRef::ElifElseClause(_)
        | AnyNodeRef::StmtWhile(_)
        | AnyNodeRef::StmtAssert(_)
        | AnyNodeRef::StmtFor(_)
        | AnyNodeRef::Arguments(_)
        | AnyNodeRef::Keyword(_)
        | AnyNodeRef::ParameterWithDefault(_)
        | AnyNodeRef::ExprList(_)
        | AnyNodeRef::ExprTuple(_)
        | AnyNodeRef::ExprSet(_)
        | AnyNodeRef::ExprDict(_)
        | AnyNodeRef::ExprListComp(_)
        | AnyNodeRef::ExprSetComp(_)
        | AnyNodeRef::ExprLambda(_)
        | AnyNodeRef::ExprNamed(_) => OperatorPrecedence::Lambda,
        AnyNodeRef::ExprSubscript(subscript) if is_here(&subscript.slice) => {
            OperatorPrecedence::Lambda
        }
        AnyNodeRef::ExprIf(conditional) if is_here(&conditional.orelse) => {
            OperatorPrecedence::IfElse
        }
        AnyNodeRef::ExprIf(_) | AnyNodeRef::Comprehension(_) => OperatorPrecedence::Or,
        AnyNodeRef::ExprBoolOp(operation) => tighter(operation.op.into()),
        AnyNodeRef::ExprUnaryOp(operation) => operation.op.into(),
        AnyNodeRef::ExprCompare(_) | AnyNodeRef::ExprStarred(_) => OperatorPrecedence::BitOr,
        AnyNodeRef::ExprBinOp(operation) => tighter(operation.op.into()),
        AnyNodeRef::ExprAttribute(_) | AnyNodeRef::ExprCall(_) | AnyNodeRef::ExprSubscript(_) => {
            OperatorPrecedence::CallAttribute
        }
        _ => OperatorPrecedence::Atomic,
    }
}

/// The next tighter operator.
fn tighter(precedence: OperatorPrecedence) -> OperatorPrecedence {
    use OperatorPrecedence as P;
    match precedence {
        P::Or => P::And,
        P::And => P::Not,
        P::BitOr => P::BitXor,
        P::BitXor => P::BitAnd,
        P::BitAnd => P::LeftRightShift,
        P::LeftRightShift => P::AddSub,
        P::AddSub => P::MulDivRemain,
        P::MulDivRemain => P::PosNegBitNot,
        _ => P::Await,
    }
}

/// Whether it is a tuple without parentheses.
pub(super) fn is_bare_tuple(expression: &Expr) -> bool {
    expression
        .as_tuple_expr()
        .is_some_and(|tuple| !tuple.parenthesized)
}

/// How many brackets are open at the end of `range`, which begins where none is.
fn open_brackets(module: &Module, range: TextRange) -> usize {
    let mut open = 0_usize;
    for token in module.tokens().in_range(range) {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => open += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}
