//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::choices::{Database, Feature, Generation, Server};
use crate::config::RuleName;
use crate::dependencies::Manager;
use crate::finding::Level;
use crate::platform::{AppName, DjangoVersion, PythonVersion};

/// Makes an existing Django project's first push to Heroku work.
#[derive(Debug, Parser)]
#[command(
    name = "herokuify",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask a few questions, show a diff, write all of it or nothing, and commit
    Init(Box<Init>),
    /// Tell what would fail or is unsafe on Heroku; writes nothing
    Check(Box<Check>),
    /// Show what was found, and each setting at home and on Heroku
    Inspect(Inspect),
    /// Tell a rule's reason, what it changes, and how to do it by hand
    Explain(Explain),
    /// Take the last init back
    Undo(Undo),
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What a script learns from `init`.
const INIT_EXIT_CODES: &str = "\
Exit codes:
  0  the project is ready, or was already
  1  something is left that only a person can mend
  2  nothing could be done, and nothing was written";

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON document on stdout
    Json,
}

/// `herokuify init`.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = INIT_EXIT_CODES)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Init {
    /// The Django project's folder
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,

    /// The app's name on Heroku; by default that of the git remote `heroku`, of app.json or of the
    /// folder
    #[arg(long, value_name = "NAME", help_heading = "Answers")]
    pub app: Option<AppName>,

    /// The Python version that Heroku is to install; by default the one in use, if Heroku has it
    #[arg(long, value_name = "X.Y", help_heading = "Answers")]
    pub python: Option<PythonVersion>,

    /// The Django version, where nothing in the project says it
    #[arg(long, value_name = "X.Y", help_heading = "Answers")]
    pub django: Option<DjangoVersion>,

    /// The folder whose manage.py is meant, where there are several
    #[arg(long, value_name = "DIR", help_heading = "Answers")]
    pub project: Option<PathBuf>,

    /// The settings module that Heroku is to load
    #[arg(long, value_name = "MODULE", help_heading = "Answers")]
    pub settings: Option<String>,

    /// The server that answers requests; by default the project's own, else gunicorn
    #[arg(long, value_name = "NAME", help_heading = "Answers")]
    pub server: Option<Server>,

    /// What becomes of the database on Heroku: by default Postgres, unless the project runs on
    /// another server
    #[arg(long, value_name = "WHAT", help_heading = "Answers")]
    pub database: Option<Database>,

    /// The package manager whose files stay, where there are those of several
    #[arg(long, value_name = "NAME", help_heading = "Answers")]
    pub package_manager: Option<Manager>,

    /// Features to add, separated by commas
    #[arg(
        long,
        value_name = "FEATURE",
        value_delimiter = ',',
        help_heading = "Answers"
    )]
    pub with: Vec<Feature>,

    /// Features to leave out, separated by commas; on by default: release, app-json, hsts, logging
    #[arg(
        long,
        value_name = "FEATURE",
        value_delimiter = ',',
        help_heading = "Answers"
    )]
    pub without: Vec<Feature>,

    /// Heroku's generation; cedar, unless pyproject.toml says otherwise
    #[arg(long, value_name = "NAME", help_heading = "Answers")]
    pub generation: Option<Generation>,

    /// Write runtime.txt, which Heroku deprecates, instead of .python-version
    #[arg(long, help_heading = "Answers")]
    pub runtime_txt: bool,

    /// Run the package manager's lock command where the lock has to be made anew
    #[arg(long, help_heading = "Answers")]
    pub lock: bool,

    /// Ask nothing: take every default, and write
    #[arg(short, long, help_heading = "Running")]
    pub yes: bool,

    /// Print the diff on stdout and write nothing
    #[arg(long, conflicts_with = "check", help_heading = "Running")]
    pub dry_run: bool,

    /// Write nothing; exit with 1 if anything would change or is left to do by hand
    #[arg(long, help_heading = "Running")]
    pub check: bool,

    /// Write, but do not commit
    #[arg(long, help_heading = "Running")]
    pub no_commit: bool,

    /// Make a git repository and a first commit where there is none
    #[arg(long, help_heading = "Running")]
    pub git_init: bool,

    /// The commit's message
    #[arg(long, value_name = "TEXT", help_heading = "Running")]
    pub message: Option<String>,

    /// Go on although files to be changed have uncommitted changes, and commit those too
    #[arg(long, help_heading = "Running")]
    pub allow_dirty: bool,

    /// How to print the result
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "human",
        help_heading = "Running"
    )]
    pub format: Format,

    /// A folder with templates of your own, which replace those of the same name
    #[arg(long, value_name = "DIR", help_heading = "Running")]
    pub templates: Option<PathBuf>,
}

/// What a script learns from `check`.
const CHECK_EXIT_CODES: &str = "\
Exit codes:
  0  no finding of level error
  1  findings of level error
  2  a project could not be checked

A comment `# herokuify: ignore[RULE] REASON` behind a line, or on a line of its own before it, takes
that rule's findings there away. [tool.herokuify] in pyproject.toml holds whatever flags hold.";

/// `herokuify check`.
#[derive(Clone, Debug, Args)]
#[command(after_help = CHECK_EXIT_CODES)]
pub struct Check {
    /// The Django projects' folders
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// The only rules to check, separated by commas
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        help_heading = "Findings"
    )]
    pub select: Vec<RuleName>,

    /// Rules to leave out, separated by commas
    #[arg(
        long,
        value_name = "RULE",
        value_delimiter = ',',
        help_heading = "Findings"
    )]
    pub ignore: Vec<RuleName>,

    /// The lowest level to report; note, unless pyproject.toml says otherwise
    #[arg(long, value_name = "LEVEL", help_heading = "Findings")]
    pub level: Option<Level>,

    /// How to print the findings
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "human",
        help_heading = "Findings"
    )]
    pub format: CheckFormat,

    /// Heroku's generation; cedar, unless pyproject.toml says otherwise
    #[arg(long, value_name = "NAME", help_heading = "Project")]
    pub generation: Option<Generation>,

    /// The folder whose manage.py is meant, where there are several
    #[arg(long, value_name = "DIR", help_heading = "Project")]
    pub project: Option<PathBuf>,

    /// The settings module that Heroku is to load
    #[arg(long, value_name = "MODULE", help_heading = "Project")]
    pub settings: Option<String>,

    /// The Django version, where nothing in the project says it
    #[arg(long, value_name = "X.Y", help_heading = "Project")]
    pub django: Option<DjangoVersion>,

    /// A config var of the app; may be given several times
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Project")]
    pub env: Vec<EnvVar>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    #[default]
    Human,
    /// One JSON document; for several projects one a line
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub's workflows
    Github,
    /// JUnit's XML, for CI systems that show tests
    Junit,
}

/// `herokuify explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The rule; without it, the list of all
    #[arg(value_name = "RULE")]
    pub rule: Option<RuleName>,
}

/// `herokuify undo`.
#[derive(Debug, Args)]
pub struct Undo {
    /// The Django project's folder
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,

    /// Ask nothing
    #[arg(short, long)]
    pub yes: bool,
}

/// `herokuify inspect`.
#[derive(Debug, Args)]
#[command(after_help = INSPECT_HELP)]
pub struct Inspect {
    /// The Django project's folder
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,

    /// The folder whose manage.py is meant, where there are several
    #[arg(long, value_name = "DIR")]
    pub project: Option<PathBuf>,

    /// The settings module that Heroku is to load
    #[arg(long, value_name = "MODULE")]
    pub settings: Option<String>,

    /// The Django version, where nothing in the project says it
    #[arg(long, value_name = "X.Y")]
    pub django: Option<DjangoVersion>,

    /// A config var of the app; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    pub env: Vec<EnvVar>,

    /// Show secrets as they are
    #[arg(long)]
    pub show_secrets: bool,

    /// How to print the result
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,

    /// Let the project's own Python load the settings in both environments, and list what Django
    /// computes otherwise; runs code of the project, and asks before
    #[arg(long, help_heading = "Proof")]
    pub prove: bool,

    /// The Python to ask; by default that of the active virtual environment, or of .venv, venv or
    /// env in the project
    #[arg(long, value_name = "FILE", requires = "prove", help_heading = "Proof")]
    pub python_executable: Option<PathBuf>,

    /// Ask nothing before the settings are run
    #[arg(short, long, requires = "prove", help_heading = "Proof")]
    pub yes: bool,
}

/// What a script learns from `inspect`.
const INSPECT_HELP: &str = "\
Home is this folder as it lies on the disk, with no variable set; a file that is not in it is not
there. Heroku has what is committed, and the variables of a dyno.

Exit codes:
  0  done
  1  with --prove: Django computes some setting otherwise
  2  it could not";

/// `NAME=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvVar {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl FromStr for EnvVar {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Self {
                name: name.to_owned(),
                value: value.to_owned(),
            }),
            _ => Err("it is written NAME=VALUE".to_owned()),
        }
    }
}
