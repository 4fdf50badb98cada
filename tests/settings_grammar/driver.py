"""Imports settings modules in both worlds and prints what they hold, each value with its type."""
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


def give_up(signum, frame):
    global gave_up
    gave_up = True
    raise TimeoutError


gave_up = False
# Time that this process itself takes, however busy the computer is.
signal.signal(signal.SIGVTALRM, give_up)
# A loop over a list that it lengthens itself ends for want of memory, not of the computer's.
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))


def place(text, world):
    if world == "heroku":
        for change in (str, str.upper, str.lower, str.title):
            text = text.replace(change(repo), change("/app"))
    return text


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
        return {"t": kind.__name__, "v": [inner(part) for part in value]}
    if kind in (set, frozenset):
        return {"t": "set", "v": [inner(part) for part in value]}
    if kind is dict:
        return {"t": "dict", "v": [[inner(key), inner(part)] for key, part in value.items()]}
    return {"t": "other"}


def load(module, world):
    os.environ.clear()
    os.environ.update(WORLDS[world], DJANGO_CONFIGURATION="Dev")
    package = module.split(".")[0]
    for name in [name for name in sys.modules if name.split(".")[0] in (package, "unseen")]:
        del sys.modules[name]
    if "decouple" in sys.modules:
        # It keeps the file that it found first.
        sys.modules["decouple"].config.config = None
    random.seed(module)
    source = open(os.path.join(repo, package, "settings.py")).read()
    configured = "from configurations" in source
    if configured:
        from configurations import importer

        os.environ["DJANGO_SETTINGS_MODULE"] = module
        importer.install()
    global gave_up
    gave_up = False
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.25, 0.05)
    try:
        names = vars(importlib.import_module(module))
    except BaseException:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if gave_up:
        # The module may have caught it.
        return None
    # A configuration has all of Django's defaults too.
    shown = set(re.findall(r"\b[A-Z_0-9]+\b", source)) if configured else names
    return {
        name: tagged(value, world)
        for name, value in names.items()
        if name.isupper() and name in shown
    }


result = {}
for seed in range(int(first), int(first) + int(count)):
    module = "site%d.settings" % seed
    result[module] = {world: load(module, world) for world in WORLDS}
json.dump(result, sys.stdout)
