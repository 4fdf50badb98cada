import sys


class Layer:
    @classmethod
    def load(cls, module):
        for name in dir(cls):
            if name.isupper():
                setattr(sys.modules[module], name, getattr(cls, name))
