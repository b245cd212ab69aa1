"""The city sets measures of an open cycle otherwise: with reason, in history, until something rests on it for good."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.figured import ANSWERED, Source, figured_year, ratio
from tests.evaluations.scenario import GOOD, Year, fresh, on
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.jobs.models import JobRun
from thanthien.core.question import Question
from thanthien.evaluations.actions import answers, figures, submission
from thanthien.evaluations.actions.setting_changes import change_settings
from thanthien.evaluations.enums import AnswerState, Moment, Origin
from thanthien.evaluations.models import Computation, Cycle, DossierFigure, SettingChange
from thanthien.evaluations.queries.newer_figures import newer_than_posted
from thanthien.evaluations.queries.self_score import answers_of
from thanthien.evaluations.queries.setting_changes import last_change
from thanthien.evaluations.scored import Entry
from thanthien.measures import registry
from thanthien.measures.figures import Finding
from thanthien.measures.scope import Scope
from thanthien.notices.models import Notice
from thanthien.reports.queries.changes import ChangeFilter, changes, told

pytestmark = pytest.mark.django_db
DAY, AFTER = date(2026, 1, 13), date(2026, 2, 1)
LIMIT, FIELD = f"{ANSWERED}.limit", "so-lieu-test-answered-limit"
WORDS = "Thử: giới hạn (ngày): từ “5” thành “9”"


@pytest.fixture
def year(source: Source, monkeypatch: pytest.MonkeyPatch) -> Year:
    """A year in which the setting of a measure says how many of ten were answered in time."""
    measure = registry._measures[ANSWERED]

    def asks(scope: Scope) -> Question[dict[int, Finding]]:
        found = Finding(ratio(measure.whole(scope, "limit"), 10))
        return Question(lambda: dict.fromkeys(scope.units, found))

    monkeypatch.setitem(registry._measures, ANSWERED, replace(measure, asks=asks))
    made = figured_year()
    with on(DAY):
        figures.compute_figures(cycle=made.cycle)
    return made


def change(year: Year, limit: int = 9, **more: Any) -> SettingChange:
    office, last = fresh(year.people.office), last_change(year.cycle)
    given = {"by": office, "values": {LIMIT: limit}, "reason": "Theo công văn 15", "seen": last} | more
    with on(DAY):
        return change_settings(cycle=year.cycle, **given)


def open_page(client: Client, year: Year, name: str = "cycle-settings", **sent: Any) -> Any:
    client.force_login(fresh(year.people.office))
    address = reverse(name, args=[year.cycle.pk])
    with on(DAY):
        return client.post(address, sent) if sent else client.get(address)


def settings(year: Year) -> dict[str, Any]:
    return Cycle.objects.get(pk=year.cycle.pk).measure_settings


def live(year: Year) -> DossierFigure:
    return DossierFigure.objects.get(dossier=year.dossier(), measure=ANSWERED, moment=Moment.LIVE)


def uses_the_figure(year: Year) -> None:
    """The first unit takes the platform's 5 of 10 and declares the rest."""
    year.register()
    declared = {code: answers.Draft(entry) for code, entry in GOOD.items() if code != "1.2"}
    taken = {"1.2": answers.Draft(Entry(AnswerState.VALUE), origin=Origin.SYSTEM)}
    with on(DAY):
        answers.save_answers(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, drafts=declared | taken)


def test_office_sets_a_measure_otherwise_on_the_page_and_figures_follow(
    client: Client, year: Year, run_jobs: Callable[[], list[JobRun]]
) -> None:
    uses_the_figure(year)
    form = open_page(client, year).context["form"]
    assert (form[FIELD].value(), form["seen"].value()) == (5, 0)
    sent = open_page(client, year, **{FIELD: "9", "reason": "Theo công văn 15", "seen": "0"})
    assert sent.url == JobRun.objects.get(name="evaluations.recompute").get_absolute_url()
    assert (settings(year), live(year).value) == ({LIMIT: 9}, ratio(5, 10))
    with on(DAY):
        run_jobs()
    assert (live(year).value, live(year).computation.settings) == (ratio(9, 10), {LIMIT: 9})
    assert year.answer("10001", "1.2").value["numerator"] == "9"


def test_posted_draft_keeps_its_figures_and_is_shown_as_changed(year: Year) -> None:
    uses_the_figure(year)
    with on(DAY):
        submission.post(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=DAY, places="Trụ sở")
    change(year)
    with on(date(2026, 1, 16)):
        figures.compute_figures(cycle=Cycle.objects.get(pk=year.cycle.pk))
    dossier = year.dossier()
    newer = newer_than_posted(dossier, answers_of([dossier])[dossier.pk])
    assert [(one.compiled.code, one.follows) for one in newer.figures] == [("1.2", True)]
    assert (year.answer("10001", "1.2").value["numerator"], newer.takeable) == ("5", True)


def test_change_is_told_on_the_page_to_the_units_and_to_the_auditor(client: Client, year: Year) -> None:
    made = change(year)
    assert (made.before, made.after) == ({LIMIT: 5}, {LIMIT: 9})
    (shown,) = open_page(client, year, "cycle-detail").context["setting_changes"]
    assert (shown.row, shown.lines) == (made, [WORDS])
    told_to = set(Notice.objects.filter(key=f"settings:{made.pk}").values_list("person_id", flat=True))
    leads = {year.people.communes[code][job].pk for code in year.people.communes for job in ("focal", "chair")}
    assert told_to == leads
    office = year.people.office.full_name
    assert [(row.by, row.about) for row in told(list(changes(ChangeFilter("thong-so"))))] == [
        (office, f"{LIMIT}: 5 → 9. Theo công văn 15")
    ]
    (of_cycle,) = [row for row in told(list(changes(ChangeFilter("ky")))) if "→" in row.told]
    assert (of_cycle.by, of_cycle.told) == (office, f"thông số của số liệu: để trống → {LIMIT}: 9")


def test_change_that_another_one_overtook_is_shown_first(client: Client, year: Year) -> None:
    made = change(year)
    with pytest.raises(Stale):
        change(year, limit=3, seen=0)
    page = open_page(client, year, **{FIELD: "3", "reason": "Theo công văn 14", "seen": "0"})
    assert (page.status_code, page.context["form"]["seen"].value()) == (409, str(made.pk))
    assert settings(year) == {LIMIT: 9}


@pytest.mark.parametrize(
    ("given", "field"),
    [({"values": {LIMIT: "9"}}, LIMIT), ({"values": {"a.b": 1}}, "a.b"), ({"reason": " "}, "reason")],
)
def test_what_is_wrong_is_told_and_nothing_changes(year: Year, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        change(year, **given)
    assert (list(refused.value.errors), settings(year)) == ([field], {})


def test_only_the_standing_office_changes_settings_and_not_to_what_holds(year: Year) -> None:
    with pytest.raises(Refused, match="Chỉ cơ quan thường trực"):
        change(year, by=fresh(year.people.mttq))
    with pytest.raises(Refused, match="đang áp dụng"):
        change(year, limit=5)
    assert (settings(year), SettingChange.objects.count()) == ({}, 0)


def test_nothing_changes_once_a_dossier_is_sealed(client: Client, year: Year) -> None:
    year.submit("10002", GOOD | {"1.2": Entry(AnswerState.VALUE, {"numerator": "5", "denominator": "10"})})
    with pytest.raises(Refused, match="niêm phong"):
        change(year)
    page = open_page(client, year).content.decode()
    assert "Đã có hồ sơ được nộp và niêm phong" in page
    assert FIELD not in page


def test_nothing_changes_once_the_cut_off_is_computed(year: Year) -> None:
    Computation.objects.create(
        cycle=year.cycle, moment=Moment.CUT_OFF, span_first=DAY, span_last=AFTER, as_of=AFTER,
        known_at=live(year).computation.known_at, late_days=2, calendar={"off": [], "work": []},
    )  # fmt: skip
    with pytest.raises(Refused, match="ngày chốt"):
        change(year)
