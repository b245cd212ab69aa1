"""First passwords on paper, for people without an address: made for print, good once and not for long.

The plain password is on the page that makes it and nowhere else: stored is its hash, and who made it when is history.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from thanthien.accounts.holding import lead_to
from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.access import policy_of
from thanthien.core.acting.errors import Refused
from thanthien.core.audit import acting

# Read aloud and typed from paper: without 0 and o, 1, i and l.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _LETTERS = 3, 4
MOST = 50  # each takes a slow hash; so many fit a request
GONE = "Phiếu mật khẩu này đã dùng hoặc đã hết hạn. Vui lòng đề nghị quản trị hệ thống cấp phiếu mới."
_ALWAYS_OPEN = ("account_change_password", "account_logout")


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one person."""

    person: User
    password: str
    expires_at: datetime

    @property
    def last_day(self) -> date:
        """The last day on which it is good."""
        return (self.expires_at - timedelta(seconds=1)).date()


def new_password() -> str:
    """“k7mp-3wqa-9tfd”: about 59 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))
    return "-".join(groups)


def has_own_password(person: User) -> bool:
    """Whether they chose one themself: a slip's isn't."""
    return bool(person.password) and person.has_usable_password() and person.slip_expires_at is None


def may_get_slip(person: User) -> bool:
    """Who has an address and a password of their own gets the link there: no administrator takes their account over."""
    return not (person.email and has_own_password(person))


@transaction.atomic
def make_slips(*, people: Sequence[User], by: Any) -> list[Slip]:
    """Give people a password that opens one sign-in, and must be changed there; their former one ends, and so do their
    sessions. Raises Refused for oneself, for who may not sign in or gets the link
    by mail, or for more than MOST."""
    if len(people) > MOST:
        raise Refused(f"Mỗi lần in tối đa {MOST} phiếu. Vui lòng chọn ít người hơn.")
    locked = list(User.objects.select_for_update().filter(pk__in=[one.pk for one in people]).order_by("sort_key", "pk"))
    for person in locked:
        if by is not None and person.pk == by.pk:
            raise Refused("Không tự cấp phiếu cho mình; cần dùng mục đổi mật khẩu.")
        if not person.is_active:
            raise Refused(f"{person.full_name} đang bị khóa, không cấp phiếu được.")
        if not may_get_slip(person):
            raise Refused(f"{person.full_name} có email và đã tự đặt mật khẩu: cần gửi liên kết đặt mật khẩu.")
    expires_at = clock.end_of(clock.today() + timedelta(days=settings.SLIP_DAYS))
    slips = [Slip(person, new_password(), expires_at) for person in locked]
    for slip in slips:
        slip.person.set_password(slip.password)
        slip.person.slip_expires_at, slip.person.slip_used_at = expires_at, None
    with acting(by, action="make_slips"):
        User.objects.bulk_update(locked, ["password", "slip_expires_at", "slip_used_at"])
    return slips


@transaction.atomic
def use_slip(*, person: User) -> None:
    """Somebody signs in with a slip's password: that can be done once. Raises Refused when it was, or is too late."""
    fresh = User.objects.filter(pk=person.pk, slip_used_at__isnull=True, slip_expires_at__gt=clock.now())
    with acting(person, action="use_slip"):
        if not fresh.update(slip_used_at=clock.now()):
            raise Refused(GONE)


class FirstPasswordMiddleware:
    """Who came in with a slip chooses a password of their own before anything else. Goes after AccessMiddleware."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)  # type: ignore[no-any-return]

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        policy = policy_of(view)
        if policy is None or not policy.signed_in or not isinstance(request.user, User):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.user.slip_expires_at is None or name in _ALWAYS_OPEN:
            return None
        return lead_to(request, "account_change_password")
