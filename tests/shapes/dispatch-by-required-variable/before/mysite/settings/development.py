from .base import *

SECRET_KEY = "not-a-secret"

DEBUG = True
