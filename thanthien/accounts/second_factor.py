"""City roles, and who signs for a unit, set up a second factor before they work, when REQUIRE_MFA_FOR_CITY says so."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from thanthien.accounts.holding import lead_to
from thanthien.accounts.models import User
from thanthien.accounts.permissions import needs_second_factor
from thanthien.core.access import policy_of

# Kept in the session once seen: a second factor that a role asks for can't be taken away (adapters.MfaAdapter).
SESSION_KEY = "second_factor_seen"
_ALWAYS_OPEN = ("account_", "mfa_", "usersessions_")
_SENTENCE = "Vai trò của anh/chị cần bật xác thực hai lớp. Vui lòng bật ứng dụng xác thực hoặc thêm khóa bảo mật."


class SecondFactorMiddleware:
    """Sends people whose role asks for a second factor to set it up. Goes after AccessMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        policy = policy_of(view)
        if policy is None or not policy.signed_in or _always_open(request):
            return None
        shown = request.session.get(SESSION_KEY)
        if shown or not isinstance(request.user, User) or not needs_second_factor(request.user):
            return None
        if is_mfa_enabled(request.user):
            request.session[SESSION_KEY] = True
            return None
        if request.headers.get("HX-Request") != "true":
            messages.warning(request, _SENTENCE)
        return lead_to(request, "mfa_index")


def end_older_sessions(request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    """Signs the person out everywhere else once a second factor was added: those sessions never showed it.

    Receives the library's signal `authenticator_added`, its only way to say so.
    """
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
        get_adapter().end_sessions(others)


def _always_open(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else None
    return bool(name) and str(name).startswith(_ALWAYS_OPEN)
