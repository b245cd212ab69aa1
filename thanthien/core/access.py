"""Who may open a view: every view states its policy, and the middleware holds it.

`@public`, `@signed_in` and `@requires(predicate)` mark a view (function or class) with an `AccessPolicy`.
`AccessMiddleware` refuses a view without one (404, logged), sends strangers to sign in, answers 404 to
people the predicate refuses (so that a refusal tells nothing), and runs GET and HEAD under a guard that lets no
write reach the database.
"""

import functools
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from thanthien.core.resend import resend_page, signed_out_fragment

logger = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])
Predicate = Callable[[Any], bool]

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """What a view demands: a name, a sentence a person can read, and the predicate (None: nobody is refused)."""

    name: str
    sentence: str
    signed_in: bool = True
    allows: Predicate | None = None
    writes_on_get: str = ""


PUBLIC = AccessPolicy("public", "Ai cũng xem được.", signed_in=False)
SIGNED_IN = AccessPolicy("signed_in", "Người đã đăng nhập.")


def public(view: View) -> View:
    """Anyone may open the view."""
    return _with_policy(view, PUBLIC)


def signed_in(view: View) -> View:
    """Anyone signed in may open the view."""
    return _with_policy(view, SIGNED_IN)


def requires(predicate: Predicate, sentence: str = "") -> Callable[[View], View]:
    """Signed-in people for whom `predicate(user)` holds may open the view; others get 404.

    The sentence defaults to the first line of the predicate's docstring.
    """
    said = sentence or (predicate.__doc__ or predicate.__name__).strip().splitlines()[0]
    policy = AccessPolicy(predicate.__name__, said, allows=predicate)
    return lambda view: _with_policy(view, policy)


def writes_on_get(reason: str) -> Callable[[View], View]:
    """Let a view write in GET (placed above the policy decorator); the reason is kept in the policy."""

    def mark(view: View) -> View:
        policy = policy_of(view)
        if policy is None:
            raise TypeError("writes_on_get goes above a policy decorator.")
        return _with_policy(view, replace(policy, writes_on_get=reason))

    return mark


def policy_of(view: Any) -> AccessPolicy | None:
    """The policy of a view function or of the class behind `as_view()`; None when it states none."""
    policy = getattr(view, "access_policy", None)
    return policy or getattr(getattr(view, "view_class", None), "access_policy", None)


def may_open(view: Any, user: Any) -> bool:
    """Whether the policy of a view lets this signed-in person in; asked by jobs, which pass no middleware."""
    policy = policy_of(view)
    return policy is not None and (policy.allows is None or policy.allows(user))


def _with_policy(view: View, policy: AccessPolicy) -> View:
    if isinstance(view, type):
        view.access_policy = policy  # type: ignore[attr-defined]
        return view

    @functools.wraps(view)
    def policed(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    policed.access_policy = policy  # type: ignore[attr-defined]
    return policed  # type: ignore[return-value]


class AccessMiddleware:
    """Holds each view to its policy and guards reading requests. Goes after session and authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READING_METHODS:
            return self.get_response(request)
        with read_only():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        policy = policy_of(view)
        if policy is None:
            logger.error("view_without_policy", extra={"view": f"{view.__module__}.{view.__qualname__}"})
            raise Http404
        if policy.writes_on_get:
            _guarded.set(False)
        if not policy.signed_in:
            return None
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request)
        if policy.allows is not None and not policy.allows(request.user):
            raise Http404
        return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Nothing typed is lost: a form is kept on a page that sends it again, an HTMX request leaves its page alone."""
    if request.headers.get("HX-Request") == "true":
        return signed_out_fragment(request)
    if request.method == "POST":
        return resend_page(request, status=401)
    if request.method not in READING_METHODS:
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


class WriteInReadingRequestError(RuntimeError):
    """A reading request tried to write."""


_guarded: ContextVar[bool] = ContextVar("thanthien_read_only", default=False)
_TEXTS_KEPT = 512
_READS = re.compile(r"\s*\(*\s*(SELECT|WITH|EXPLAIN|SHOW|DECLARE|FETCH|CLOSE|SAVEPOINT|RELEASE|ROLLBACK|SET)\b", re.I)
_WRITES = re.compile(
    r"\b(INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE|NEXTVAL\s*\(|UPDATE\s+(ONLY\s+)?\"|INTO\s+TEMP)", re.I
)
# Sessions and the cache are kept by the framework in any request; they are no data of the platform.
_SESSION_BOOKS = re.compile(
    r'\s*(INSERT INTO|UPDATE|DELETE FROM) "(django_session|usersessions_usersession|cache)"', re.I
)


@contextmanager
def read_only() -> Iterator[None]:
    """Refuse every statement that writes, on all connections of this thread, at no cost in statements.

    Raises WriteInReadingRequestError before the statement is sent. Session rows are excepted.
    """
    token = _guarded.set(True)
    opened = [connection.execute_wrapper(_refuse_writes) for connection in connections.all()]
    try:
        for wrapper in opened:
            wrapper.__enter__()
        yield
    finally:
        for wrapper in reversed(opened):
            wrapper.__exit__(None, None, None)
        _guarded.reset(token)


@contextmanager
def writing(reason: str) -> Iterator[None]:
    """Let the block write inside a reading request; the reason is for the reader of the code."""
    if not reason:
        raise ValueError("A write in a reading request needs a reason.")
    token = _guarded.set(False)
    try:
        yield
    finally:
        _guarded.reset(token)


def _refuse_writes(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    if _guarded.get() and isinstance(sql, str) and not _is_reading(sql):
        raise WriteInReadingRequestError(f"A reading request tried to write: {sql[:120]}")
    return execute(sql, params, many, context)


@functools.lru_cache(_TEXTS_KEPT)
def _is_reading(sql: str) -> bool:
    """By the text alone, which most often is one of the few hundred that were looked through before."""
    if _READS.match(sql) and not _WRITES.search(sql):
        return True
    return bool(_SESSION_BOOKS.match(sql))
