"""Prints what Django's settings are, each value with its type: `python -c THIS MODULE ROOT SHOWN`.

Stdin has the files, as JSON, that are to be taken for missing. ROOT is written as SHOWN.
"""
import importlib
import importlib.abc
import json
import os
import pathlib
import struct
import sys

module, root, shown = sys.argv[1:4]
missing = {os.path.join(root, *path.split("/")) for path in json.load(sys.stdin)}
# Whatever the settings print goes to stderr.
out = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
sys.argv = ["manage.py"]
sys.path[0] = os.getcwd()
sys.dont_write_bytecode = True
DEEPEST = 60


class Missing(importlib.abc.MetaPathFinder):
    """Finds no module whose file is to be taken for missing."""

    def find_spec(self, name, path=None, target=None):
        for finder in [finder for finder in sys.meta_path if finder is not self]:
            find = getattr(finder, "find_spec", None)
            spec = find and find(name, path, target)
            if spec is not None:
                if spec.origin in missing:
                    raise ModuleNotFoundError("No module named %r" % name, name=name)
                return spec
        return None


def denied(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        if os.path.abspath(os.fsdecode(arguments[0])) in missing:
            raise FileNotFoundError(2, "No such file or directory", arguments[0])


stat = os.stat


def stat_of_what_is_there(path, *rest, **named):
    if not isinstance(path, int) and os.path.abspath(os.fsdecode(path)) in missing:
        raise FileNotFoundError(2, "No such file or directory", path)
    return stat(path, *rest, **named)


if missing:
    sys.meta_path.insert(0, Missing())
    os.stat = stat_of_what_is_there
    if hasattr(sys, "addaudithook"):
        sys.addaudithook(denied)


def place(text):
    if text == root or text.startswith(root + os.sep):
        return shown + text[len(root):]
    return text.replace(root + os.sep, shown + os.sep)


def tagged(value, depth=0):
    def inner(part):
        return tagged(part, depth + 1)

    if depth > DEEPEST:
        return {"t": "other", "v": "nested too deeply"}
    if value is None:
        return {"t": "None"}
    if isinstance(value, bool):
        return {"t": "bool", "v": value}
    if isinstance(value, int):
        return {"t": "int", "v": str(int(value))}
    if isinstance(value, float):
        return {"t": "float", "v": str(struct.unpack(">Q", struct.pack(">d", value))[0])}
    if isinstance(value, str):
        # What is no Unicode has no place in JSON.
        text = str(value).encode("utf-8", "replace").decode("utf-8")
        return {"t": "str", "v": place(text)}
    if isinstance(value, bytes):
        return {"t": "bytes", "v": list(value)}
    if isinstance(value, pathlib.PurePath):
        return {"t": "Path", "v": place(str(value))}
    if isinstance(value, list):
        return {"t": "list", "v": [inner(part) for part in value]}
    if isinstance(value, tuple):
        return {"t": "tuple", "v": [inner(part) for part in value]}
    if isinstance(value, (set, frozenset)):
        return {"t": "set", "v": [inner(part) for part in value]}
    if isinstance(value, dict):
        return {"t": "dict", "v": [[inner(key), inner(part)] for key, part in value.items()]}
    return {"t": "other", "v": type(value).__name__}


def reason(error):
    """The exception, and where the project raised it; the text only of those that hold no value."""
    text = type(error).__name__
    plain = (ImportError, KeyError, NameError, AttributeError)
    if isinstance(error, plain) or text == "ImproperlyConfigured":
        text += ": %s" % error
    step, at = error.__traceback__, None
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name.startswith(root + os.sep) and "site-packages" not in name:
            at = "%s line %d" % (name[len(root) + 1:], step.tb_lineno)
        step = step.tb_next
    return "%s (%s)" % (text, at) if at else text


try:
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    if "DJANGO_CONFIGURATION" in os.environ:
        from configurations import importer

        importer.install()
    names = vars(importlib.import_module(module))
    result = {"names": {name: tagged(it) for name, it in names.items() if name.isupper()}}
except BaseException as error:
    result = {"error": reason(error)}
json.dump(result, out)
out.flush()
os._exit(0)
