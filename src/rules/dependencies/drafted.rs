//! A project without any dependency file gets one from what its code imports.

use crate::dependencies::{Draft, DraftDjango, Import, Place, parse_specification};
use crate::discover::imports::imports;
use crate::discover::project::Project;
use crate::discover::versions;
use crate::finding::{Finding, Level, Stage};
use crate::rules::change::Change;
use crate::settings::{Settings, Value};

/// Drafts a requirements.txt from what the code imports.
pub(super) fn drafted(project: &Project, settings: &Settings, rendered: &str) -> Finding {
    let file = project.requirements_file();
    let django = DraftDjango {
        version: project.django.value,
        source: project.django.source.to_string(),
    };
    let mut imports = imports(&project.tree, &project.folder);
    imports.extend(installed_apps(settings));
    let own = project.first_party();
    imports.retain(|import| {
        !own.iter()
            .any(|name| import.module.split('.').next() == Some(name))
    });
    let installed = versions::installed_in_virtualenv(&project.tree, &project.folder);
    let draft = Draft::new(&django, &imports, &installed);
    let named: Vec<&str> = draft.lines.iter().map(|line| line.name.as_ref()).collect();
    let added = rendered.lines().filter(|line| {
        parse_specification(line).is_ok_and(|said| !named.contains(&said.name.as_ref()))
    });
    let mut lines: Vec<&str> = draft
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .chain(added)
        .collect();
    lines.sort_unstable_by_key(|line| line.to_lowercase());
    let text = format!("{}\n", lines.join("\n"));
    let mut change = Change::new(&text);
    change.file(&file, text.into_bytes());
    change.tell(Level::Note, draft.told(), &file, None);
    for Import { module, place } in draft.unknown {
        let message = format!("no package is known that provides `{module}`");
        let reason = format!("{place} names it, and only you know where it comes from");
        let code = format!("# {file}\nname-of-the-package");
        // Once the file is there it is the user's, and says no more what it lacks.
        let unknown = Finding::by_hand(Level::Warning, Stage::Boot, message, reason, code);
        change.leave(unknown.at(&place.path, place.line));
    }
    let message = "nothing says which packages to install";
    Finding::change(Level::Error, Stage::Detect, message, change).at(&file, None)
}

/// The apps that the settings list, as far as they are known.
fn installed_apps(settings: &Settings) -> Vec<Import> {
    let apps = settings
        .heroku
        .get("INSTALLED_APPS")
        .and_then(Value::elements)
        .unwrap_or_default();
    let named = |app: &Value| {
        let site = app.site.as_ref()?;
        let line = settings.modules.get(&site.path)?.line(site.range.start());
        let place = Place {
            path: site.path.clone(),
            line,
        };
        Some(Import {
            module: app.as_str()?.to_owned(),
            place,
        })
    };
    apps.iter().filter_map(named).collect()
}
