"""A declared checklist whose items rooms know (1.2.1): what was published and asked of each stands beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import GOOD, SMALL_SET, Year, fresh, on, open_year
from tests.feedback.scene import Scene, told
from thanthien.accounts.models import User
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db
CODES = ("cong-vu", "dao-duc", "neu-guong", "tiep-dan")
ASKED = "Nhận 1 phản ánh, góp ý; trả lời 0, công khai kết quả 0"


def year(codes: tuple[str, ...] = CODES) -> Year:
    """Indicator 2.1 asks for the four contents; somebody told the unit of one of them."""
    items = "".join(f"{{code: {code}, title: Nội dung {code}, weight: 0.5}}, " for code in codes)
    text = SMALL_SET.read_text(encoding="utf-8")
    asked = text.replace("rule: {kind: pass_fail}", f"rule: {{kind: checklist, items: [{items}]}}")
    made = open_year(units=1, text=asked)
    people: Any = Scene(Unit.objects.get(code="10001"), None, None, None, None, None)  # type: ignore[arg-type]
    told(people, date(2026, 1, 12), topic="dao-duc")
    return made


def page(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def own_page(made: Year, indicator: str) -> str:
    with on(date(2026, 1, 13)):
        address = reverse("self-scoring-item", args=[made.cycle.pk, "10001", indicator])
        return page(made.who("10001", "focal"), address)


def test_commune_sees_it_below_its_own_word() -> None:
    made = year()
    shown = own_page(made, "2.1")
    assert ("Nội dung trên hệ thống" in shown, shown.count(ASKED), "Nội dung neu-guong" in shown) == (True, 1, True)
    assert "Nội dung trên hệ thống" not in own_page(made, "2.2")


def test_checklist_of_other_items_shows_nothing() -> None:
    assert "Nội dung trên hệ thống" not in own_page(year(("mot", "hai", "ba", "bon")), "2.1")


def test_body_sees_it_beside_the_communes_word() -> None:
    made = year()
    every = {"items": dict.fromkeys(CODES, True)}
    made.accept("10001", GOOD | {"2.1": Entry(AnswerState.VALUE, every)})
    with on(date(2026, 2, 10)):
        item = made.item("10001", "2.1", "so-noi-vu")
        shown = page(fresh(made.people.noi_vu), reverse("appraisal-item", args=[item.pk]))
    assert ("Nội dung trên hệ thống" in shown, shown.count(ASKED)) == (True, 1)
