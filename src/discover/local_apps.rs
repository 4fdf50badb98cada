//! The project's own apps: those in `INSTALLED_APPS` whose code is in the repository.

use crate::discover::project::Project;
use crate::path::RepoPath;
use crate::python::Module;
use crate::python::ast::Expr;
use crate::python::ast::visitor::{Visitor, walk_expr};
use crate::settings::{Settings, Value};

/// Their folders, in the order in which Django loads them.
pub fn folders<'a>(
    project: &'a Project,
    settings: &'a Settings,
) -> impl Iterator<Item = RepoPath> + 'a {
    let apps = settings
        .heroku
        .get("INSTALLED_APPS")
        .and_then(Value::elements)
        .unwrap_or_default();
    apps.iter()
        .filter_map(Value::as_str)
        .filter_map(|name| folder(project, name))
}

/// The folder of an app: `shop`, `apps.shop`, `shop.apps.ShopConfig`.
fn folder(project: &Project, name: &str) -> Option<RepoPath> {
    let name = name
        .split_once(".apps.")
        .filter(|(_, class)| class.starts_with(|c: char| c.is_ascii_uppercase()))
        .map_or(name, |(package, _)| package);
    let folder = project.folder.join(&name.replace('.', "/"))?;
    project.tree.is_folder(&folder).then_some(folder)
}

/// Where their models have a field for images, which Django does not check without Pillow
/// (fields.E210).
pub fn image_field(project: &Project, settings: &Settings) -> Option<RepoPath> {
    folders(project, settings)
        .flat_map(|folder| model_files(project, &folder))
        .find(|path| {
            let module = project.tree.module(path);
            module.is_ok_and(|read| read.is_some_and(|it| it.is_ok_and(|it| has_image_field(&it))))
        })
}

/// models.py, or the files of the package that stands in its place.
fn model_files(project: &Project, app: &RepoPath) -> Vec<RepoPath> {
    let single = app.join("models.py");
    if let Some(path) = single.filter(|path| project.tree.is_file(path)) {
        return vec![path];
    }
    let Some(package) = app.join("models") else {
        return Vec::new();
    };
    let files = project.tree.list(&package).into_iter();
    files
        .filter(|(name, _)| name.rsplit('.').next() == Some("py"))
        .filter_map(|(name, _)| package.join(&name))
        .collect()
}

fn has_image_field(module: &Module) -> bool {
    // Most files say it nowhere, and need no walk.
    if !module.text().contains("ImageField") {
        return false;
    }
    let mut fields = ImageFields(false);
    fields.visit_body(module.body());
    fields.0
}

/// Whether something calls `ImageField` or `models.ImageField`.
struct ImageFields(bool);

impl<'a> Visitor<'a> for ImageFields {
    fn visit_expr(&mut self, expr: &'a Expr) {
        self.0 |= expr.as_call_expr().is_some_and(|call| match &*call.func {
            Expr::Name(name) => name.id == "ImageField",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "ImageField",
            _ => false,
        });
        walk_expr(self, expr);
    }
}
