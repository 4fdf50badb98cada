from .base import *

DEBUG = False

SECRET_KEY = ""

ALLOWED_HOSTS = ["*"]
