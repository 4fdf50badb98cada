//! What a project says to herokuify once and for all: `[tool.herokuify]` in its pyproject.toml.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::choices::{Feature, Generation};
use crate::cli::Init;
use crate::discover::tree::{ReadError, Tree};
use crate::finding::Level;
use crate::path::RepoPath;
use crate::platform::{AppName, DjangoVersion, PythonVersion};
use crate::rules::Rule;

/// The file that holds it.
const FILE: &str = "pyproject.toml";

/// The table's keys: each is a flag of the command line with the same name, and a flag that is
/// given counts more.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    /// The app's name on Heroku.
    #[serde(deserialize_with = "parsed")]
    pub app: Option<AppName>,
    /// The Python version.
    #[serde(deserialize_with = "parsed")]
    pub python: Option<PythonVersion>,
    /// The Django version.
    #[serde(deserialize_with = "parsed")]
    pub django: Option<DjangoVersion>,
    /// The folder whose manage.py is meant.
    pub project: Option<PathBuf>,
    /// The settings module that Heroku loads.
    pub settings: Option<String>,
    /// Features that are wanted.
    #[serde(deserialize_with = "named")]
    pub with: Vec<Feature>,
    /// Features that are not.
    #[serde(deserialize_with = "named")]
    pub without: Vec<Feature>,
    /// Heroku's generation.
    #[serde(deserialize_with = "one_named")]
    pub generation: Option<Generation>,
    /// Whether the Python version goes into runtime.txt.
    pub runtime_txt: bool,
    /// The only rules that are checked.
    #[serde(deserialize_with = "rules")]
    pub select: Vec<&'static Rule>,
    /// Rules that are not checked.
    #[serde(deserialize_with = "rules")]
    pub ignore: Vec<&'static Rule>,
    /// The lowest level that is reported.
    #[serde(deserialize_with = "one_named")]
    pub level: Option<Level>,
}

/// Why a project's own table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The table is not as it has to be.
    #[error("{path}:{line}: [tool.herokuify]: {reason}")]
    Invalid {
        /// The file.
        path: RepoPath,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Deserialize)]
struct Pyproject {
    #[serde(default)]
    tool: Tools,
}

#[derive(Default, Deserialize)]
struct Tools {
    herokuify: Option<Config>,
}

impl Config {
    /// The table in the pyproject.toml of `folder`, or of the nearest folder above it that has one;
    /// an empty one where there is none.
    pub fn find(tree: &Tree, folder: &RepoPath) -> Result<Self, ConfigError> {
        let mut folder = Some(folder.clone());
        while let Some(here) = folder {
            if let Some(path) = here.join(FILE)
                && let Some(config) = Self::read(tree, &path)?
            {
                return Ok(config);
            }
            folder = here.parent();
        }
        Ok(Self::default())
    }

    fn read(tree: &Tree, path: &RepoPath) -> Result<Option<Self>, ConfigError> {
        let Some(text) = tree.text(path)? else {
            return Ok(None);
        };
        // What is wrong with another tool's table is not for us to say.
        if !text.contains("tool.herokuify") {
            return Ok(None);
        }
        let read: Result<Pyproject, _> = toml_edit::de::from_str(&text);
        let pyproject = read.map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            ConfigError::Invalid {
                path: path.clone(),
                line: text[..at].matches('\n').count() + 1,
                reason: error.message().to_owned(),
            }
        })?;
        Ok(pyproject.tool.herokuify)
    }

    /// Fills in what the flags leave open.
    pub fn complete(&self, args: &mut Init) {
        fn fill<T: Clone>(flag: &mut Option<T>, said: Option<&T>) {
            if flag.is_none() {
                *flag = said.cloned();
            }
        }
        fill(&mut args.app, self.app.as_ref());
        fill(&mut args.python, self.python.as_ref());
        fill(&mut args.django, self.django.as_ref());
        fill(&mut args.project, self.project.as_ref());
        fill(&mut args.settings, self.settings.as_ref());
        fill(&mut args.generation, self.generation.as_ref());
        args.runtime_txt |= self.runtime_txt;
        let (with, without) = (args.with.clone(), args.without.clone());
        args.with
            .extend(self.with.iter().filter(|it| !without.contains(it)));
        args.without
            .extend(self.without.iter().filter(|it| !with.contains(it)));
    }
}

fn parsed<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(D::Error::custom)
}

fn one_named<'de, D: Deserializer<'de>, T: ValueEnum>(from: D) -> Result<Option<T>, D::Error> {
    value(&String::deserialize(from)?).map(Some)
}

fn named<'de, D: Deserializer<'de>, T: ValueEnum>(from: D) -> Result<Vec<T>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    texts.iter().map(|text| value(text)).collect()
}

fn value<T: ValueEnum, E: serde::de::Error>(text: &str) -> Result<T, E> {
    T::from_str(text, false).map_err(|_| {
        let known = T::value_variants().iter();
        let names: Vec<String> = known
            .filter_map(|known| Some(format!("`{}`", known.to_possible_value()?.get_name())))
            .collect();
        E::custom(format!("`{text}` is none of {}", names.join(", ")))
    })
}

fn rules<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<&'static Rule>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    let rule = |name: &String| name.parse::<RuleName>().map(|named| named.0);
    names
        .iter()
        .map(rule)
        .collect::<Result<_, _>>()
        .map_err(D::Error::custom)
}

/// A rule, by its name.
#[derive(Clone, Copy, Debug)]
pub struct RuleName(pub &'static Rule);

impl FromStr for RuleName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        crate::rules::named(name).map(Self).ok_or_else(|| {
            let like = crate::rules::nearest(name).map_or(String::new(), |rule| {
                format!(", but one called `{}`", rule.name)
            });
            format!("there is no rule called `{name}`{like}; `herokuify explain` lists them all")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).unwrap()
    }

    fn config(text: &str) -> Result<Config, String> {
        let tree = Tree::new("/nowhere").with([(path(FILE), Some(text.as_bytes().to_vec()))]);
        Config::find(&tree, &path("deep/below")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_table_is_found_in_a_folder_above_and_fills_in_what_no_flag_says() {
        let text = "[tool.herokuify]\napp = \"my-shop\"\npython = \"3.13\"\nwithout = [\"hsts\"]\n\
                    with = [\"gunicorn-conf\"]\ngeneration = \"fir\"\n";
        let mut args = Init {
            with: vec![Feature::Hsts],
            ..Init::default()
        };
        config(text).unwrap().complete(&mut args);
        assert_eq!(args.app.unwrap().as_str(), "my-shop");
        assert_eq!(args.python.unwrap().to_string(), "3.13");
        assert_eq!(args.generation, Some(Generation::Fir));
        assert_eq!(args.with, [Feature::Hsts, Feature::GunicornConf]);
        assert_eq!(args.without, [], "the flag counts more");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, said) in [
            (
                "[tool.x]\n[tool.herokuify]\nwithout = [\"hstss\"]\n",
                "pyproject.toml:3: [tool.herokuify]: `hstss` is none of `release`, ",
            ),
            (
                "[tool.herokuify]\nappp = 1\n",
                "pyproject.toml:2: [tool.herokuify]: unknown field `appp`",
            ),
            (
                "[tool.herokuify]\nignore = [\"static-rot\"]\n",
                "pyproject.toml:2: [tool.herokuify]: there is no rule called `static-rot`, but one \
                 called `static-root`",
            ),
        ] {
            let error = config(text).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn without_a_table_all_is_as_without_a_file() {
        let config = config("[tool.black]\nline-length = 100\n").unwrap();
        assert!(config.without.is_empty() && config.select.is_empty());
    }
}
