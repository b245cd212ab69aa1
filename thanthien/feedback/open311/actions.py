"""Writes: what a system hands in, and the keys of systems."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from uuid import uuid4

from django.db import transaction

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.seen import refuse_other
from thanthien.core.audit import acting
from thanthien.core.matters.slips import Slip, insert_once
from thanthien.core.private.codes import code_of
from thanthien.feedback.enums import Via
from thanthien.feedback.models import MAX_TEXT, Feedback
from thanthien.feedback.open311.models import SAME_CODE, ApiClient
from thanthien.feedback.open311.permissions import can_manage_clients
from thanthien.feedback.open311.places import Place, unit_of
from thanthien.feedback.open311.queries import client_of, digest_of
from thanthien.feedback.open311.sources import new_unnumbered, source_of, unnumbered
from thanthien.feedback.receiving import Sent, first_that_says_the_same, receive
from thanthien.units.models import Unit

_KEY = "pa311_"  # so that a key is known for one wherever it turns up
_NOT_YOURS = "Chỉ quản trị hệ thống được cấp, đổi, kết thúc khóa."
_ENDED = "Hệ thống này đã kết thúc. Cần lập hệ thống khác."
_NO_KEY = "Khóa không còn dùng được."
_ELSEWHERE = "Khóa này không gửi được đến {}."
# Of a day without a number: each is decrypted while the system waits, and whoever sends again does so soon.
MOST_COMPARED = 50
_TOO_LONG = f"Nội dung cùng địa chỉ tệp kèm theo dài quá {MAX_TEXT} ký tự."


class BarredError(Refused):
    """The key doesn't let in, or not to this unit."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a system hands in: about which topic, what is said, where, by whom (kept apart, none is needed). ``number``:
    its own number of it, ``media``: the address of a picture, which nobody here fetches."""

    topic: str
    text: str
    place: Place
    contact: Mapping[str, str] = field(default_factory=dict)
    media: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was stored, now or earlier, and the code by which its sender follows it."""

    row: Feedback
    code: str


@transaction.atomic
def hand_in(report: Report, *, key: str) -> Receipt:
    """Store what a system hands in, received today. Handed in again (its number; without one, the same words among the
    last of the same day) it is what was stored. What one system hands in comes one after the other. Raises BarredError,
    Refused, Invalid."""
    client = client_of(key)
    held = ApiClient.objects.select_for_update(no_key=True).filter(pk=client.pk).first() if client else None
    if held is None or not held.opens or held.digest != digest_of(key):
        raise BarredError(_NO_KEY)
    unit = unit_of(report.place)
    if not held.hands_in_to(unit.code):
        raise BarredError(_ELSEWHERE.format(unit.name_in_sentence))
    sent = _sent(report, unit)
    stored = _stored(report, sent, held)
    return _receipt(stored) if stored is not None else _store(report, sent, held)


def _sent(report: Report, unit: Unit) -> Sent:
    text = f"{report.text}\n\nTệp kèm theo: {report.media}" if report.media else report.text
    if len(text) > MAX_TEXT:
        raise Invalid({"media_url": _TOO_LONG})
    return Sent(
        unit=unit, topic=report.topic, text=text, via=Via.IMPORT, received_on=clock.today(), place=report.place.words,
        contact=report.contact,
    )  # fmt: skip


def _stored(report: Report, sent: Sent, client: ApiClient) -> Feedback | None:
    """What was stored already. A number is the same matter whatever is said under it the second time: an answer that
    depended on the words would tell what became of them."""
    if report.number:
        return Feedback.objects.filter(source=source_of(client.code, report.number)).first()
    rows = Feedback.objects.filter(
        source__startswith=unnumbered(client.code), unit=sent.unit, received_on=sent.received_on
    )
    return first_that_says_the_same(list(rows.order_by("-pk")[:MOST_COMPARED]), sent)


def _store(report: Report, sent: Sent, client: ApiClient) -> Receipt:
    source = source_of(client.code, report.number) if report.number else new_unnumbered(client.code)
    key = uuid4()
    slip = Slip(key, code_of(f"open311:{key}"))
    receive([replace(sent, source=source, slip=slip)], by=None)
    return _receipt(Feedback.objects.get(key=key))


def _receipt(row: Feedback) -> Receipt:
    """With the code, the same again for an answer that got lost."""
    return Receipt(row, code_of(f"open311:{row.key}"))


# --- Keys -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a system may do: to which units (codes, none for all), how many in a day, up to which day, and whether it is
    given the codes of senders."""

    name: str
    unit_codes: Sequence[str]
    most_a_day: int
    valid_to: date | None
    tells_codes: bool


@transaction.atomic
def let_in(terms: Terms, *, code: str, by: User) -> str:
    """Let a system in from today on; its key, which is told this once. Raises Refused, Invalid."""
    _check(terms, by, first=clock.today())
    _refuse_taken(code)
    key = _new_key()

    def store() -> ApiClient:
        return ApiClient.objects.create(
            code=code, digest=digest_of(key), valid_from=clock.today(), made_by=by, **_values(terms)
        )

    with acting(by, action="let_in_client"):
        insert_once(store, partial(_refuse_taken, code))  # of two at once the second is told, too
    return key


def _refuse_taken(code: str) -> None:
    if ApiClient.objects.filter(code=code, ended_at=None).exists():
        raise Invalid({"code": SAME_CODE})


@transaction.atomic
def change_client(terms: Terms, *, client_id: int, version: int, by: User) -> ApiClient:
    """Let a system do something else from now on. Raises Refused, Invalid, Stale."""
    client = _held(client_id, by)
    _check(terms, by, first=client.valid_from)
    refuse_other(client, seen=version, now=client.version)
    _save(client, "change_client", by, **_values(terms))
    return client


@transaction.atomic
def change_key(*, client_id: int, by: User) -> str:
    """Another key in place of the present one, which ends at once; told this once. Raises Refused."""
    client, key = _held(client_id, by), _new_key()
    _save(client, "change_key", by, digest=digest_of(key), key_made_at=clock.now())
    return key


@transaction.atomic
def end_client(*, client_id: int, by: User) -> None:
    """Let a system in no more; what it handed in stays. Raises Refused."""
    client = _held(client_id, by)
    _save(client, "end_client", by, ended_at=clock.now(), ended_by=by)


def _new_key() -> str:
    return f"{_KEY}{secrets.token_urlsafe(32)}"


def _values(terms: Terms) -> dict[str, object]:
    codes = sorted(set(terms.unit_codes))
    return {
        "name": terms.name, "unit_codes": codes, "most_a_day": terms.most_a_day, "valid_to": terms.valid_to,
        "tells_codes": terms.tells_codes,
    }  # fmt: skip


def _check(terms: Terms, by: User, *, first: date) -> None:
    if not can_manage_clients(by):
        raise Refused(_NOT_YOURS)
    if terms.valid_to is not None and terms.valid_to < max(first, clock.today()):
        raise Invalid({"valid_to": "Ngày cuối không được trước hôm nay."})
    known = set(Unit.objects.filter(code__in=terms.unit_codes).values_list("code", flat=True))
    if unknown := sorted(set(terms.unit_codes) - known):
        raise Invalid({"unit_codes": f"Không có đơn vị mang mã {', '.join(unknown)}."})


def _held(client_id: int, by: User) -> ApiClient:
    if not can_manage_clients(by):
        raise Refused(_NOT_YOURS)
    client = ApiClient.objects.select_for_update(no_key=True).get(pk=client_id)
    if client.ended_at is not None:
        raise Refused(_ENDED)
    return client


def _save(client: ApiClient, action: str, by: User, **values: object) -> None:
    for name, value in values.items():
        setattr(client, name, value)
    client.version += 1
    with acting(by, action=action):
        client.save(update_fields=[*values, "version"])
