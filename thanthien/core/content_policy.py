"""Content-Security-Policy of pages: the library's middleware, with the words of the settings put together once."""

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """The library writes the same policy anew for each answer. What has a word of its own (``response._csp_…``), and
    pages of the debugger, are left to it."""

    @cached_property
    def _of_pages(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer with its policy."""
        if settings.DEBUG or any(name.startswith("_csp_") for name in vars(response)):
            return super().process_response(request, response)
        response.setdefault(HEADER, self._of_pages)
        return response
