"""Asking, and each step: what is stored, what is refused; the key before the row, once whatever is sent."""

from datetime import date, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, HamletFactory
from tests.measures.judging import let_every_body_judge
from tests.service.at_home.scene import TEXTS, Scene, a_code, a_scene, asked, at, own_step, served, step, wanted
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.core.matters.slips import Slip
from thanthien.core.private.codes import code_digest
from thanthien.core.private.keys import unseal
from thanthien.measures import acceptances
from thanthien.measures.acceptances import Judge
from thanthien.measures.scope import Span
from thanthien.service.at_home.actions import Taken, ask, take_own_step, take_step
from thanthien.service.at_home.enums import SHELF, Via
from thanthien.service.at_home.models import HomeRequest, HomeStep
from thanthien.service.at_home.permissions import MEASURE
from thanthien.service.at_home.queries import bodies_words

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, THURSDAY, FRIDAY = (date(2026, 3, one) for one in (2, 3, 5, 6))
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 20, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def key_count() -> int:
    return sum(path.is_file() for path in Path(settings.PRIVATE_KEYS_DIR).rglob("*"))


# --- Asking ---


def test_request_by_phone_is_the_offices_and_what_is_private_is_sealed(scene: Scene) -> None:
    made = asked(scene, MONDAY, code=CODE)
    stored = HomeRequest.objects.get()
    assert (stored.via, stored.entered_by, stored.status, stored.version) == (Via.PHONE, scene.officer, "asked", 1)
    assert stored.code_digest == code_digest(CODE)
    assert stored.kept is not None
    assert unseal(SHELF, stored.kept) == TEXTS
    assert made == stored


def test_request_of_the_web_has_nobody_beside_it(scene: Scene) -> None:
    stored = asked(scene, MONDAY, via=Via.WEB)
    assert (stored.entered_by, stored.agency, stored.via) == (None, None, Via.WEB)


@pytest.mark.parametrize(("role", "via"), [(Role.VILLAGE_HEAD, Via.VILLAGE), (Role.COMMUNE_FRONT, Via.FRONT)])
def test_neighbour_enters_for_somebody_and_the_way_says_so(scene: Scene, role: Role, via: Via) -> None:
    kind = "commune_front" if role == Role.COMMUNE_FRONT else "committee"
    neighbour = person(role, agency=AgencyFactory(**{kind: True}, unit=scene.unit))
    Membership.objects.filter(user=neighbour, role=Role.VILLAGE_HEAD).update(hamlet=scene.hamlet)
    assert asked(scene, MONDAY, by=neighbour).via == via


def test_head_enters_for_the_own_place_alone(scene: Scene) -> None:
    head = person(Role.VILLAGE_HEAD, agency=AgencyFactory(committee=True, unit=scene.unit))
    Membership.objects.filter(user=head).update(hamlet=scene.hamlet)
    for other in (HamletFactory(unit=scene.unit), None):
        with pytest.raises(Refused) as refused:
            asked(scene, MONDAY, by=head, hamlet=other)
        assert refused.value.problems == ["Anh/chị không ghi được đề nghị cho nơi này."]
    assert (HomeRequest.objects.count(), key_count()) == (0, 0)


def test_official_of_another_unit_enters_nothing(scene: Scene) -> None:
    with pytest.raises(Refused):
        asked(scene, MONDAY, by=a_scene().officer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asked_on": FRIDAY}, "asked_on"),
        ({"asked_on": date(2026, 1, 2)}, "asked_on"),
        ({"wished_on": date(2026, 2, 27)}, "wished_on"),
        ({"wished_on": date(2027, 2, 27)}, "wished_on"),
        ({"hamlet": "other"}, "hamlet"),
        ({"via": Via.VILLAGE}, "via"),
    ],
)
def test_day_or_place_that_can_not_be_is_told_beside_its_field(scene: Scene, changes: Any, field: str) -> None:
    if changes.get("hamlet"):
        changes = {"hamlet": HamletFactory()}
    told = wanted(scene, changes.pop("asked_on", MONDAY), **changes)
    slip, by = Slip(uuid4(), a_code()), None if field == "hamlet" else scene.officer
    with at(MONDAY), pytest.raises(Invalid) as problem:
        ask(told, slip=slip, by=by)
    assert list(problem.value.errors) == [field]
    assert (HomeRequest.objects.count(), key_count()) == (0, 0)


def test_unit_that_does_not_use_the_room_takes_no_request(scene: Scene) -> None:
    scene.unit.rooms = {"service": [{"from": "2026-01-01", "on": False, "at": "2026-01-01T00:00:00+07:00"}]}
    scene.unit.save()
    with pytest.raises(Refused) as refused:
        asked(scene, MONDAY, via=Via.WEB)
    assert "không nhận đề nghị" in refused.value.problems[0]


def test_form_sent_twice_is_one_request_with_one_key(scene: Scene) -> None:
    slip = Slip(uuid4(), CODE)
    with at(MONDAY):
        made = [ask(wanted(scene, MONDAY), slip=slip, by=scene.officer) for _ in range(2)]
    assert made[0] == made[1]
    assert (HomeRequest.objects.count(), key_count()) == (1, 1)


def test_key_of_another_form_opens_nothing(scene: Scene) -> None:
    key = uuid4()
    with at(MONDAY):
        ask(wanted(scene, MONDAY), slip=Slip(key, CODE), by=scene.officer)
        with pytest.raises(Refused):
            ask(wanted(scene, MONDAY), slip=Slip(key, a_code()), by=scene.officer)


def test_crash_between_key_and_row_leaves_a_key_without_anything_to_read(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(HomeRequest, "save", fail)
    with pytest.raises(DatabaseError):
        asked(scene, MONDAY)
    assert (HomeRequest.objects.count(), key_count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one_request(scene: Scene) -> None:
    slip, found = Slip(uuid4(), CODE), []

    def send() -> None:
        try:
            with at(MONDAY):
                found.append(ask(wanted(scene, MONDAY, via=Via.WEB), slip=slip, by=None).pk)
        finally:
            connection.close()

    senders = [Thread(target=send) for _ in range(2)]
    for one in senders:
        one.start()
    for one in senders:
        one.join(30)
    assert found == [HomeRequest.objects.get().pk] * 2


# --- Steps ---


def test_request_goes_from_planned_to_done(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    planned = step(scene, request, "plan", TUESDAY, who="Lê Thị Đến", day=THURSDAY)
    assert (planned.status, planned.planned_on, planned.planned_who) == ("planned", THURSDAY, "Lê Thị Đến")
    step(scene, request, "visit", THURSDAY, due_on=FRIDAY)
    done = step(scene, request, "hand_over", FRIDAY)
    assert (done.status, done.version) == ("done", 4)
    assert list(HomeStep.objects.values_list("step", "actor", "day", "due_on")) == [
        ("plan", "unit", THURSDAY, None), ("visit", "unit", THURSDAY, FRIDAY), ("hand_over", "unit", FRIDAY, None),
    ]  # fmt: skip


def problem_of(scene: Scene, request: HomeRequest, name: str, on: date, **more: Any) -> Any:
    with pytest.raises((Refused, Invalid)) as problem:
        step(scene, request, name, on, **more)
    return problem.value


def test_days_that_can_not_be_are_refused_beside_their_field(scene: Scene) -> None:
    request = asked(scene, TUESDAY)
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("plan", {"day": MONDAY, "who": "A"}, "day"),
        ("plan", {"day": THURSDAY}, "who"),
        ("visit", {"day": MONDAY, "due_on": FRIDAY}, "day"),
        ("visit", {"day": FRIDAY, "due_on": FRIDAY, "told": THURSDAY}, "day"),
        ("visit", {"day": THURSDAY}, "due_on"),
        ("visit", {"day": THURSDAY, "due_on": TUESDAY}, "due_on"),
        ("visit", {"day": THURSDAY, "due_on": date(2027, 3, 5)}, "due_on"),
        ("withdraw", {}, "reason"),
        ("withdraw", {"reason": "can_travel"}, "reason"),
        ("refuse", {"reason": "came"}, "reason"),
    ]
    found = [
        list(problem_of(scene, request, name, more.pop("told", THURSDAY), **more).errors) for name, more, _ in cases
    ]
    assert found == [[field] for *_, field in cases]
    assert HomeStep.objects.count() == 0


def test_day_of_the_result_is_never_told_later(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "visit", TUESDAY, due_on=THURSDAY)
    later = problem_of(scene, request, "correct_visit", FRIDAY, day=TUESDAY, due_on=FRIDAY, note="ghi nhầm ngày")
    assert later.errors == {"due_on": "Ngày trả kết quả đã ghi là 05/03/2026, không lùi được."}
    step(scene, request, "correct_visit", FRIDAY, day=MONDAY, due_on=TUESDAY, note="ghi nhầm ngày")
    assert HomeStep.objects.latest("pk").due_on == TUESDAY


def test_request_moves_once_and_only_before_its_limit(scene: Scene) -> None:
    request = asked(scene, MONDAY, code=CODE)
    own_step(CODE, request, "move", TUESDAY, day=date(2026, 3, 12))
    assert HomeRequest.objects.get().planned_on == date(2026, 3, 12)
    again = problem_of(scene, request, "move", THURSDAY, day=date(2026, 3, 18))
    assert again.problems == ["Đề nghị chỉ dời được một lần, và đã dời rồi."]
    late = asked(scene, MONDAY)
    assert problem_of(scene, late, "move", FRIDAY, day=date(2026, 3, 18)).problems == [
        "Đã quá hạn 05/03/2026 nên không dời được nữa."
    ]
    assert list(problem_of(scene, late, "move", TUESDAY, day=THURSDAY).errors) == ["day"]


def test_step_that_the_state_does_not_allow_is_refused_with_why(scene: Scene) -> None:
    request = served(scene, MONDAY, TUESDAY)
    assert problem_of(scene, request, "visit", FRIDAY, due_on=FRIDAY).problems == [
        "Đề nghị đã trả kết quả, không còn “Ghi đã đến nhà” được."
    ]


def test_stale_page_is_told_and_nothing_is_written(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "visit", TUESDAY, due_on=TUESDAY)
    with pytest.raises(Stale):
        take_step(Taken("hand_over", TUESDAY), request_id=request.pk, version=1, by=scene.officer)
    assert HomeStep.objects.count() == 1


def test_neighbour_who_entered_it_serves_nothing(scene: Scene) -> None:
    front = person(Role.COMMUNE_FRONT, agency=AgencyFactory(commune_front=True, unit=scene.unit))
    request = asked(scene, MONDAY, by=front)
    for by in (front, a_scene().officer, person(Role.CITY_LEADER)):
        with pytest.raises(Refused):
            step(scene, request, "refuse", TUESDAY, by=by, reason="can_travel")
    assert HomeRequest.objects.get().status == "asked"


def test_body_puts_back_what_the_unit_ended_and_the_unit_can_not(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)
    request = asked(scene, MONDAY)
    step(scene, request, "refuse", TUESDAY, reason="can_travel")
    with pytest.raises(Refused):
        step(scene, request, "reopen", FRIDAY, note="đã xác minh tại nhà")
    body = person(Role.APPRAISER)
    back = step(scene, request, "reopen", FRIDAY, by=body, note="đã xác minh tại nhà")
    assert (back.status, HomeStep.objects.latest("pk").actor) == ("asked", "body")


def test_body_puts_back_nothing_once_its_sheet_is_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    body = person(Role.APPRAISER)
    sent = Judge(body.hats[0].agency_id, Span(date(2026, 1, 1), date(2026, 12, 31)), sent=True)
    monkeypatch.setattr(acceptances, "_judging", [lambda _unit, _measure: [sent]])
    request = asked(scene, MONDAY)
    step(scene, request, "refuse", TUESDAY, reason="can_travel")
    with pytest.raises(Refused):
        step(scene, request, "reopen", FRIDAY, by=body, note="đã xác minh tại nhà")
    assert HomeRequest.objects.get().status == "not_entitled"


def test_what_is_put_back_has_its_visit_and_reaches_figures(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)
    told: list[Any] = []
    monkeypatch.setattr(acceptances, "_followers", [lambda *said: told.append(said)])
    request = asked(scene, MONDAY)
    step(scene, request, "visit", TUESDAY, due_on=FRIDAY)
    step(scene, request, "withdraw", THURSDAY, reason="came")
    assert told == []
    back = step(scene, request, "reopen", FRIDAY, by=person(Role.APPRAISER), note="đã xác minh tại nhà")
    assert (back.status, told) == ("visited", [(scene.unit, MEASURE, ["2026-03"])])
    assert [said[:2] for said in bodies_words([scene.unit.pk], request.made_at)] == [(scene.unit.pk, MEASURE)]
    assert step(scene, request, "hand_over", FRIDAY).status == "done"


def test_result_goes_along_with_a_visit_that_was_later(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "visit", TUESDAY, due_on=TUESDAY)
    with pytest.raises(Invalid):
        step(scene, request, "correct_visit", THURSDAY, due_on=FRIDAY, note="ghi nhầm ngày")
    step(scene, request, "correct_visit", THURSDAY, due_on=THURSDAY, note="ghi nhầm ngày")
    assert HomeStep.objects.latest("pk").due_on == THURSDAY


def test_body_does_nothing_else(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    let_every_body_judge(monkeypatch)
    request = asked(scene, MONDAY)
    with pytest.raises(Refused):
        step(scene, request, "visit", TUESDAY, due_on=TUESDAY, by=person(Role.APPRAISER))


@pytest.mark.parametrize("code", ["", "sai", "GPZ9-JGQD-GPX9-VUC3"])
def test_wrong_code_does_nothing(scene: Scene, code: str) -> None:
    request = asked(scene, MONDAY, code=CODE)
    with pytest.raises(Refused):
        take_own_step(Taken("withdraw", reason="came"), code=code, version=request.version)
    assert HomeRequest.objects.get().status == "asked"


# --- What the database keeps ---


def test_database_refuses_a_state_past_the_table_another_content_and_deletion(scene: Scene) -> None:
    request = asked(scene, MONDAY)
    step(scene, request, "visit", TUESDAY, due_on=TUESDAY)
    rows, steps = HomeRequest.objects.filter(pk=request.pk), HomeStep.objects.all()
    refused: list[Any] = [
        lambda: rows.update(status="asked"),
        lambda: rows.update(asked_on=FRIDAY),
        lambda: rows.update(sealed=b"other"),
        lambda: rows.update(sealed=None),
        rows.delete,
        lambda: steps.update(day=FRIDAY),
        steps.delete,
    ]
    found = []
    for write in refused:
        try:
            with transaction.atomic():
                write()
        except DatabaseError as problem:
            found.append(type(problem).__name__)
    assert len(found) == len(refused)
