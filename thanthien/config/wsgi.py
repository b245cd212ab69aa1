"""The WSGI application that the production server runs."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from thanthien.config.garbage import look_seldom
from thanthien.config.patience import bound

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanthien.config.settings")

application = get_wsgi_application()
bound(
    connections["default"].settings_dict,
    lock=settings.LOCK_SECONDS,
    statement=settings.STATEMENT_SECONDS,
    idle=settings.IDLE_SECONDS,
    silence=settings.SILENCE_SECONDS,
)
import_module(settings.ROOT_URLCONF)
look_seldom()
