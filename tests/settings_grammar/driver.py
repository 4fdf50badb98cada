"""Imports settings modules in both worlds and prints what they hold, each value with its type."""
import gc
import importlib
import json
import os
import pathlib
import random
import re
import resource
import signal
import struct
import sys

repo, outside, first, count = sys.argv[1:5]
sys.path[:0] = [repo, outside]
sys.dont_write_bytecode = True
SET = {name: os.environ.get(name, "x") for name in ("HOME", "LANG", "PATH", "PWD", "USER")}
WORLDS = {
    "home": SET,
    "heroku": {
        **{name: value for name, value in SET.items() if name != "USER"},
        "DYNO": "web.1",
        "PORT": "5000",
        "DATABASE_URL": "postgres://u:p@db.example.com:5432/d",
        "WEB_CONCURRENCY": "2",
        "FORWARDED_ALLOW_IPS": "*",
        "GUNICORN_CMD_ARGS": "--access-logfile -",
    },
}

# What the modules import is imported once, and each module is loaded in a copy of this process.
for library in ("configurations.importer", "decouple", "dj_database_url", "dotenv", "environ", "environs", "split_settings.tools"):
    try:
        importlib.import_module(library)
    except ImportError:
        pass


def place(text, world):
    if world == "heroku":
        for change in (str, str.upper, str.lower, str.title):
            text = text.replace(change(repo), change("/app"))
    return text


def parts_in_place(parts, world):
    """The parts of a list, in which a path may stand letter by letter."""
    letters, moved, at = list(repo), [], 0
    while at < len(parts):
        if world == "heroku" and list(parts[at : at + len(letters)]) == letters:
            moved += "/app"
            at += len(letters)
        else:
            moved.append(parts[at])
            at += 1
    return moved


def tagged(value, world, depth=0):
    def inner(part):
        return tagged(part, world, depth + 1)

    kind = type(value)
    if depth > 30:
        return {"t": "deep"}
    if value is None:
        return {"t": "None"}
    if kind is float:
        return {"t": "float", "v": "%x" % struct.unpack(">Q", struct.pack(">d", value))}
    if kind in (bool, int):
        return {"t": kind.__name__, "v": value}
    if kind is str:
        return {"t": "str", "v": place(value, world)}
    if kind is bytes:
        return {"t": "bytes", "v": value.decode("latin-1")}
    if isinstance(value, pathlib.Path):
        return {"t": "Path", "v": place(str(value), world)}
    if kind in (list, tuple):
        return {"t": kind.__name__, "v": [inner(part) for part in parts_in_place(value, world)]}
    if kind in (set, frozenset):
        return {"t": "set", "v": [inner(part) for part in value]}
    if kind is dict:
        return {"t": "dict", "v": [[inner(key), inner(part)] for key, part in value.items()]}
    return {"t": "other"}


def load(module, world):
    os.environ.clear()
    os.environ.update(WORLDS[world], DJANGO_CONFIGURATION="Dev")
    os.chdir(repo)
    random.seed(module)
    package = module.split(".")[0]
    source = open(os.path.join(repo, package, "settings.py")).read()
    configured = "from configurations" in source
    if configured:
        from configurations import importer

        os.environ["DJANGO_SETTINGS_MODULE"] = module
        importer.install()
    names = vars(importlib.import_module(module))
    # A configuration has all of Django's defaults too.
    shown = set(re.findall(r"\b[A-Z_0-9]+\b", source)) if configured else names
    return {
        name: tagged(value, world)
        for name, value in names.items()
        if name.isupper() and name in shown
    }


def loaded_apart(module, world):
    """What a copy of this process loads, as JSON; `null` where it fails or does not end.

    A module may catch whatever it is interrupted with, so that only its process can be ended.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        # A loop over a list that it lengthens itself ends for want of memory, not of the computer's.
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        # Time that the process itself takes, however busy the computer is.
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.25)
        try:
            said = json.dumps(load(module, world))
            with open(write, "w") as pipe:
                pipe.write(said)
        finally:
            os._exit(0)
    os.close(write)
    with open(read) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said and status == 0 else None


result = {}
# Pages that no collector touches stay shared with the copies.
gc.disable()
gc.freeze()
for seed in range(int(first), int(first) + int(count)):
    module = "site%d.settings" % seed
    result[module] = {world: loaded_apart(module, world) for world in WORLDS}
json.dump(result, sys.stdout)
