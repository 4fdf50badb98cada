//! The repository's modules, each parsed once and shared by both worlds.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::discover::tree::Tree;
use crate::path::RepoPath;
use crate::python::Module;
use crate::settings::SettingsError;

/// More modules than any settings reach.
const MOST_MODULES: usize = 512;

/// The repository's modules, each parsed once and shared by both worlds.
pub(in crate::settings) struct Library<'t> {
    pub(super) tree: &'t Tree,
    slots: Box<[OnceCell<Arc<Module>>]>,
    numbers: RefCell<FxHashMap<RepoPath, Result<u32, SettingsError>>>,
}

impl<'t> Library<'t> {
    pub(in crate::settings) fn new(tree: &'t Tree) -> Self {
        Self {
            tree,
            slots: (0..MOST_MODULES).map(|_| OnceCell::new()).collect(),
            numbers: RefCell::default(),
        }
    }

    /// The number of the module at `path`.
    pub(in crate::settings) fn load(&self, path: &RepoPath) -> Result<u32, SettingsError> {
        if let Some(number) = self.numbers.borrow().get(path) {
            return number.clone();
        }
        let number = self.parse(path);
        self.numbers
            .borrow_mut()
            .insert(path.clone(), number.clone());
        number
    }

    fn parse(&self, path: &RepoPath) -> Result<u32, SettingsError> {
        let failed = |why: String| SettingsError::Read {
            path: path.clone(),
            why,
        };
        let module = self
            .tree
            .module(path)
            .map_err(|error| failed(error.source.to_string()))?
            .ok_or_else(|| failed("it is no file".to_owned()))??;
        let free = self.slots.iter().position(|slot| slot.get().is_none());
        let Some(number) = free else {
            return Err(failed(format!(
                "the settings reach more than {MOST_MODULES} modules"
            )));
        };
        self.slots[number].get_or_init(|| module);
        u32::try_from(number).map_err(|error| failed(error.to_string()))
    }

    /// The module with this number.
    pub(super) fn module(&self, number: u32) -> Option<&Module> {
        self.slots
            .get(number as usize)?
            .get()
            .map(|module| &**module)
    }

    /// Every module that was parsed.
    pub(in crate::settings) fn modules(&self) -> BTreeMap<RepoPath, Arc<Module>> {
        self.slots
            .iter()
            .filter_map(OnceCell::get)
            .map(|module| (module.path.clone(), Arc::clone(module)))
            .collect()
    }
}
