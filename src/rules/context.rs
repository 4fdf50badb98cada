//! What rules see: the project's facts, the choices, and the settings in both worlds.

use crate::answers::AnswerError;
use crate::choices::{Choices, Generation};
use crate::dependencies::Dependencies;
use crate::discover::DiscoverError;
use crate::discover::project::{Hints, Project};
use crate::discover::switch::Switch;
use crate::discover::tree::Tree;
use crate::finding::{Finding, Span};
use crate::path::RepoPath;
use crate::platform::{DjangoVersion, Feature};
use crate::python::ast::Expr;
use crate::python::imports::{Import, is_imported};
use crate::python::{Module, PathStyle, Style, TextSize};
use crate::settings::{Data, EnvRead, Settings, Site, Value};
use crate::templates::Templates;

mod touched;

pub use touched::{Binding, Obstacle};

/// What a rule about the repository sees.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The project's facts.
    pub project: &'a Project,
    /// The flags and answers.
    pub choices: &'a Choices,
    /// What files and blocks are made from.
    pub templates: &'a Templates,
}

impl<'a> Context<'a> {
    /// What a rule about files alone sees of it.
    pub fn files(&self) -> Files<'a> {
        Files {
            tree: &self.project.tree,
            hints: &self.project.hints,
            project: Some(self.project),
            dependencies: &self.project.dependencies,
            generation: self.choices.generation,
            unread: None,
        }
    }
}

/// What a rule about files alone sees.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// The repository's files.
    pub tree: &'a Tree,
    /// What the user says about the project, and which files are not pushed.
    pub hints: &'a Hints,
    /// The project's facts, as far as they could be read.
    pub project: Option<&'a Project>,
    /// What the project depends on.
    pub dependencies: &'a Dependencies,
    /// Where it is going to run.
    pub generation: Generation,
    /// Why the rules that need settings have to be silent.
    pub unread: Option<Unread<'a>>,
}

/// Why a project cannot be judged by its settings.
#[derive(Clone, Copy, Debug)]
pub enum Unread<'a> {
    /// The project, or its settings, cannot be read.
    Project(&'a DiscoverError),
    /// No Python on Heroku runs it.
    Python(&'a AnswerError),
}

impl Files<'_> {
    /// The folder that holds manage.py, as far as it is known.
    pub fn folder(&self) -> &RepoPath {
        self.project
            .map_or(&self.hints.top, |project| &project.folder)
    }

    /// A file at the repository's root, as text with its path; `None` where it is not there or is
    /// not UTF-8.
    pub fn at_root(&self, name: &str) -> Option<(RepoPath, String)> {
        let path = RepoPath::new(name)?;
        let text = self.tree.text(&path).ok()??;
        Some((path, text))
    }

    /// Whether a file stands at the repository's root.
    pub fn has_at_root(&self, name: &str) -> bool {
        RepoPath::new(name).is_some_and(|path| self.tree.is_file(&path))
    }

    /// Whether a file is pushed, as far as git was asked.
    pub fn is_pushed(&self, path: &RepoPath) -> bool {
        !self.hints.not_pushed.contains(path)
    }
}

/// What a rule about settings sees.
#[derive(Clone, Copy, Debug)]
pub struct SettingsContext<'a> {
    /// The rest of the project.
    pub base: Context<'a>,
    /// The settings in both worlds.
    pub settings: &'a Settings,
    /// The version of Django that loads them.
    pub django: DjangoVersion,
}

impl<'a> SettingsContext<'a> {
    /// What rules see of the settings; `None` where the project's settings cannot be read.
    pub fn new(base: Context<'a>) -> Option<Self> {
        let settings = base.project.settings.as_ref().ok()?;
        Some(Self {
            base,
            settings,
            django: base.project.django.value,
        })
    }

    /// A setting at home.
    pub fn home(&self, name: &str) -> Option<&'a Value> {
        self.settings.home.get(name)
    }

    /// A setting on Heroku. One that nothing known sets is unknown where something unknown may have
    /// set it.
    pub fn heroku(&self, name: &str) -> Option<&'a Value> {
        self.settings.heroku.look_up(name)
    }

    /// Whether something that is known sets a setting on Heroku.
    pub fn sets(&self, name: &str) -> bool {
        self.settings.heroku.get(name).is_some()
    }

    /// What is true on Heroku and false at home.
    pub fn switch(&self) -> &'a Switch {
        &self.base.project.switch
    }

    /// `code` as what only Heroku runs.
    pub fn guarded(&self, code: &str) -> String {
        format!("if {}:\n{}", self.switch().test(), indented(code))
    }

    /// The environment variable that a value's expression reads first, itself or by a function of the
    /// project's own that is told its name.
    pub fn variable_read_by(&self, binding: &Binding<'_>) -> Option<&'a str> {
        let (read, _) = self.read_by(binding)?;
        Some(&read.name)
    }

    /// The default of the environment variable that a value's expression reads first.
    pub fn default_read_by(&self, binding: &Binding<'_>) -> Option<&'a Expr> {
        let (_, call) = self.read_by(binding)?;
        let call = call.as_call_expr()?;
        let default = call.arguments.find_keyword("default");
        let second = || match &*call.arguments.args {
            [name, default] if name.is_string_literal_expr() => Some(default),
            _ => None,
        };
        default.map(|keyword| &keyword.value).or_else(second)
    }

    /// What a value's expression reads first, and the part of it that does.
    pub fn read_by(&self, binding: &Binding<'_>) -> Option<(&'a EnvRead, &'a Expr)> {
        let module = self.file(binding.path())?;
        let mut reads = self.settings.heroku.env_reads.iter();
        let own = reads.clone().find(|read| {
            read.site.path == *binding.path() && binding.range().contains_range(read.site.range)
        });
        if let Some(read) = own {
            let (_, part) = self.expr(&read.site)?;
            return Some((read, part));
        }
        let call = module.expr_at(binding.range())?;
        let name = call.as_call_expr()?.arguments.args.first()?;
        let name = module.string_value(name)?;
        reads
            .find(|read| read.name == name)
            .map(|read| (read, call))
    }

    /// The backend of static files on Heroku, as far as the settings say it.
    pub fn static_backend(&self) -> Option<&'a str> {
        let [new, old] = self.settings.heroku.static_backends();
        let new = new.filter(|_| self.django.has(Feature::Storages));
        let old = old.filter(|_| self.django.has(Feature::OldStorageSettings));
        new.or(old)?.as_str()
    }

    /// Whether static files are served by something else than the app: a bucket, mostly.
    pub fn static_files_live_elsewhere(&self) -> bool {
        self.static_backend().is_some_and(|backend| {
            !backend.starts_with("django.") && !backend.starts_with("whitenoise.")
        })
    }

    /// An expression for a path below the project's folder, by the setting that holds that folder;
    /// `None` where no name stands for it.
    pub fn path_below_base(&self, name: &str) -> Option<String> {
        let base = self.base.project.base_folder.as_deref()?;
        let known = |value: &&Value| value.is_known();
        let value = self.home(base).filter(known).or_else(|| self.heroku(base));
        match &value?.data {
            Data::Path(_) => Some(format!("{base} / \"{name}\"")),
            Data::Str(_) => Some(format!("os.path.join({base}, \"{name}\")")),
            _ => None,
        }
    }

    /// An expression for a path below the project's folder, by the place of `module` itself, and
    /// the import that it needs.
    pub fn path_below_file(&self, module: &Module, name: &str) -> (String, Import) {
        let below = module.path.relative_to(&self.base.project.folder);
        let depth = below.split('/').count();
        match Style::of(module).paths {
            PathStyle::Pathlib => {
                let parents = ".parent".repeat(depth);
                let import = Import::name("pathlib", "Path");
                let path = is_imported(module, &import, TextSize::of(module.text()));
                let path = path.as_deref().unwrap_or("Path");
                let code = format!("{path}(__file__).resolve(){parents} / \"{name}\"");
                (code, import)
            }
            PathStyle::OsPath => {
                let (open, close) = ("os.path.dirname(".repeat(depth), ")".repeat(depth));
                let code =
                    format!("os.path.join({open}os.path.abspath(__file__){close}, \"{name}\")");
                (code, Import::module("os"))
            }
        }
    }

    /// The file that the settings end in: the settings module itself, or the one in which their class
    /// is written.
    pub fn module(&self) -> &'a Module {
        let end = self.base.project.settings_end();
        end.map_or_else(
            || &*self.settings.modules[&self.settings.path],
            |end| end.module,
        )
    }

    /// The file that takes what only Heroku runs: one that home never runs, where there is one.
    pub fn production_path(&self) -> &'a RepoPath {
        let end = self.base.project.production_end();
        end.map_or(&self.settings.path, |end| &end.module.path)
    }

    /// A file of the settings.
    pub fn file(&self, path: &RepoPath) -> Option<&'a Module> {
        self.settings.modules.get(path).map(AsRef::as_ref)
    }

    /// The line of a site, from 1.
    pub fn line(&self, site: &Site) -> usize {
        self.file(&site.path)
            .map_or(1, |module| module.line(site.range.start()))
    }

    /// The lines and columns of a site.
    pub fn span(&self, site: &Site) -> Option<Span> {
        let module = self.file(&site.path)?;
        let (line, column) = module.position(site.range.start());
        let (end_line, end_column) = module.position(site.range.end());
        Some(Span {
            line,
            column,
            end_line,
            end_column,
        })
    }

    /// The same finding at the expression that a value comes from; at the statement that touches
    /// `setting` last, where no single expression made it.
    pub fn at_value(&self, finding: Finding, value: &Value, setting: &str) -> Finding {
        let span = value
            .site
            .as_ref()
            .and_then(|site| Some((site, self.span(site)?)));
        match span {
            Some((site, span)) => finding.over(&site.path, span),
            None => self.place(finding, setting),
        }
    }

    /// The expression at a site.
    pub fn expr(&self, site: &Site) -> Option<(&'a Module, &'a Expr)> {
        let module = self.file(&site.path)?;
        Some((module, module.expr_at(site.range)?))
    }
}

/// `code` one level deeper.
fn indented(code: &str) -> String {
    let line = |line: &str| {
        if line.is_empty() {
            String::new()
        } else {
            format!("    {line}")
        }
    };
    code.trim_end()
        .lines()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}
