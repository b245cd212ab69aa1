"""The WSGI application that the production server runs."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

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
# All that a request needs of the program is there before the first one comes; then Python's search for garbage need not
# go through it every few hundred requests, which held up all threads for a tenth of a second (ADR 18).
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
