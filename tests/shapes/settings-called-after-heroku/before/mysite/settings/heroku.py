from .base import *

import django_on_heroku

django_on_heroku.settings(locals())

DEBUG = False
