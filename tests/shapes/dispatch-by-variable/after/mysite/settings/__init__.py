import os

if os.environ.get("SITE_STAGE", "development") == "production":
    from .production import *
else:
    from .development import *
