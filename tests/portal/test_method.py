"""The page on the method: which set it leads with, what it says of the others."""

import html
from datetime import date

import pytest
from django.core.cache import caches

from tests.criteria.test_version_two import SHIPPED
from tests.evaluations.scenario import SMALL_SET, fresh, on
from tests.factories.criteria import issued_set
from tests.measures.test_seventeen import COMPUTED
from tests.portal.published import published_year
from tests.portal.test_pages import text
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions.cycles import Plan, Switches, open_cycle
from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.workflow import PhaseKey

pytestmark = pytest.mark.django_db


def test_method_states_the_arithmetic_and_the_bodies_in_full(client):
    published_year()
    shown = text(client, "/cach-cham-diem/")
    needed = (
        "53/96",
        "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố",
        "từ 80% (3 đơn vị)",
        "01/QĐ-SNV",
        "bước × phần nguyên",
    )
    assert [words for words in needed if words not in shown] == []


def test_method_says_that_a_newer_set_was_issued(client):
    """The page stays with the set of the results shown; only an issued set of the same scheme is newer."""
    year = published_year()
    head = fresh(year.people.head)
    again = SMALL_SET.read_text(encoding="utf-8").replace("version: 1", "version: 2")
    with on(date(2026, 5, 5)):
        draft = import_draft(by=head, text=again)
        assert client.get("/cach-cham-diem/").context["newer"] is None
        issue(by=head, set_id=draft.pk, decision_number="02/QĐ-SNV", decision_date=date(2026, 5, 4))
        caches["local"].clear()
        page = client.get("/cach-cham-diem/")
        newer, url = page.context["newer"]
        assert (page.context["shown"].version, newer.version, url) == (1, 2, "/cach-cham-diem/nho/2026/2/")
        assert "Quyết định số 02/QĐ-SNV ngày 04/05/2026" in " ".join(page.text.split())
        assert client.get(url).context["newer"] is None


def test_method_leads_with_the_set_of_the_year_that_runs_and_says_which_year_goes_by_which(client):
    """A year runs on version 1, version 2 was issued since; the results shown are of an earlier year."""
    year = published_year()
    Cycle.objects.filter(pk=year.cycle.pk).update(year=2025)
    head, small = fresh(year.people.head), SMALL_SET.read_text(encoding="utf-8")

    def issued(version: int) -> CriteriaSet:
        draft = import_draft(by=head, text=small.replace("version: 1", f"version: {version}"))
        issue(by=head, set_id=draft.pk, decision_number=f"0{version}/QĐ-SNV", decision_date=date(2026, 5, 4))
        return draft

    with on(date(2026, 5, 5)):
        plan = Plan(
            criteria_set=issued(2), year=2026, title="Kỳ năm 2026", kind=CycleKind.OFFICIAL,
            phases={key: (date(2026, 5, 5), date(2026, 12, 1)) for key in PhaseKey},
            switches=Switches(decided_by="Ủy ban nhân dân thành phố"),
        )  # fmt: skip
        open_cycle(by=fresh(year.people.office), plan=plan)
        issued(3)
        page = client.get("/cach-cham-diem/")
    assert page.context["shown"].version == 2
    assert [(one.version, words) for one, _, words in page.context["sets"]] == [
        (3, "Đã ban hành"),
        (2, "Đang áp dụng: Kỳ năm 2026"),
        (1, f"Đã áp dụng: {year.cycle.told_title}"),
    ]


def test_method_says_which_figures_are_computed_and_from_what(client):
    issued_set((SHIPPED / "chinh-quyen-than-thien-2026-v2.yaml").read_text(encoding="utf-8"))
    page = client.get("/cach-cham-diem/")
    computed = page.context["computed"]
    assert [indicator.code for indicator, _ in computed] == COMPUTED
    shown = " ".join(html.unescape(page.text).split())
    assert [measure.key for _, measure in computed if measure.sentence not in shown] == []


def test_method_of_a_set_without_computed_figures_has_no_such_part(client):
    published_year()
    page = client.get("/cach-cham-diem/")
    assert page.context["computed"] == []
    assert "he-thong-tinh" not in page.text
