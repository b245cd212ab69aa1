"""What the public sees of the platform's figures: what was sealed, from how many records, which weeks; no record."""

from collections import Counter
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.published import year_with_figures
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.public import sealed_decisions_of
from thanthien.portal.figures import SealedFigure
from thanthien.portal.sheets import groups_of, sheet_of
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db


def figures(code: str) -> tuple[SealedFigure, ...]:
    year_with_figures()
    sheet = sheet_of(sealed_decisions_of(Unit.objects.get(code="10001"), Cycle.objects.get()))
    return next(row.figures for group in groups_of(sheet) for row in group.rows if row.code == code)


def test_figures_of_posting_and_cut_off_stand_beside_the_result() -> None:
    posted, cut_off = figures("1.1")
    assert (posted.moment, posted.as_of, posted.words, posted.basis) == (
        "Khi niêm yết", date(2026, 1, 13), "2/2 (100,0%)", "4 bản ghi",
    )  # fmt: skip
    assert (cut_off.moment, cut_off.words, cut_off.basis) == ("Ngày chốt số liệu", "45/53 (84,9%)", "93 bản ghi")


def test_weeks_are_drawn_from_the_seal_with_their_reasons() -> None:
    _, cut_off = figures("1.1")
    assert Counter((week.state, week.words) for week in cut_off.weeks) == {
        ("done", "được tính"): 45,
        ("missing", "không có báo cáo"): 5,
        ("part", "mới có 0/2 thôn, tổ dân phố báo cáo"): 3,
    }
    assert cut_off.summary == "45/53 tuần đến hạn được tính"


def test_withdrawn_figure_is_none() -> None:
    posted, cut_off = figures("1.2")
    assert (posted.words, posted.basis, cut_off.words, cut_off.weeks) == (
        "9/10 (90,0%)", "2 bản ghi, 1 số ghi chung cho cả tuần", "chưa có số liệu", (),
    )  # fmt: skip


def test_page_of_the_unit_shows_them(client: Client) -> None:
    year_with_figures()
    page = " ".join(client.get(reverse("unit-page", args=["10001"])).content.decode().split())
    assert "Ngày chốt số liệu (đến 03/01/2027): <strong>45/53 (84,9%)</strong>, tính từ 93 bản ghi." in page
    assert 'aria-label="45/53 tuần đến hạn được tính"' in page
