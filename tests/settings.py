"""The settings of the product, made strict and quick for tests."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-tests-only-tests-only-tests-only")
os.environ.setdefault(
    "FIGURE_DIGEST_KEYS", "digests-of-tests-digests-of-tests,an-earlier-key-an-earlier-key-an-earlier-key"
)
os.environ.setdefault("HTTPS", "off")
os.environ.setdefault("LAST_COPY_HOURS", "0")
os.environ.setdefault("EMAIL_HOST", "127.0.0.1")
os.environ.setdefault("EMAIL_PORT", "9")  # nobody listens there

from thanthien.config.settings import *  # noqa: F403 - the product's own settings, then the differences
from thanthien.config.settings import ALLOWED_HOSTS, INSTALLED_APPS, STORAGES, TEMPLATES


class UndefinedVariableError(Exception):
    """A template asked for a variable that its view did not give."""


class RaiseWhenUsed(str):
    """Django formats `string_if_invalid` with the variable's name when it contains `%s`; that is the moment to fail."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s" or super().__contains__(str(part))

    def __mod__(self, variable: object) -> str:
        raise UndefinedVariableError(f"Undefined template variable: {variable}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = RaiseWhenUsed("undefined")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # static files straight from the source; nothing was collected
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SITE_ADDRESS = "http://testserver"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.records.visits"]  # a room of the tests, on the kit of records
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
REQUIRE_MFA_FOR_CITY = False
SECOND_PERSON_FOR_ROLES = False
