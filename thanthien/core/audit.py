"""Who did what: the history tables note the acting person by number only, never by name or address."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pghistory
from django.http import HttpRequest, HttpResponseBase

from thanthien.core.access import READING_METHODS


def acting(by: Any, **facts: str | int) -> AbstractContextManager[Any]:
    """History rows written inside the block carry the actor's id (None: the system) and the given facts.

    Facts are words of the program (an action's name, a job's number), never personal data.
    """
    return pghistory.context(user=getattr(by, "pk", None), **facts)


class AuditMiddleware:
    """Notes the signed-in person on every history row that a writing request makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in READING_METHODS:
            return self.get_response(request)
        with acting(request.user):
            return self.get_response(request)
