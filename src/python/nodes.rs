//! From a range back to the node that stands there, and to what it stands in.

use ruff_python_ast::visitor::source_order::{
    SourceOrderVisitor, TraversalSignal, walk_body, walk_expr, walk_stmt,
};
use ruff_python_ast::{AnyNodeRef, Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::Module;

impl Module {
    /// The expression that is exactly at `range`.
    pub fn expr_at(&self, range: TextRange) -> Option<&Expr> {
        let way = Way::to(self, range);
        way.expressions
            .into_iter()
            .find(|expression| expression.range() == range)
    }

    /// The statement that is exactly at `range`, at the top level or in a block.
    pub fn stmt_at(&self, range: TextRange) -> Option<&Stmt> {
        let (block, index) = self.block_of(range)?;
        block.get(index)
    }

    /// The block that the statement at `range` is in, and its index there.
    pub fn block_of(&self, range: TextRange) -> Option<(&[Stmt], usize)> {
        let way = Way::to(self, range);
        way.blocks.into_iter().find_map(|block| {
            let index = block.iter().position(|stmt| stmt.range() == range)?;
            Some((block, index))
        })
    }

    /// The innermost statement that holds `range`.
    pub fn stmt_around(&self, range: TextRange) -> Option<&Stmt> {
        Way::to(self, range).statements.pop()
    }

    /// The nodes that hold `range`, the innermost first, the module itself left out.
    pub fn nodes_around(&self, range: TextRange) -> Vec<AnyNodeRef<'_>> {
        let mut nodes = Way::to(self, range).nodes;
        nodes.reverse();
        nodes
    }

    /// The module's docstring.
    pub fn docstring(&self) -> Option<&Stmt> {
        let first = self.body().first()?;
        first
            .as_expr_stmt()
            .is_some_and(|statement| statement.value.is_string_literal_expr())
            .then_some(first)
    }

    /// Whether the statement at `range` is the last one of the module.
    pub fn is_last_statement(&self, range: TextRange) -> bool {
        self.body().last().is_some_and(|last| last.range() == range)
    }
}

/// What is passed on the way from the module down to a range, outermost first.
struct Way<'a> {
    range: TextRange,
    nodes: Vec<AnyNodeRef<'a>>,
    blocks: Vec<&'a [Stmt]>,
    statements: Vec<&'a Stmt>,
    expressions: Vec<&'a Expr>,
}

impl<'a> Way<'a> {
    fn to(module: &'a Module, range: TextRange) -> Self {
        let mut way = Self {
            range,
            nodes: Vec::new(),
            blocks: Vec::new(),
            statements: Vec::new(),
            expressions: Vec::new(),
        };
        way.visit_body(module.body());
        way
    }

    fn leads_through(&self, node: impl Ranged) -> bool {
        node.range().contains_range(self.range)
    }
}

impl<'a> SourceOrderVisitor<'a> for Way<'a> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        if self.leads_through(node) {
            self.nodes.push(node);
            TraversalSignal::Traverse
        } else {
            TraversalSignal::Skip
        }
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        if body.iter().any(|stmt| self.leads_through(stmt)) {
            self.blocks.push(body);
            walk_body(self, body);
        }
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.leads_through(stmt) {
            self.statements.push(stmt);
            walk_stmt(self, stmt);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if self.leads_through(expr) {
            self.expressions.push(expr);
            walk_expr(self, expr);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range_of(module: &Module, code: &str) -> TextRange {
        let start = module.text().find(code).unwrap();
        TextRange::at(
            u32::try_from(start).unwrap().into(),
            ruff_text_size::TextSize::of(code),
        )
    }

    const CODE: &str = "'''Doc.'''\nclass A:\n    X = 1\n    if X:\n        Y = [a.b, {'k': c}]\n";

    #[test]
    fn an_expression_is_found_by_its_exact_range_only() {
        let module = Module::of_text(CODE);
        let found = module.expr_at(range_of(&module, "{'k': c}")).unwrap();
        assert!(found.is_dict_expr());
        assert!(module.expr_at(range_of(&module, "{'k': ")).is_none());
    }

    #[test]
    fn a_statement_knows_its_block() {
        let module = Module::of_text(CODE);
        let (block, index) = module.block_of(range_of(&module, "X = 1")).unwrap();
        assert_eq!((block.len(), index), (2, 0));
        let inner = range_of(&module, "a.b");
        assert!(module.stmt_around(inner).unwrap().is_assign_stmt());
        assert!(module.stmt_at(inner).is_none());
    }

    #[test]
    fn the_nodes_around_a_range_begin_with_the_innermost() {
        let module = Module::of_text(CODE);
        let nodes = module.nodes_around(range_of(&module, "c}").sub_end(1.into()));
        assert!(matches!(nodes[0], AnyNodeRef::ExprName(_)));
        assert!(matches!(nodes[1], AnyNodeRef::ExprDict(_)));
        assert!(matches!(nodes.last(), Some(AnyNodeRef::StmtClassDef(_))));
    }

    #[test]
    fn only_a_string_at_the_top_is_a_docstring() {
        assert!(Module::of_text(CODE).docstring().is_some());
        assert!(Module::of_text("X = 1\n'text'\n").docstring().is_none());
    }

    #[test]
    fn the_way_into_a_long_sum_is_not_too_deep() {
        let text = format!("X = a{}\n", " + b".repeat(3_000));
        let module = Module::of_text(&text);
        let leaf = module.expr_at(range_of(&module, "a")).unwrap();
        assert!(leaf.is_name_expr());
    }
}
