"""What `manage check` and every start look at: links in letters must lead to a page of ours."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host


@checks.register
def site_address_is_answered(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """SITE_ADDRESS names a host under which the platform answers."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or ""
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    said = f"SITE_ADDRESS leads to {host}, which is not in ALLOWED_HOSTS: links in letters would not open."
    return [checks.Error(said, hint="See docs/settings.md.", id="mail.E001")]
