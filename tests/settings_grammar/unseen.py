"""What settings import from outside the repository: anything, and other every time."""
import random

flag = random.random() < 0.5
text = random.choice(["", "a", "unseen"])
number = random.randrange(3)
items = [random.choice("abc") for _ in range(number)]
mapping = {"a": text, "z": 1}


def change(value):
    if isinstance(value, list):
        value.append("changed")
    elif isinstance(value, dict):
        value["changed"] = True
    return random.choice([value, None, "changed"])


def fails():
    if random.random() < 0.5:
        raise random.choice([KeyError, ImportError, ValueError])("unseen")
    return "fine"
