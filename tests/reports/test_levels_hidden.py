"""Targets don't steer marks: who judges sees no target and no number of units by level while marks are given."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.tables.reading import csv_rows
from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import council, intake, setting_changes, submission
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.setting_changes import why_settled
from thanthien.evaluations.queries.steering import levels_hidden
from thanthien.reports.tables.comparison import climber_table, faller_table

pytestmark = pytest.mark.django_db
BEFORE, FIRST, DURING, AFTER = date(2026, 2, 6), date(2026, 2, 9), date(2026, 3, 2), date(2026, 3, 12)
JUDGES = ["office", "head", "secretary", "member", "mttq"]
SENTENCE, TARGETS = "không hiện với người thẩm định", "target-bar"


@pytest.fixture
def year() -> Year:
    made = open_year(units=2)
    made.accept("10001")
    return made


def page(year: Year, who: str, name: str, day: date = DURING, **query: str):
    client = Client()
    client.force_login(fresh(getattr(year.people, who)))
    with on(day):
        return client.get(reverse(name, args=[year.cycle.pk]), query)


@pytest.mark.parametrize(("who", "hidden"), [*((who, True) for who in JUDGES), ("leader", False), ("auditor", False)])
def test_levels_are_hidden_from_those_who_judge(year, who, hidden):
    with on(DURING):
        assert levels_hidden(fresh(getattr(year.people, who)), year.cycle) is hidden


@pytest.mark.parametrize(("day", "hidden"), [(BEFORE, False), (FIRST, True), (DURING, True)])
def test_from_the_first_day_of_appraisal(day, hidden):
    year = open_year(units=1)
    year.submit()
    with on(day):
        assert levels_hidden(fresh(year.people.secretary), year.cycle) is hidden


def test_a_dossier_taken_in_early_begins_it():
    year = open_year(units=1)
    year.accept()
    with on(BEFORE):
        assert levels_hidden(fresh(year.people.secretary), year.cycle) is True


def test_until_every_unit_is_concluded():
    year, found = open_year(units=3), []
    year.conclude("10001")
    year.score("10002")
    year.conclude("10003")
    secretary, cycle = fresh(year.people.secretary), year.cycle
    with on(AFTER):
        found.append(levels_hidden(secretary, cycle))
        submission.withdraw(by=year.who("10002", "chair"), dossier_id=year.dossier("10002").pk, reason="Sáp nhập")
        found.append(levels_hidden(secretary, cycle))
        council.reconsider(
            by=secretary, dossier_id=year.dossier("10003").pk, reason="Sai", version=year.dossier("10003").version
        )
        found.append(levels_hidden(secretary, cycle))
    assert found == [True, False, True]


@pytest.mark.parametrize(("who", "hidden"), [("office", True), ("member", True), ("leader", False), ("auditor", False)])
def test_board_shows_targets_levels_and_their_filters_to_those_alone_who_do_not_judge(year, who, hidden):
    answer = page(year, who, "city-board")
    text = answer.content.decode()
    assert [SENTENCE in text, TARGETS in text] == [hidden, not hidden]
    assert {"muc", "nguy_co"} & set(answer.context["table"].table.filters.fields) == (
        set() if hidden else {"muc", "nguy_co"}
    )
    labels = {fact.label for fact in answer.context["facts"]}
    assert (labels == {"quá hạn"}) is hidden
    file = page(year, who, "city-board", tai="csv")
    assert ("Mức độ dự kiến" in csv_rows(file)[0]) is not hidden


@pytest.mark.parametrize("who", ["office", "secretary", "member", "leader", "auditor"])
def test_gaps_tell_the_level_foreseen_to_those_alone_who_do_not_judge(who):
    year = open_year(units=1)
    year.appraise()
    shown = page(year, who, "city-comparison")
    heads = [column.heading for column in shown.context["gaps"].table.columns]
    found = ["Mức độ dự kiến" in heads, "Mức độ dự kiến" in csv_rows(page(year, who, "city-comparison", tai="csv"))[0]]
    assert found == [who in ("leader", "auditor")] * 2


@pytest.mark.parametrize("table", [climber_table, faller_table])
@pytest.mark.parametrize("hidden", [True, False])
def test_steps_since_the_year_before_tell_it_to_them_alone_too(year, table, hidden):
    made = table(fresh(year.people.leader), year.cycle, year.cycle, levels_hidden=hidden)
    words = [column.heading for column in made.columns]
    words += [extra.heading for column in made.columns for extra in column.extras]
    assert [any("Mức độ dự kiến" in word for word in words), "Mức độ" in words] == [not hidden] * 2


def test_filter_by_level_that_is_typed_counts_nothing_for_a_judge(year):
    shown = [len(page(year, "secretary", "city-board", muc=level).context["table"].rows) for level in ("0", "1", "2")]
    assert shown == [2, 2, 2]


@pytest.mark.parametrize(("who", "hidden"), [("office", True), ("leader", False), ("auditor", False)])
def test_page_of_leaders_hides_targets_map_and_forecast_from_the_office(year, who, hidden):
    text = page(year, who, "leader-home").content.decode()
    assert [SENTENCE in text, TARGETS in text, 'id="ban-do"' in text, "nguy_co=on" in text] == [
        hidden, not hidden, not hidden, not hidden,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "keys"), [("office", {"den-han", "da-lo"}), ("leader", {"nguy-co", "cham", "den-han", "da-lo"})]
)
def test_forecasts_of_the_city_are_not_counted_by_level_for_a_judge(year, who, keys):
    answer = page(year, who, "city-forecasts")
    form = answer.context["table"].table.filters
    assert {key for key, _ in form.fields["nguy_co"].choices if key} == keys
    assert ("muc" in form.fields, len(answer.context["facts"])) == (who == "leader", 1 if who == "office" else 3)
    head = csv_rows(page(year, who, "city-forecasts", tai="csv"))[0]
    assert ("Giữ như đến nay" in head) is (who == "leader")


@pytest.mark.parametrize(("who", "shown"), [("office", False), ("leader", True)])
def test_results_are_not_counted_by_level_for_a_judge(year, who, shown):
    assert ("muc" in page(year, who, "decision-home").context["results"].table.filters.fields) is shown


LEVELS = {"Mức độ đề nghị", "Mức độ quyết định", "Đạt", "Chưa đạt"}


@pytest.mark.parametrize(("who", "shown"), [("office", set()), ("secretary", set()), ("leader", LEVELS)])
def test_lists_of_results_and_decisions_tell_a_judge_no_level(who, shown):
    year = open_year(units=2)
    year.publish("10001")
    year.score("10002")
    files = [page(year, who, "decision-home", date(2026, 4, 1), tai="csv", bang=key) for key in ("", "ket-qua")]
    heads = {heading for file in files for heading in csv_rows(file)[0]}
    assert LEVELS & heads == shown


@pytest.mark.parametrize(("who", "shown"), [("secretary", set()), ("leader", {"Mức độ tính được", "Mức độ đề nghị"})])
def test_agenda_tells_a_judge_no_level(who, shown):
    year = open_year(units=2)
    year.appraise("10001")
    client = Client()
    client.force_login(fresh(getattr(year.people, who)))
    with on(AFTER):
        rows = csv_rows(client.get(reverse("council-home"), {"ky": year.cycle.pk, "tai": "csv"}))
    assert (len(rows), {"Mức độ tính được", "Mức độ đề nghị"} & set(rows[0])) == (2, shown)


def test_page_says_that_the_number_is_neither_quota_nor_ceiling(year):
    said = "không phải số phải đạt cho đủ, cũng không phải mức trần"
    texts = [" ".join(page(year, who, "city-board").content.decode().split()) for who in ("leader", "office")]
    assert [said in text for text in texts] == [True, True]


def test_settings_are_frozen_once_appraisal_has_begun():
    year = open_year(units=1)
    with on(BEFORE):
        assert why_settled(year.cycle) == ""
    with on(FIRST):
        told = "Việc thẩm định đã bắt đầu: ngưỡng và thông số của kỳ được giữ nguyên."
        assert why_settled(year.cycle) == told
        with pytest.raises(Refused, match="được giữ nguyên"):
            setting_changes.change_settings(
                by=fresh(year.people.office), cycle=year.cycle, values={}, reason="Muốn đổi", seen=0
            )


def test_nobody_else_waits_for_the_question(year, django_assert_num_queries):
    leader = fresh(year.people.leader)
    assert leader.hats
    with on(DURING), django_assert_num_queries(0):
        levels_hidden(leader, year.cycle)


def test_reopened_dossier_hides_levels_again(year):
    year.appraise = lambda *_: None
    Cycle.objects.filter(pk=year.cycle.pk).update(early_allowed=True)
    with on(DURING):
        intake.reopen(by=fresh(year.people.head), dossier_id=year.dossier("10001").pk, reason="Sai số liệu")
        assert levels_hidden(fresh(year.people.secretary), year.cycle) is True
