"""The forms that strangers send, as they stand on public pages, in a place where each of them is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve, reverse

from tests.factories.accounts import UserFactory
from tests.feedback import scene as feedback
from tests.fuzzing import query_of
from tests.grassroots import scene as grassroots
from tests.offline.scene import Device, stamp
from tests.service.at_home import scene as at_home
from thanthien.accounts.models import Membership
from thanthien.core import clock
from thanthien.core.matters.slips import slip_text
from thanthien.disclosure.models import Subscription
from thanthien.disclosure.subscribing import links
from thanthien.disclosure.subscribing.actions import confirm, subscribe
from thanthien.feedback import letters
from thanthien.feedback.enums import Part
from thanthien.feedback.left_addresses import mark_of_address
from thanthien.feedback.models import FeedbackText
from thanthien.notices.leaving import leave_url
from thanthien.notices.reminding import REMINDER
from thanthien.offline.actions import make_link

CODE, HOME_CODE, ADDRESS = "K7QM-2XRD-9FHA-C3WT", "M4TP-7WQK-3HCR-X9DA", "lan@example.vn"
DAY = date(2026, 3, 2)
PAGES = (
    "feedback-choose", "feedback-city", "feedback-follow", "home-follow", "disclosure-search", "disclosure-subscribe",
    "search-units", "results", "initiative-gallery", "account_login", "account_reset_password",
)  # fmt: skip
OF_A_UNIT = ("feedback-send", "feedback-unit", "home-service", "disclosure-unit", "disclosure-published")
_REPORT = {"may-form": "ghi", "day": "29/03/2026", "topic": "land", "text": "Đường vào xóm bị lấn"}
# What each form has to bring along so that an example gets behind the first check.
FORMS: dict[str, dict[str, str]] = {
    "feedback-send": {"topic": "duong-sa", "text": "Đèn đường ngõ 12 hỏng ba hôm nay."},
    "home-service": {"procedure": "1.001193", "name": "Trần Thị Lan", "phone": "0912345678", "address": "Số 7",
                     "why": "old"},
    "disclosure-subscribe": {"email": ADDRESS, "agreed": "on", "item": "DC11.02.b"},
    "disclosure-subscribe-confirm": {}, "disclosure-subscribe-leave": {}, "feedback-leave": {}, "notices:leave": {},
    "feedback-follow": {"code": CODE}, "home-follow": {"code": HOME_CODE},
    "feedback-choose": {"q": "hai an"}, "feedback-city": {"tu_khoa": "đèn"}, "feedback-unit": {"tu_khoa": "đèn"},
    "disclosure-search": {"tu_khoa": "dự toán"}, "disclosure-published": {}, "search-units": {"q": "hai an"},
    "initiative-gallery": {}, "account_login": {"login": "lan@example.vn", "password": "sai-mat-khau"},
    "account_reset_password": {"email": "lan@example.vn"}, "mfa_login_webauthn": {},
    "offline-link": _REPORT, "offline-link-receive": _REPORT,
}  # fmt: skip
# What the sender of a matter does with it: the steps, and what their forms ask.
STEPS = {
    "feedback-follow": ("legal", "withdraw", "tell", "solved", "contact", "khong-co"),
    "home-follow": ("withdraw", "move", "khong-co"),
}
OF_STEPS = {
    "feedback-follow": ("version", "note", "added"),
    "home-follow": ("version", "day", "reason", "note", "who", "due_on"),
}
_FILES = ("photographs", "files")
SLIPS = ("feedback-send", "home-service")
_INPUT = re.compile(r"<(?:input|select|textarea|button)\b[^>]*>")


@dataclass(frozen=True)
class Form:
    """Where it leads, how, and with which fields as they stand on the page."""

    address: str
    method: str
    fields: dict[str, str]


def found(client: Client) -> dict[str, Form]:
    """The forms of public pages by the route that they lead to, and the one that a device sends."""
    forms: dict[str, Form] = {}
    door, place, device = _link()
    for address in [*_pages(), door]:
        for one in _forms(address, client.get(address).content.decode()):
            name = resolve(one.address).view_name
            forms[name] = Form(one.address, one.method, one.fields | forms.get(name, one).fields)
    forms["offline-link"].fields["place"] = place
    forms["offline-link-receive"] = Form(f"{door}gui/", "post", forms["offline-link"].fields | device)
    return forms


def _pages() -> list[str]:
    """Addresses on which a form stands; those of letters with the sign that the letter carries."""
    scene = feedback.a_scene()
    home = at_home.a_scene()
    at_home.announce(home, DAY)
    at_home.asked(home, DAY, code=HOME_CODE)
    at_home.announce(at_home.Scene(scene.unit, scene.officer, scene.hamlet), DAY)
    feedback.published(scene, DAY, DAY)
    row = feedback.told(scene, DAY, code=CODE, contact={"email": ADDRESS}, letters=True)
    contact = FeedbackText.objects.get(feedback=row, part=Part.CONTACT)
    told = [
        links.confirm_url(_reader("moi@example.vn").pk), links.leave_url([_confirmed(_reader(ADDRESS)).pk]),
        letters.leave_url(contact.pk, mark_of_address(ADDRESS)), leave_url(UserFactory(), REMINDER),
    ]  # fmt: skip
    opened = [*map(reverse, PAGES), *(reverse(name, args=[scene.unit.code]) for name in OF_A_UNIT)]
    return [*opened, *(urlsplit(one).path for one in told)]


def _reader(address: str) -> Subscription:
    subscribe(address=address, unit=None, item="DC11.02.b")
    return Subscription.objects.latest("pk")


def _confirmed(row: Subscription) -> Subscription:
    confirm(row=row.pk, seen=[row.pk], consent=row.consent)
    return row


def _link() -> tuple[str, str, dict[str, str]]:
    """The door of a personal link, the place of its person, and what a device writes on the cover of an entry."""
    week = grassroots.a_scene()
    door = reverse("offline-link", args=[make_link(seat=Membership.objects.get(user=week.head), by=week.front)])
    device = Device(Client(), door)
    device.greet()
    now = str(stamp(clock.now()))
    told = {
        "key": "00000000-0000-4000-8000-000000000001", "kind": "grassroots.report", "form": "ghi",
        "owner": device.owner, "contact": device.contact, "made": now, "sent": now,
    }  # fmt: skip
    place = f"{week.unit.pk}:{week.hamlets[0].pk}"
    return door, place, {f"may-{name}": value for name, value in told.items()}


def _forms(address: str, page: str) -> Iterator[Form]:
    for head, body in re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.S):
        told = dict(re.findall(r'\b(action|method)="([^"]*)"', head))
        fields: dict[str, str] = {}
        for field in _INPUT.findall(body):
            said = dict(re.findall(r'\b(name|value)="([^"]*)"', field))
            if "name" in said:
                fields.setdefault(said["name"], said.get("value", ""))
        yield Form((told.get("action") or address).partition("?")[0], told.get("method", "get").lower(), fields)


def usual_of(name: str, form: Form) -> dict[str, list[bytes]]:
    """What is sent when nothing is odd; a slip is good for one matter, so each sending has a new one."""
    told = form.fields | FORMS[name] | dict.fromkeys(OF_STEPS.get(name, ()), "1")
    if name in SLIPS:
        told["slip"] = slip_text()
    return {key: [value.encode()] for key, value in told.items()}


def sent(client: Client, form: Form, told: dict[str, list[bytes]], shape: str) -> Any:
    """Send it as an address, a form, or parts, of which some are cut off or named otherwise."""
    pairs = [(key, value) for key, values in told.items() for value in values]
    if form.method == "get":
        return client.get(form.address, query_params=None, QUERY_STRING=query_of(pairs)[:20_000])
    if shape == "form":
        return client.post(form.address, query_of(pairs), content_type="application/x-www-form-urlencoded")
    lines = [
        b'--gh\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (key.encode(), b'; filename="a.jpg"' if key in _FILES else b"", value)
        for key, value in pairs
    ]
    body = b"".join(lines) + b"--gh--\r\n"
    boundary = "khac" if shape == "lying" else "gh"
    body = body[: len(body) // 2] if shape == "cut" else body
    return client.generic("POST", form.address, body, content_type=f"multipart/form-data; boundary={boundary}")
