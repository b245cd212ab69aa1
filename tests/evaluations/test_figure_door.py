"""The door from a figure to its records: on the self-scoring page, on a page of its own, at each moment."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.joined import decide, hold, joined_year, report
from tests.evaluations.scenario import GOOD, Year, fresh, on
from thanthien.evaluations.actions import answers, figures, submission
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import DossierFigure
from thanthien.evaluations.queries.figure_door import Door, changes_between, door_of
from thanthien.evaluations.scored import Entry
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.records.actions import withdraw

pytestmark = pytest.mark.django_db

# Weeks 1 and 2 are over on the 13th.
WEEK_1, WEEK_2, WEEK_3 = date(2026, 1, 2), date(2026, 1, 8), date(2026, 1, 15)
SCORED, POSTED, LATER = date(2026, 1, 13), date(2026, 1, 14), date(2026, 1, 23)


@pytest.fixture
def year() -> Year:
    """A commune in self-scoring that reported in week 2 and holds fast days since week 2."""
    made = joined_year(units=2)
    made.register()
    decide(made, date(2026, 1, 5))
    hold(made, date(2026, 1, 7), 12, 11)
    report(made, [WEEK_2])
    return made


def door(year: Year, code: str = "1.1", moment: Moment | None = None, day: date = SCORED) -> Door:
    dossier = year.dossier()
    with on(day):
        found = door_of(fresh(year.who("10001", "officer")), dossier, dossier.compiled.by_code[code], moment)
    assert found is not None
    return found


def address(year: Year, code: str = "1.1", unit: str = "10001") -> str:
    return reverse("figure-records", args=[year.cycle.pk, unit, code])


def get(client: Client, by: Any, url: str, day: date = SCORED) -> Any:
    client.force_login(by)
    with on(day):
        return client.get(url)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def post(year: Year) -> None:
    """The first unit takes its weeks, declares the rest and posts its draft."""
    with on(SCORED):
        figures.compute_figures(cycle=year.cycle)
        declared = {code: answers.Draft(entry) for code, entry in GOOD.items() if code in ("1.2", "2.2")}
        taken = {code: answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM) for code in ("1.1", "2.1")}
        declared["1.2"] = answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM)
        answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts=declared | taken)
    with on(POSTED):
        submission.post(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=POSTED, places="Trụ sở")


# --- What it says ---------------------------------------------------------------------------------------------------


def test_door_says_the_figure_in_the_words_of_the_set(year: Year) -> None:
    seen = door(year)
    assert (seen.moment, seen.words) == (Moment.LIVE, "1/2 tuần có tiếp nhận")
    assert (
        seen.behind.words
        == "1/2 tuần đến hạn được tính: 1 tuần không phát sinh; 1 tuần không được tính; 51 tuần chưa đến hạn"
    )
    assert (seen.as_of, seen.fits, seen.newer) == (date(2026, 1, 12), None, "")


def test_look_says_when_the_dossier_was_computed_before_the_last_records(year: Year) -> None:
    with on(SCORED):
        figures.compute_figures(cycle=year.cycle)
    report(year, [WEEK_1], told=date(2026, 1, 6))
    assert door(year, day=date(2026, 1, 14)).words == "2/2 tuần có tiếp nhận"
    assert door(year, day=date(2026, 1, 14)).newer == "1/2 tuần có tiếp nhận"


def test_what_was_posted_stays_as_it_was_known_then(year: Year) -> None:
    post(year)
    record, focal = WeeklyReport.objects.get(), year.who("10001", "focal")
    with on(LATER):
        withdraw(REPORTS, record_id=record.pk, version=1, by=focal, reason="Ghi nhầm")
    kept, now = door(year, day=LATER), door(year, moment=Moment.LIVE, day=LATER)
    assert (kept.moment, kept.words, kept.fits) == (Moment.POSTED, "1/2 tuần có tiếp nhận", True)
    assert now.words == "0/3 tuần có tiếp nhận"
    assert [(one.added, one.why) for one in changes_between(kept, now)] == [(False, "đã được đính chính hoặc hủy")]


def test_records_that_came_after_the_posting_are_told_with_their_reason(year: Year) -> None:
    post(year)
    report(year, [WEEK_3])
    kept, now = door(year, day=LATER), door(year, moment=Moment.LIVE, day=LATER)
    assert [(one.line.day, one.added, one.why) for one in changes_between(kept, now)] == [
        (WEEK_3, True, "ghi ngày 15/01/2026, sau lần tính trước")
    ]


def test_figure_that_was_changed_past_the_platform_does_not_fit(year: Year) -> None:
    post(year)
    row = DossierFigure.objects.get(measure="grassroots.weekly_reports", moment=Moment.POSTED)
    DossierFigure.objects.filter(pk=row.pk).update(digest=f"{row.digest[:-1]}x")
    assert door(year, day=LATER).fits is False


def test_indicator_without_a_measure_has_no_door(year: Year) -> None:
    dossier = year.dossier()
    with on(SCORED):
        assert door_of(year.who("10001", "officer"), dossier, dossier.compiled.by_code["2.2"]) is None


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_self_scoring_shows_the_records_behind_the_figure(client: Client, year: Year) -> None:
    url = reverse("self-scoring-item", args=[year.cycle.pk, "10001", "1.1"])
    page = text(get(client, year.who("10001", "officer"), url))
    assert "1/2 tuần đến hạn được tính: 1 tuần không phát sinh; 1 tuần không được tính; 51 tuần chưa đến hạn." in page
    assert "Tuần 1 (29/12–4/1): không có báo cáo" in page
    assert f'href="{address(year)}"' in page


def test_page_lists_every_period_with_its_records(client: Client, year: Year) -> None:
    page = text(get(client, year.who("10001", "officer"), address(year)))
    record = WeeklyReport.objects.get()
    assert f'href="{reverse("grassroots-record", args=[record.pk])}"' in page
    assert page.index("Tuần 2 (5/1–11/1)") < page.index("Tuần 1 (29/12–4/1)")
    assert "Số báo cáo ý kiến của Nhân dân trong từng tuần" in page
    assert "24 giờ ngày làm việc thứ 2 sau tuần đó" in page


def test_page_of_a_share_tells_records_and_note(client: Client, year: Year) -> None:
    page = text(get(client, year.who("10001", "officer"), address(year, "1.2")))
    assert "12 hồ sơ" in page
    assert "cả danh mục: nhận 12, trả trong ngày 11" in page


def test_page_of_a_moment_that_was_not_kept_is_not_found(client: Client, year: Year) -> None:
    officer = year.who("10001", "officer")
    answered = {query: get(client, officer, address(year) + query).status_code for query in ("?luc=niem-yet", "?luc=x")}
    assert answered == {"?luc=niem-yet": 404, "?luc=x": 404}
    assert get(client, officer, address(year, "2.2")).status_code == 404


def test_page_of_another_commune_is_not_found(client: Client, year: Year) -> None:
    assert get(client, year.who("10002", "officer"), address(year)).status_code == 404


def test_page_writes_nothing(client: Client, year: Year) -> None:
    get(client, year.who("10001", "officer"), address(year))
    assert DossierFigure.objects.count() == 0


# --- Order and folding of the self-scoring page ---------------------------------------------------------------------


def scoring(client: Client, year: Year, code: str = "1.1") -> str:
    return text(
        get(client, year.who("10001", "focal"), reverse("self-scoring-item", args=[year.cycle.pk, "10001", code]))
    )


def test_evidence_stands_before_the_button_that_leads_on(client: Client, year: Year) -> None:
    page = scoring(client, year)
    places = [page.index(words) for words in ("Số liệu hệ thống", "Giải trình", ">Minh chứng<", "Hoàn thành")]
    assert places == sorted(places)


def test_records_stand_among_the_evidence(client: Client, year: Year) -> None:
    assert f'<span class="tag">Bản ghi</span> <a href="{address(year)}">1 bản ghi</a>' in scoring(client, year)
    assert '<span class="tag">Bản ghi</span>' not in scoring(client, year, "2.2")


def test_other_value_is_folded_away_while_the_platforms_figure_is_used(client: Client, year: Year) -> None:
    with on(SCORED):
        figures.compute_figures(cycle=year.cycle)
    assert '<details class="card other-value">' in scoring(client, year)
    with on(SCORED):
        entry = Entry(AnswerState.VALUE, {"numerator": "2", "denominator": "2"}, "Có sổ giấy")
        year.prove("10001", "1.1")
        year.save("10001", "1.1", answers.Draft(entry))
    assert '<details class="card other-value" open>' in scoring(client, year)


def test_value_is_not_folded_where_the_platform_says_nothing(client: Client, year: Year) -> None:
    assert "other-value" not in scoring(client, year, "2.2")


def test_claim_that_nothing_arose_is_warned_of_records(client: Client, year: Year) -> None:
    with on(SCORED):
        figures.compute_figures(cycle=year.cycle)
    assert "Hệ thống có 1 số ghi chung cho cả tuần của tiêu chí này." in scoring(client, year, "1.2")
    with on(SCORED):
        year.prove("10001", "1.2")
        year.save("10001", "1.2", answers.Draft(Entry(AnswerState.NOT_APPLICABLE, reason="Không có")))
    assert "Trái với bản ghi của hệ thống" in scoring(client, year, "1.2")
