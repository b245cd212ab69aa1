"""Nothing private stands anywhere that a stranger, or somebody of another unit, comes by on a walk through it all."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories.accounts import person
from tests.feedback import scene as feedback
from tests.portal.marks import Marks
from tests.portal.private_marks import NOW, lived
from tests.portal.private_open import addresses, photographs
from tests.portal.walking import Seen, walk
from tests.test_access_table import ROUTES
from thanthien.accounts.roles import Role
from thanthien.core.access import policy_of
from thanthien.democracy.kinds import RECOMMENDATIONS, SESSIONS
from thanthien.engagement.kinds import PROMISES
from thanthien.engagement.outreach_kinds import OUTREACH
from thanthien.records.enums import Consent
from thanthien.records.models import Photograph
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
MOST = 1500
# Addresses open to everybody that show a stranger no page by themselves, and why.
CLOSED = {
    "account_logout": "leads on", "guide": "leads on", "favicon": "leads on",
    "mfa_authenticate": "within a sign-in", "mfa_login_webauthn": "within a sign-in",
    "account_reset_password_from_key": "with the key of a letter", "offline-link-receive": "takes, shows nothing",
    "open311-token": "no tokens are given", "gallery": "for who develops", "mail:demo": "of the demo",
    "mail:demo_message": "of the demo", "mail:demo_html": "of the demo",
}  # fmt: skip
# Of what there is much of, the least that a walk sees: else it looked past it.
LEAST = {
    "unit-page": 6, "feedback-city": 3, "feedback-unit": 3, "feedback-send": 2, "feedback-answer": 2,
    "feedback-rates": 3, "disclosure-search": 3, "disclosure-unit": 3, "disclosure-published": 3,
    "disclosure-catalogue": 2, "disclosure-feed": 2, "open311-requests": 2, "open311-services": 2,
    "open311-request": 4, "year": 2, "year-file": 3, "year-trial-file": 3, "year-cycle-file": 6, "unit-year": 3,
    "workplace-checks-public-photograph": 2, "workplace-views-public-photograph": 2,
}  # fmt: skip
KINDS = {
    "text/html", "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json",
    "application/xml", "application/atom+xml", "application/pdf", "application/zip", "application/yaml", "image/jpeg",
    "text/plain",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(NOW, tick=False)


def doors(*, public_only: bool) -> Iterator[str]:
    """Every route that leads somewhere by itself, by the code of a unit, or by an ending."""
    codes = list(Unit.objects.values_list("code", flat=True))
    for name, pattern in ROUTES.items():
        if public_only and policy_of(pattern.callback).signed_in:
            continue
        for named in [{}, *({"code": code} for code in codes), {"ending": "json"}, {"ending": "xml"}]:
            try:
                yield reverse(name, kwargs=named)
            except NoReverseMatch:
                continue


def files_of(addresses: list[str]) -> list[str]:
    """The same, and each as the file that a list hands out."""
    return [*addresses, *(f"{one}?tai={ending}" for one in addresses for ending in ("csv", "xlsx") if one[-1] == "/")]


def said(marks: Marks, seen: Seen) -> list[tuple[str, str]]:
    return sorted({(marks.what[word], address) for word, address in seen.found})


def test_stranger_comes_by_nothing_private() -> None:
    marks = Marks()
    lived(marks)
    client = Client(raise_request_exception=False)
    seen = walk(client, [*files_of(list(doors(public_only=True))), *addresses()], marks.what, most=MOST)
    assert said(marks, seen) == []
    assert seen.broken == []
    public = {name for name, pattern in ROUTES.items() if not policy_of(pattern.callback).signed_in}
    assert {name for name in public if not seen.pages[name]} == set(CLOSED)
    assert {name: number for name, number in LEAST.items() if seen.pages[name] < number} == {}
    assert sorted(KINDS - set(seen.kinds)) == []
    for_the_office = list(photographs(Photograph.objects.filter(consent=Consent.INTERNAL)))
    assert len(for_the_office) >= 16
    assert {client.get(one).status_code for one in for_the_office} == {404}


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.COMMUNE_CHAIR])
def test_somebody_of_another_unit_comes_by_nothing_of_this_one(role: Role) -> None:
    marks, client = Marks(), Client(raise_request_exception=False)
    lived(marks)
    other = feedback.a_scene()
    own = Marks()
    text = f"Đèn hỏng {own.word('their own')} ba hôm nay."
    feedback.told(other, NOW.date() - timedelta(days=1), text=text)
    client.force_login(person(role, agency=other.committee))
    start = files_of(list(doors(public_only=False)))
    seen = walk(client, start, marks.what, most=MOST)
    assert said(marks, seen) == []
    assert seen.broken == []
    assert seen.pages["feedback-list"] >= 3


def test_who_is_of_the_unit_comes_by_it() -> None:
    """The walk finds what is there to be found."""
    marks, client = Marks(), Client(raise_request_exception=False)
    scene = lived(marks)
    client.force_login(scene.chair)
    rooms = (PROMISES, OUTREACH, SESSIONS, RECOMMENDATIONS)
    start = ["feedback-list", "disclosures", *(kind.route for kind in rooms)]
    seen = walk(client, list(map(reverse, start)), marks.what, most=400)
    found = {told for told, _ in said(marks, seen)}
    assert {"draft: title", "draft: text", "why no feedback", "draft"} <= found
    assert {
        "promise that is not public", "visit that is not public", "findings that are not public",
        "recommendation that is not public",
    } <= found  # fmt: skip
    assert {"text: legal", "text: quarantine", "name: legal"} & found == set()
