try:
    from .local import *
except ImportError:
    from .production import *
