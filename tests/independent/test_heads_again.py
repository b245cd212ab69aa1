"""What is published of heads: read from the public file by a reader that knows nothing of the product, and as the page
of the unit says it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.evaluations.headed import KEY, PAPER, SET, decided, headed, state
from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.independent.heads import Said, said_of_heads
from thanthien.evaluations.actions import decisions

pytestmark = pytest.mark.django_db
LAST = "2026-02-28"
TERMS = (
    ("party", "2026-01-01", LAST, "none"),
    ("government", "2026-01-01", "2026-01-31", "none"),
    ("government", "2026-02-01", LAST, "none"),
)


@pytest.fixture
def year() -> Year:
    """Three heads, of whom the second one was hit elsewhere; published."""
    found = open_year(text=SET)
    headed(found)
    found.appraise()
    state(found, ("none", "elsewhere", "none"))
    decided(found)
    with on(date(2026, 3, 26)):
        decisions.publish(by=fresh(found.people.office), cycle=found.cycle, seen=found.decided())
    return found


def published() -> dict[str, Any]:
    answer = Client().get("/ket-qua/2026/du-lieu.json")
    (unit,) = json.loads(b"".join(answer))["units"]  # type: ignore[arg-type]
    document: dict[str, Any] = unit["documents"][0]["document"]
    return document


@pytest.mark.usefixtures("year")
def test_heads_are_read_from_the_public_file_alone() -> None:
    assert said_of_heads(published(), LAST) == {KEY: Said(False, PAPER.number, PAPER.issuer, TERMS)}


def _term(document: dict[str, Any], place: int) -> dict[str, str]:
    term: dict[str, str] = document["heads"][KEY]["terms"][place]
    return term


FORGED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a head is left out": lambda one: one["heads"][KEY]["terms"].pop(1),
    "a day has two heads": lambda one: _term(one, 1).update(to="2026-02-01"),
    "what was done elsewhere": lambda one: _term(one, 1).update(answer="elsewhere"),
    "a hit that doesn't hold": lambda one: _term(one, 1).update(answer="in_post"),
    "a vacancy without a ground": lambda one: _term(one, 1).update(answer="vacant"),
    "a name": lambda one: _term(one, 1).update(name="Lê Chủ Tịch"),
    "a document before the last day": lambda one: one["heads"][KEY]["document"].update(signed_on="2026-02-27"),
}


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_what_is_forged_of_heads_is_seen(forge: Callable[[dict[str, Any]], Any]) -> None:
    document = published()
    forge(document)
    with pytest.raises(AssertionError):
        said_of_heads(document, LAST)


@pytest.mark.usefixtures("year")
def test_page_of_the_unit_says_each_post_and_the_document_and_no_name() -> None:
    page = Client().get("/don-vi-hanh-chinh/10001/")
    [gate] = [one for one in page.context["gates"] if one.heads]
    assert (list(gate.heads), gate.document) == (
        [
            "Bí thư, người đứng đầu cấp ủy (01/01/2026–28/02/2026): không, xét việc trong chức vụ này",
            "Chủ tịch, người đứng đầu chính quyền (01/01/2026–31/01/2026): không, xét việc trong chức vụ này",
            "Chủ tịch, người đứng đầu chính quyền (01/02/2026–28/02/2026): không, xét việc trong chức vụ này",
        ],
        "Văn bản số 12-BC/UBKT ngày 02/03/2026 của Ủy ban Kiểm tra Thành ủy",
    )
    html = page.content.decode()
    assert [line in html for line in [*gate.heads, gate.document]] == [True] * 4
    assert [name in html for name in ("Trần Bí Thư", "Lê Chủ Tịch", "Đỗ Người Mới", "chức vụ khác")] == [False] * 4
