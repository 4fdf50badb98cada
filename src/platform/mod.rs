//! What Heroku offers and what Django demands, as data: every version, plan, price and date stands
//! in a TOML table beside this file, each row with its source, and none in code.

mod app_name;
mod choice;
mod date;
pub mod django;
pub mod extensions;
pub mod heroku;
mod notices;
pub mod packages;
pub mod python;
pub mod servers;
pub(crate) mod table;
mod version;
pub mod workers;

pub use app_name::{AppName, AppNameError};
pub use choice::{Alternative, Choice, ChoiceError, UsedPython, allows, choose_python};
pub use date::{Date, DateError};
pub use django::Feature;
pub use notices::{Notice, NoticeKind, notices};
pub use packages::{Recommended, Role, Unavailable, requirement};
pub use version::{DjangoVersion, PythonVersion, VersionError};
