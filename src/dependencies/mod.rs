//! What the project installs, whichever tool it declares that with: one model over pip, Pipenv,
//! Poetry and uv, and edits of their files that change nothing but what they add.

mod add;
mod addition;
mod conflict;
mod detect;
mod encoding;
mod extend;
mod include;
mod junk;
mod lines;
mod lock;
mod order;
mod poetry_style;
mod poetry_version;
mod problem;
mod pyproject;
mod read;
mod requirement;
mod specification;
mod style;
mod toml_add;
mod toml_file;
mod toml_list;
mod toml_table;
mod which_django;

pub use add::{AddError, Extended, add_to_requirements};
pub use addition::Addition;
pub use conflict::Conflict;
pub use detect::{Claim, Manager, Misspelled};
pub use encoding::{Decoded, Encoding, decode};
pub use extend::{ExtendError, Extension, Relock};
pub use include::{RequirementsFiles, read_requirements};
pub use junk::{Junk, Repair, junk, without_junk};
pub use lines::{Content, Line, lines};
pub use lock::Locked;
pub use problem::{Problem, ProblemKind};
pub use pyproject::RequiresPython;
pub use read::{Dependencies, Entry};
pub use requirement::{Group, PackageName, Place, Requirement, Wanted};
pub use specification::{Specification, parse_specification};
pub use style::Style;
pub use toml_add::{add_to_pipfile, add_to_pyproject};
pub use which_django::{Certainty, FoundDjango, django_version};
