//! Which modules from outside the repository are there.

/// Modules of the standard library that every Python that is supported has; sorted.
const STANDARD: [&str; 84] = [
    "__future__",
    "abc",
    "argparse",
    "array",
    "ast",
    "asyncio",
    "atexit",
    "base64",
    "bisect",
    "builtins",
    "calendar",
    "codecs",
    "collections",
    "concurrent",
    "configparser",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "email",
    "enum",
    "errno",
    "fnmatch",
    "fractions",
    "functools",
    "gc",
    "getpass",
    "gettext",
    "glob",
    "gzip",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "http",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "json",
    "locale",
    "logging",
    "math",
    "mimetypes",
    "multiprocessing",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "platform",
    "posixpath",
    "pprint",
    "queue",
    "random",
    "re",
    "secrets",
    "select",
    "shlex",
    "shutil",
    "signal",
    "site",
    "socket",
    "sqlite3",
    "ssl",
    "string",
    "struct",
    "subprocess",
    "sys",
    "sysconfig",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "unittest",
    "urllib",
    "uuid",
];

/// The rest of them.
const MORE_STANDARD: [&str; 4] = ["warnings", "weakref", "zipfile", "zoneinfo"];

/// Modules that only Python 2 had.
const PYTHON_2: [&str; 6] = [
    "ConfigParser",
    "StringIO",
    "__builtin__",
    "cPickle",
    "urllib2",
    "urlparse",
];

/// Libraries that settings are read with: none of them is a module of the project's own.
const LIBRARIES: [&str; 11] = [
    "configurations",
    "decouple",
    "dj_database_url",
    "dotenv",
    "dynaconf",
    "environ",
    "environs",
    "getenv",
    "prettyconf",
    "pydantic_settings",
    "split_settings",
];

/// Whether a module is one of a library that settings are read with.
pub(in crate::settings::eval) fn is_library(top: &str) -> bool {
    LIBRARIES.contains(&top)
}

/// Names in Django's modules that every supported version has; sorted.
const DJANGO: [&str; 8] = [
    "django.contrib.messages.constants",
    "django.core.exceptions.ImproperlyConfigured",
    "django.core.management.utils.get_random_secret_key",
    "django.urls.reverse_lazy",
    "django.utils.log.DEFAULT_LOGGING",
    "django.utils.translation.gettext",
    "django.utils.translation.gettext_lazy",
    "django.utils.translation.gettext_noop",
];

/// Whether a module that is not in the repository can be imported, where that is certain.
pub(in crate::settings::eval) fn presence(dotted: &str) -> Option<bool> {
    let top = dotted.split('.').next().unwrap_or(dotted);
    if PYTHON_2.contains(&top) {
        return Some(false);
    }
    if dotted == "django"
        || DJANGO.iter().any(|name| {
            name.starts_with(dotted) && name.as_bytes().get(dotted.len()) == Some(&b'.')
        })
    {
        return Some(true);
    }
    let is_standard = STANDARD.binary_search(&top).is_ok() || MORE_STANDARD.contains(&top);
    (is_standard && (dotted == top || is_common(dotted))).then_some(true)
}

/// Whether an attribute of an outside module is certainly there.
pub(in crate::settings::eval) fn has(path: &str) -> bool {
    let top = path.split('.').next().unwrap_or(path);
    if top == "django" {
        return DJANGO.binary_search(&path).is_ok() || presence(path) == Some(true);
    }
    is_common(path)
}

fn is_common(path: &str) -> bool {
    matches!(
        path,
        "collections.OrderedDict"
            | "copy.copy"
            | "copy.deepcopy"
            | "datetime.timedelta"
            | "datetime.datetime"
            | "datetime.date"
            | "importlib.import_module"
            | "importlib.util"
            | "json.load"
            | "json.loads"
            | "logging.config"
            | "logging.handlers"
            | "os.environ"
            | "os.getenv"
            | "os.path"
            | "os.path.abspath"
            | "os.path.basename"
            | "os.path.dirname"
            | "os.path.exists"
            | "os.path.isfile"
            | "os.path.isdir"
            | "os.path.join"
            | "os.path.normpath"
            | "os.path.realpath"
            | "pathlib.Path"
            | "pathlib.PurePath"
            | "multiprocessing.cpu_count"
            | "os.cpu_count"
            | "os.getpid"
            | "platform.machine"
            | "platform.node"
            | "platform.python_version"
            | "platform.system"
            | "random.choice"
            | "re.compile"
            | "re.escape"
            | "shlex.join"
            | "shlex.quote"
            | "shlex.split"
            | "socket.gethostname"
            | "subprocess.check_output"
            | "sys.argv"
            | "sys.path"
            | "typing.Any"
            | "typing.Dict"
            | "typing.List"
            | "typing.Optional"
            | "typing.Tuple"
            | "urllib.parse"
            | "urllib.parse.quote"
            | "urllib.parse.quote_plus"
            | "urllib.parse.urlparse"
    )
}
