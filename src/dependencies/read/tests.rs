//! What is read of the dependency files of a project.

use super::*;

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

fn tree(files: &[(&str, &str)]) -> Tree {
    let files = files
        .iter()
        .map(|(file, text)| (path(file), Some(text.as_bytes().to_vec())));
    Tree::new("/nowhere").with(files)
}

fn read(project: &str, files: &[(&str, &str)]) -> Dependencies {
    Dependencies::read(&tree(files), &path(project), None).unwrap()
}

fn entry(found: &Dependencies) -> &str {
    found.entry.as_ref().unwrap().path.as_str()
}

#[test]
fn additions_go_beside_django_not_into_production_alone() {
    let found = read(
        "",
        &[
            ("requirements.txt", "-r requirements/production.txt\n"),
            ("requirements/production.txt", "-r base.txt\nsentry-sdk\n"),
            ("requirements/base.txt", "Django==5.2.8\n"),
        ],
    );
    assert_eq!(entry(&found), "requirements/base.txt");
    assert_eq!(found.root_include(), None);
}

#[test]
fn a_requirements_folder_alone_needs_a_file_at_the_root() {
    let found = read(
        "",
        &[
            ("requirements/production.txt", "-r base.txt\n"),
            ("requirements/base.txt", "Django\n"),
            ("requirements/dev.txt", "-r base.txt\npytest\n"),
        ],
    );
    assert_eq!(
        found.root_include().as_deref(),
        Some("-r requirements/production.txt")
    );
    assert_eq!(found.requirements.len(), 1);
}

#[test]
fn among_several_files_one_with_django_is_read_and_none_for_tests() {
    let found = read(
        "",
        &[
            ("requirements.txt", "mkdocs\n"),
            ("requirements/aaa.txt", "requests\n"),
            ("requirements/a-test.pip", "-r web.pip\n"),
            ("requirements/web.pip", "Django\n"),
        ],
    );
    assert_eq!(found.installed, Some(path("requirements/web.pip")));
    assert_eq!(
        found.root_include().as_deref(),
        Some("-r requirements/web.pip")
    );
}

#[test]
fn a_nested_project_is_read_from_the_folder_that_has_django() {
    let found = read(
        "apps/web",
        &[
            ("requirements.txt", "mkdocs\n"),
            ("apps/web/requirements.txt", "Django>=5\n"),
        ],
    );
    assert_eq!(found.folder.as_str(), "apps/web");
    assert_eq!(
        found.root_include().as_deref(),
        Some("-r apps/web/requirements.txt")
    );
}

#[test]
fn a_compiled_file_is_edited_with_its_source() {
    let found = read(
        "",
        &[
            ("requirements.in", "Django>=5\n"),
            ("requirements.txt", "asgiref==3.9\ndjango==5.2.8\n"),
        ],
    );
    let entry = found.entry.unwrap();
    assert_eq!(entry.path.as_str(), "requirements.in");
    assert_eq!(entry.compiled.unwrap().as_str(), "requirements.txt");
}

#[test]
fn a_lock_says_which_django_and_whether_it_is_stale() {
    let found = read(
        "",
        &[
            (
                "pyproject.toml",
                "[project]\ndependencies = [\"django>=5\", \"whitenoise\"]\n",
            ),
            (
                "uv.lock",
                "[[package]]\nname = \"django\"\nversion = \"5.1.4\"\n",
            ),
        ],
    );
    assert_eq!(found.manager, Some(Manager::Uv));
    assert_eq!(found.django(None).unwrap().version.to_string(), "5.1.4");
    let missing: Vec<_> = found
        .missing_in_lock()
        .map(|it| it.name.to_string())
        .collect();
    assert_eq!(missing, ["whitenoise"]);
}

#[test]
fn several_tools_are_all_named_and_the_wanted_one_is_read() {
    let files = [
        ("Pipfile", "[packages]\ndjango = \"*\"\n"),
        ("Pipfile.lock", "{}"),
        ("requirements.txt", "Django==5.2\n"),
    ];
    let likely = read("", &files);
    assert_eq!(likely.claims.len(), 2);
    assert_eq!(likely.manager, Some(Manager::Pipenv));
    let wanted = Dependencies::read(&tree(&files), &path(""), Some(Manager::Pip)).unwrap();
    assert_eq!(entry(&wanted), "requirements.txt");
}

#[test]
fn a_project_without_a_tool_is_read_from_its_own_table() {
    let found = read(
        "",
        &[(
            "pyproject.toml",
            "[project]\ndependencies = [\"Django~=5.2\"]\n",
        )],
    );
    assert_eq!(found.manager, None);
    assert_eq!(entry(&found), "pyproject.toml");
    assert_eq!(found.django(None).unwrap().version.to_string(), "5.2");
}

#[test]
fn a_line_that_installs_the_project_brings_its_dependencies() {
    let found = read(
        "",
        &[
            ("requirements.txt", "gunicorn\n-e .\n"),
            (
                "pyproject.toml",
                "[project]\ndependencies = [\"Django==5.2.8\"]\n",
            ),
        ],
    );
    assert_eq!(found.django(None).unwrap().version.to_string(), "5.2.8");
}

#[test]
fn malformed_files_are_named_and_nothing_fails() {
    let found = read(
        "",
        &[("pyproject.toml", "[project\n"), ("uv.lock", "nonsense\n")],
    );
    let problems: Vec<_> = found.problems.iter().map(ToString::to_string).collect();
    assert!(problems[0].starts_with("pyproject.toml:1:"), "{problems:?}");
    assert!(problems[1].starts_with("uv.lock:1:"), "{problems:?}");
}

#[test]
fn a_misspelled_file_is_named_with_its_right_name_and_read_where_django_is_in_it() {
    let found = read("", &[("requirments.txt", "Django\n")]);
    assert_eq!(found.misspelled[0].right, "requirements.txt");
    assert_eq!(found.manager, Some(Manager::Pip));
    assert_eq!(found.installed, Some(path("requirments.txt")));
    let other = read("", &[("packages.txt", "libgeos-dev\n")]);
    assert_eq!((other.manager, other.installed), (None, None));
}

#[test]
fn files_by_which_heroku_installs_nothing_are_named() {
    let found = read("", &[("environment.yml", ""), ("setup.py", "")]);
    let names: Vec<_> = found.unsupported.iter().map(RepoPath::as_str).collect();
    assert_eq!(names, ["environment.yml", "setup.py"]);
    assert_eq!(found.entry, None);
}

#[test]
fn without_any_file_there_is_nothing() {
    assert_eq!(read("", &[("manage.py", "")]), Dependencies::default());
}
