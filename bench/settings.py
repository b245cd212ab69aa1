"""The platform's settings with the addresses of the bench, for a server that answers with its base pages as well."""

from thanthien.config.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "bench.base_page"
