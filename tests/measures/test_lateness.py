"""Late records as bodies see them: how many were made how late, which periods count by whose word; the page of it."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page

from tests.accessibility import accessibility_problems
from tests.browser.sessions import enter_as
from tests.factories.accounts import MembershipFactory, person
from tests.factories.units import AgencyFactory
from tests.grassroots.scene import Scene, a_scene, nothing, village_head
from tests.measures.judging import let_every_body_judge
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.clock import ZONE
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.measures import KEY, WEEKLY_REPORTS
from thanthien.measures.actions import accept_late
from thanthien.measures.behind import Shows, shown_to
from thanthien.measures.figures import PerPeriod
from thanthien.measures.lateness import entered, late_periods, timeliness_of
from thanthien.measures.models import LateAcceptance
from thanthien.measures.permissions import can_accept_late
from thanthien.measures.queries import scope_of
from thanthien.measures.scope import Scope, Span
from thanthien.measures.timeliness import Timeliness, timeliness
from thanthien.records.actions import enter_all

NOW = datetime(2026, 12, 22, 9, tzinfo=ZONE)
EVENING = datetime(2026, 12, 20, 22, tzinfo=ZONE)
WEEK_10, WEEK_11 = date(2026, 3, 5), date(2026, 3, 12)
REASON = "Mất mạng do bão."


@pytest.fixture(autouse=True)
def _now(time_machine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def told(scene: Scene, moment: datetime, *days: date) -> None:
    """Every tổ dân phố reports of these days at a moment."""
    with clock.set_to(moment):
        enter_all(REPORTS, [nothing(scene, day, one) for day in days for one in scene.hamlets], by=scene.front)


def scope(*scenes: Scene) -> Scope:
    return scope_of(Span(date(2026, 1, 1), date(2026, 12, 31)), NOW.date(), [one.unit.pk for one in scenes])


def late(scene: Scene) -> Any:
    return late_periods(WEEKLY_REPORTS, scene.unit.pk, scope(scene))


def address(scene: Scene) -> str:
    return f"/so-lieu/{scene.unit.code}/{KEY}/2026/ghi-qua-han/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- How punctually ---


def test_lateness_goes_by_the_week_after_the_limit() -> None:
    limit = datetime(2026, 3, 11, tzinfo=ZONE)
    moments = [limit - timedelta(seconds=1), limit, limit + timedelta(days=7, seconds=-1), limit + timedelta(days=7)]
    assert timeliness((moment, limit) for moment in moments) == Timeliness(1, 2, 1)


def test_many_made_on_one_day_are_told_as_such() -> None:
    limit = datetime(2026, 3, 11, tzinfo=ZONE)
    found = timeliness([*[(EVENING, limit)] * 10, *[(EVENING + timedelta(days=1), limit)] * 9])
    assert found.together_in_words == ["10 bản ghi quá hạn được ghi trong ngày 20/12/2026."]
    assert found.words == "0 bản ghi đúng hạn, 0 quá hạn đến 7 ngày, 19 quá hạn hơn 7 ngày"


@pytest.mark.django_db
def test_all_units_are_told_in_one_statement_for_each_figure(scene: Scene) -> None:
    told(scene, datetime(2026, 3, 6, 9, tzinfo=ZONE), WEEK_10)
    told(scene, datetime(2026, 3, 20, 9, tzinfo=ZONE), WEEK_11)
    other, silent = a_scene("29998"), a_scene("29999")
    told(other, EVENING, WEEK_10, WEEK_11, date(2026, 3, 19))
    asked = scope(scene, other, silent)
    with CaptureQueriesContext(connection) as statements:
        found = timeliness_of([KEY, "service.fast_day_published", "khong.co"], asked)
    assert found == {
        KEY: {
            scene.unit.pk: Timeliness(4, 4, 0),
            other.unit.pk: Timeliness(0, 0, 12, ((date(2026, 12, 20), 12),)),
            silent.unit.pk: Timeliness(),
        }
    }
    assert len(statements) == 1


@pytest.mark.django_db
def test_statement_and_rule_agree_on_every_step(scene: Scene) -> None:
    limit = datetime(2026, 3, 11, tzinfo=ZONE)  # after Tuesday 10/3
    moments = [limit - timedelta(seconds=1), limit, limit + timedelta(days=7, seconds=-1), limit + timedelta(days=7)]
    for moment in moments:
        with clock.set_to(moment):
            enter_all(REPORTS, [nothing(scene, WEEK_10)], by=scene.front)
    assert timeliness_of([KEY], scope(scene))[KEY][scene.unit.pk] == timeliness((one, limit) for one in moments)


# --- By period ---


@pytest.mark.django_db
def test_late_records_stand_by_period_with_when_they_were_made(scene: Scene) -> None:
    told(scene, datetime(2026, 3, 6, 9, tzinfo=ZONE), WEEK_10)
    told(scene, datetime(2026, 3, 18, 0, tzinfo=ZONE), WEEK_11)
    told(scene, EVENING, WEEK_11)
    (week,) = late(scene)
    assert (week.period.key, len(week.lines), week.accepted) == ("2026-W11", 8, False)
    assert week.words == "8 bản ghi, ghi từ 18/03/2026 đến 20/12/2026, quá hạn từ 1 đến 278 ngày"


@pytest.mark.django_db
def test_accepted_period_counts_and_stays_in_the_list_with_every_word(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    body = person(Role.APPRAISER)
    said = {"by": body, "unit": scene.unit, "measure": KEY}
    assert accept_late(**said, periods=["2026-W10", "2026-W11"], reason=REASON) == 2
    assert accept_late(**said, periods=["2026-W10"], reason="Ghi nhầm.", accepted=False) == 1
    assert [(one.period.key, one.accepted, [word.reason for word in one.said]) for one in late(scene)] == [
        ("2026-W11", True, [REASON]),
        ("2026-W10", False, ["Ghi nhầm.", REASON]),
    ]
    figure = WEEKLY_REPORTS.answer(scope(scene))[scene.unit.pk].figure
    assert isinstance(figure, PerPeriod)
    assert {period.key for period, count in figure.counts.items() if count.records} == {"2026-W11"}


@pytest.mark.django_db
def test_refusal_of_a_period_that_never_counted_stands_on_record_and_changes_no_figure(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10)
    before = WEEKLY_REPORTS.answer(scope(scene))[scene.unit.pk]
    body = person(Role.APPRAISER)
    refused = accept_late(
        by=body, unit=scene.unit, measure=KEY, periods=["2026-W10"], reason="Không có căn cứ.", accepted=False
    )
    (week,) = late(scene)
    assert (refused, week.word, week.stands) == (1, False, "Không chấp nhận")
    assert [(word.accepted, word.reason, word.by) for word in week.said] == [(False, "Không có căn cứ.", body)]
    assert WEEKLY_REPORTS.answer(scope(scene))[scene.unit.pk] == before


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", [True, False])
def test_periods_of_which_the_last_word_says_so_already_are_left_alone(scene: Scene, accepted: bool) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    said = {"by": person(Role.APPRAISER), "unit": scene.unit, "measure": KEY, "reason": REASON, "accepted": accepted}
    accept_late(**said, periods=["2026-W10"])
    assert accept_late(**said, periods=["2026-W10", "2026-W11", "2026-W11"]) == 1
    assert list(LateAcceptance.objects.order_by("pk").values_list("period", flat=True)) == ["2026-W10", "2026-W11"]
    with pytest.raises(Invalid, match="từ trước"):
        accept_late(**said, periods=["2026-W10", "2026-W11"])


@pytest.mark.django_db
def test_nothing_is_said_of_a_period_without_late_records(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10)
    said = {"by": person(Role.APPRAISER), "unit": scene.unit, "measure": KEY, "reason": REASON}
    with pytest.raises(Invalid, match=r"Không có bản ghi quá hạn để ghi ý kiến: tuần 40 \(28/9–4/10\)\."):
        accept_late(**said, periods=["2026-W10", "2026-W40"])
    assert LateAcceptance.objects.count() == 0


@pytest.mark.django_db
def test_nobody_accepts_for_their_own_unit(scene: Scene) -> None:
    body = person(Role.APPRAISER)
    MembershipFactory(user=body, agency=AgencyFactory(committee=True, unit=scene.unit), role=Role.COMMUNE_OFFICER)
    with pytest.raises(Refused, match="Người của đơn vị"):
        accept_late(by=body, unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)


@pytest.mark.django_db
@pytest.mark.parametrize(("left_on", "refused"), [(date(2026, 1, 1), True), (date(2025, 12, 31), False)])
def test_who_left_the_unit_since_the_span_began_does_not_accept_for_it(
    scene: Scene, left_on: date, refused: bool
) -> None:
    body = person(Role.APPRAISER)
    MembershipFactory(
        user=body, agency=AgencyFactory(committee=True, unit=scene.unit), role=Role.COMMUNE_OFFICER,
        valid_from=date(2020, 1, 1), valid_to=left_on,
    )  # fmt: skip
    told(scene, EVENING, WEEK_10)
    assert can_accept_late(body, scene.unit, date(2026, 1, 1)) is not refused
    with pytest.raises(Refused, match="từng công tác") if refused else nullcontext():
        accept_late(by=body, unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)


# --- When they were entered ---


@pytest.mark.django_db
def test_names_of_typists_stand_only_for_those_who_may_open_their_records(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    with clock.set_to(EVENING + timedelta(minutes=20)):
        enter_all(REPORTS, [nothing(scene, WEEK_10, scene.hamlets[0])], by=scene.head)

    def names(shows: Shows | None) -> list[tuple[int, tuple[str, ...]]]:
        found = late_periods(WEEKLY_REPORTS, scene.unit.pk, scope(scene), shows)
        return [(len(one.sitting.typists), one.names) for one in entered(found)]

    both = tuple(one.full_name for one in sorted((scene.front, scene.head), key=lambda one: (one.sort_key, one.pk)))
    assert names(None) == [(2, both)]
    assert names(shown_to(scene.head, WEEKLY_REPORTS)) == [(2, both)]  # the front reported for their place, too
    assert names(shown_to(village_head(scene.hamlets[1]), WEEKLY_REPORTS)) == [(2, (scene.front.full_name,))]
    assert names(lambda lines: []) == [(2, ())]


# --- The page ---


def key(day: date) -> int:
    """A week in the form of the page."""
    return day.toordinal() - day.weekday()


def check(client: Client, scene: Scene, *days: date, act: str = "chap-nhan") -> Any:
    """The list to check, once weeks were chosen."""
    return client.post(f"{address(scene)}{act}/", {"chon": [key(day) for day in days]})


def confirm(client: Client, scene: Scene, checked: Any, *, act: str = "chap-nhan", reason: str = REASON) -> Any:
    sent = {"buoc": "lam", "thay": checked.context["seen"], "reason": reason}
    return client.post(f"{address(scene)}{act}/", sent)


def said_on(page: Any) -> list[str]:
    return [str(one) for one in get_messages(page.wsgi_request)]


@pytest.mark.django_db
def test_body_lets_periods_count_after_a_check_and_the_message_names_them(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11, date(2026, 3, 19))
    client = client_of(person(Role.APPRAISER))
    assert "12 bản ghi của 3 kỳ được nhập cùng một lúc, đêm 20/12/2026" in client.get(address(scene)).content.decode()
    checked = check(client, scene, WEEK_10, WEEK_11)
    assert (checked.status_code, LateAcceptance.objects.count()) == (200, 0)
    assert [(row.name, row.cells) for row in checked.context["chosen"]] == [
        ("Tuần 11 (9/3–15/3)", ("4", "ghi ngày 20/12/2026, quá hạn 278 ngày", "Không tính, chưa có ý kiến")),
        ("Tuần 10 (2/3–8/3)", ("4", "ghi ngày 20/12/2026, quá hạn 285 ngày", "Không tính, chưa có ý kiến")),
    ]
    assert checked.context["remarks"] == ["8 bản ghi quá hạn của 2 kỳ."]
    done = confirm(client, scene, checked)
    assert (done.status_code, done.url) == (302, address(scene))
    assert said_on(done) == [
        "Đã ghi ý kiến chấp nhận 8 bản ghi quá hạn của 2 kỳ: tuần 10 (2/3–8/3), tuần 11 (9/3–15/3)."
    ]
    assert [one.accepted for one in late(scene)] == [False, True, True]


@pytest.mark.django_db
def test_body_puts_a_refusal_on_record_for_periods_that_count_and_that_never_did(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    body = person(Role.APPRAISER)
    accept_late(by=body, unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)
    client = client_of(body)
    checked = check(client, scene, WEEK_10, WEEK_11, act="khong-chap-nhan")
    done = confirm(client, scene, checked, act="khong-chap-nhan", reason="Không có căn cứ.")
    assert said_on(done)[0].startswith("Đã ghi ý kiến không chấp nhận 8 bản ghi quá hạn của 2 kỳ: tuần 10")
    assert [[(word.accepted, word.reason) for word in one.said] for one in late(scene)] == [
        [(False, "Không có căn cứ.")],
        [(False, "Không có căn cứ."), (True, REASON)],
    ]


@pytest.mark.django_db
def test_refused_confirmation_keeps_what_was_chosen_and_nothing_is_said_without_the_act(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    client = client_of(person(Role.APPRAISER))
    again = confirm(client, scene, check(client, scene, WEEK_10), reason=" ")
    assert (again.status_code, LateAcceptance.objects.count()) == (422, 0)
    assert [row.name for row in again.context["chosen"]] == ["Tuần 10 (2/3–8/3)"]
    assert again.context["form"].errors == {"reason": ["Cần ghi lý do."]}
    back = client.post(
        f"{address(scene)}chap-nhan/", {"buoc": "chon-lai", "thay": again.context["seen"], "reason": "Do bão"}
    )
    assert (back.context["picked"], back.context["told"].typed) == ({key(WEEK_10)}, {"reason": "Do bão"})
    assert LateAcceptance.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [[], ["x"], [str(date(2026, 1, 5).toordinal())]])
def test_page_says_that_nothing_was_chosen(scene: Scene, chosen: list[str]) -> None:
    told(scene, EVENING, WEEK_10)
    page = client_of(person(Role.APPRAISER)).post(f"{address(scene)}chap-nhan/", {"chon": chosen})
    assert (page.status_code, page.templates[0].name, len(page.context["told"].problems)) == (
        422,
        "measures/late.html",
        1,
    )


@pytest.mark.django_db
def test_word_of_another_body_meanwhile_is_seen_first(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    client = client_of(person(Role.APPRAISER))
    checked = check(client, scene, WEEK_10, WEEK_11)
    accept_late(
        by=person(Role.APPRAISER), unit=scene.unit, measure=KEY, periods=["2026-W10"], reason="Sai.", accepted=False
    )
    again = confirm(client, scene, checked)
    assert (again.status_code, LateAcceptance.objects.count()) == (409, 1)
    assert again.context["changes"] == ["Tuần 10 (2/3–8/3) (Hiện nay: Không tính, chưa có ý kiến → Không chấp nhận)"]
    assert confirm(client, scene, again).status_code == 302
    assert [one.accepted for one in late(scene)] == [True, True]


@pytest.mark.django_db
def test_periods_with_that_word_already_are_left_out_and_told(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    client = client_of(person(Role.APPRAISER))
    accept_late(by=person(Role.APPRAISER), unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON)
    checked = check(client, scene, WEEK_10, WEEK_11)
    assert [row.sentence for row in checked.context["left_out"]] == [
        "Tuần 10 (2/3–8/3): Kỳ này đã có ý kiến chấp nhận từ trước."
    ]
    assert check(client, scene, WEEK_10).status_code == 422


@pytest.mark.django_db
def test_commune_reads_every_word_and_says_nothing_itself(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10)
    body = person(Role.APPRAISER)
    accept_late(by=body, unit=scene.unit, measure=KEY, periods=["2026-W10"], reason=REASON, accepted=False)
    client = client_of(scene.officer)
    page = " ".join(client.get(address(scene)).content.decode().split())
    assert f"<strong>không chấp nhận</strong>. Lý do: {REASON}" in page
    assert ['<form method="post" action="/so-lieu' in page, scene.front.full_name in page] == [False, True]
    assert check(client, scene, WEEK_10).status_code == 404
    assert LateAcceptance.objects.count() == 1


@pytest.mark.django_db
def test_body_with_a_part_in_the_unit_reads_and_says_nothing(scene: Scene) -> None:
    told(scene, EVENING, WEEK_10)
    body = person(Role.APPRAISER)
    MembershipFactory(user=body, agency=AgencyFactory(committee=True, unit=scene.unit), role=Role.COMMUNE_OFFICER)
    client = client_of(body)
    assert client.get(address(scene)).context["page"].may_say is False
    checked = check(client, scene, WEEK_10)
    assert (confirm(client, scene, checked).status_code, LateAcceptance.objects.count()) == (422, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("weeks", [1, 3])
def test_page_takes_the_same_statements_for_any_number_of_records(
    scene: Scene, weeks: int, django_assert_num_queries: Any
) -> None:
    told(scene, EVENING, *(WEEK_10 + timedelta(days=7 * number) for number in range(weeks)))
    client = client_of(person(Role.APPRAISER))
    client.get(address(scene))
    # Session, person with roles, unit; terms, first days, calendar, accepted; records, those of them that the person
    # may read, words said, names, counts; dossiers that the figure counts in; whether the person belonged to the unit,
    # whether they worked on its dossier; who judges the figure, for reading and for saying.
    with django_assert_num_queries(17):
        client.get(address(scene))


@pytest.mark.django_db
@pytest.mark.parametrize("script", [True, False])
def test_page_fits_a_phone_and_works_without_script(new_page: Callable[..., Page], scene: Scene, script: bool) -> None:
    told(scene, EVENING, WEEK_10, WEEK_11)
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    enter_as(page, person(Role.APPRAISER)).goto(address(scene))
    if script:
        assert accessibility_problems(page) == []
    page.get_by_label("Tuần 10").check()
    page.get_by_role("button", name="Xem lại để chấp nhận").click()
    if script:
        assert accessibility_problems(page) == []
    page.get_by_label("Lý do").fill(REASON)
    page.get_by_role("button", name="Chấp nhận bản ghi quá hạn").click()
    page.get_by_text("Đã ghi ý kiến chấp nhận 4 bản ghi quá hạn của 1 kỳ: tuần 10 (2/3–8/3).").wait_for()
    assert [one.accepted for one in late(scene)] == [False, True]
