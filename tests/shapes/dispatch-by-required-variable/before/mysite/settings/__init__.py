import os

stage = os.environ.get("SITE_STAGE")

if stage == "production":
    from .production import *
elif stage == "development":
    from .development import *
else:
    raise RuntimeError("SITE_STAGE says neither development nor production")
