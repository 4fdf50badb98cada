import os

from .base import *

SECRET_KEY = os.environ["SECRET_KEY"]

DEBUG = False

ALLOWED_HOSTS = ["shop.example.com"]
if IS_PRODUCTION:
    ALLOWED_HOSTS = ["shop.example.com", ".herokuapp.com"]
    # Custom domains, separated by commas.
    ALLOWED_HOSTS += os.environ.get("DJANGO_ALLOWED_HOSTS", "").replace(",", " ").split()
