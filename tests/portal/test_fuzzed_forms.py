"""Whatever a stranger puts into a form of a public page, no error is ours and no script of theirs is said.

Forms are found on the pages; of each, examples are few here and many in the bench (tests/properties.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.feedback import scene as feedback
from tests.portal.private_marks import NOW
from tests.service.at_home import scene as at_home

pytestmark = [pytest.mark.django_db, pytest.mark.hypothesis]
CODE = "K7QM-2XRD-9FHA-C3WT"
SCRIPT = "<script>zqxfuzz</script>"
PAGES = (
    "feedback-choose", "feedback-city", "feedback-follow", "home-follow", "disclosure-search", "disclosure-subscribe",
    "search-units", "results", "initiative-gallery",
)  # fmt: skip
OF_A_UNIT = ("feedback-send", "feedback-unit", "home-service", "disclosure-unit", "disclosure-published")
# What each form has to bring along so that an example gets behind the first check.
FORMS = {
    "feedback-send": {"topic": "duong-sa", "text": "Đèn đường ngõ 12 hỏng ba hôm nay."},
    "home-service": {"procedure": "1.001193", "name": "Trần Thị Lan", "phone": "0912345678", "address": "Số 7",
                     "why": "old"},
    "disclosure-subscribe": {"email": "lan@example.vn", "agreed": "on", "item": "DC11.02.b"},
    "feedback-follow": {"code": CODE}, "home-follow": {"code": CODE},
    "feedback-choose": {"q": "hai an"}, "feedback-city": {"tu_khoa": "đèn"}, "feedback-unit": {"tu_khoa": "đèn"},
    "disclosure-search": {"tu_khoa": "dự toán"}, "disclosure-published": {}, "search-units": {"q": "hai an"},
    "initiative-gallery": {},
}  # fmt: skip
HOSTILE = [
    b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xff\xfe", "\u202eabc\u2066".encode(), "e\u0301\u200b\ufeff".encode(),
    SCRIPT.encode(), b"\"><img src=x onerror=zqxfuzz>", b"javascript:zqxfuzz", b"' OR 1=1; --", b"%27%00", b"{{ 7*7 }}",
    b"=cmd|'/c calc'!A1", b"9" * 400, b"-1", b"1e309", b"NaN", b"2147483648", b"9223372036854775808", b"31/02/2026",
    b"0001-01-01", b"9999-12-31", b"\r\nSet-Cookie: a=b", b"../../etc/passwd", b"on", b"", b" ", b"a@b", b"[]", b"{}",
    "\U0001f600".encode(), "ﷺ".encode() * 500, b"a" * 1_000_000, b"(a+)+$" * 100,
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(HOSTILE),
    st.binary(max_size=80),
    st.text(st.characters(), max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
)


@dataclass(frozen=True)
class Form:
    """Where it leads, how, and with which fields as they stand on the page."""

    address: str
    method: str
    fields: dict[str, str]


@pytest.fixture(autouse=True)
def _now(time_machine: Any, settings: Any) -> None:
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    time_machine.move_to(NOW, tick=False)


def found(client: Client) -> dict[str, Form]:
    """The forms of public pages, by the route that they lead to."""
    scene = feedback.a_scene()
    day = date(2026, 3, 2)
    at_home.announce(at_home.a_scene(), day)
    feedback.published(scene, day, day)
    feedback.told(scene, day, code=CODE)
    addresses = [*map(reverse, PAGES), *(reverse(name, args=[scene.unit.code]) for name in OF_A_UNIT)]
    forms: dict[str, Form] = {}
    for address in addresses:
        for one in _forms(address, client.get(address).content.decode()):
            forms.setdefault(resolve(one.address).url_name, one)
    return forms


def _forms(address: str, page: str) -> Iterator[Form]:
    for head, body in re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.S):
        told = dict(re.findall(r'\b(action|method)="([^"]*)"', head))
        fields = {}
        for field in re.findall(r"<(?:input|select|textarea|button)\b[^>]*>", body):
            said = dict(re.findall(r'\b(name|value)="([^"]*)"', field))
            if "name" in said:
                fields.setdefault(said["name"], said.get("value", ""))
        yield Form((told.get("action") or address).partition("?")[0], told.get("method", "get").lower(), fields)


def test_forms_are_found(client: Client) -> None:
    forms = found(client)
    assert sorted(forms) == sorted(FORMS)
    assert [sorted(FORMS[name].keys() - forms[name].fields.keys()) for name in FORMS] == [[]] * len(FORMS)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_nothing_that_is_sent_breaks_a_form(client: Client, name: str) -> None:
    form = found(client)[name]
    usual = {key: value.encode() for key, value in (form.fields | FORMS[name]).items()}
    if name == "feedback-follow":
        usual |= dict.fromkeys(("step", "version", "note", "added"), b"1")  # what a sender does with the matter

    @given(
        st.dictionaries(st.sampled_from([*usual, "khac"]), st.lists(WORDS, min_size=0, max_size=3), max_size=4),
        st.sampled_from(["form", "multipart", "cut", "lying"]),
        st.sampled_from([b"legal", b"withdraw", b"tell", b"solved", b"contact", b"khong-co"]),
    )
    def holds(changes: dict[str, list[bytes]], shape: str, step: bytes) -> None:
        cache.clear()
        told = {key: [value] for key, value in usual.items()} | changes
        if "step" in usual and "step" not in changes:
            told["step"] = [step]
        answer = _sent(client, form, told, shape)
        assert answer.status_code < 500
        assert b"<script>zqxfuzz" not in answer.content
        assert b"<img src=x onerror" not in answer.content
        assert "a" not in answer.cookies
        code = (answer.context or {}).get("code") if form.method == "post" else None
        if code and name == "feedback-send":
            assert b"<script>zqxfuzz" not in client.post(reverse("feedback-follow"), {"code": code}).content

    holds()


def _sent(client: Client, form: Form, told: dict[str, list[bytes]], shape: str) -> Any:
    pairs = [(key, value) for key, values in told.items() for value in values]
    plain = "&".join(f"{key}={quote_from_bytes(value)}" for key, value in pairs)
    if form.method == "get":
        return client.get(form.address, query_params=None, QUERY_STRING=plain[:20_000])
    if shape == "form":
        return client.post(form.address, plain, content_type="application/x-www-form-urlencoded")
    lines = [
        b'--gh\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (key.encode(), b'; filename="a.jpg"' if key == "photographs" else b"", value)
        for key, value in pairs
    ]
    body = b"".join(lines) + b"--gh--\r\n"
    boundary = "khac" if shape == "lying" else "gh"
    body = body[: len(body) // 2] if shape == "cut" else body
    return client.generic("POST", form.address, body, content_type=f"multipart/form-data; boundary={boundary}")
