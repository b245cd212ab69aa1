"""Who may say what of a creative model, and what is refused; the duty of its report."""

from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.accounts import MembershipFactory
from tests.factories.units import AgencyFactory
from tests.initiatives.scene import (
    SPAN,
    Scene,
    a_scene,
    adopted,
    let_judge,
    model_entry,
    recognised,
    registered,
    reported,
    spoken,
)  # fmt: skip
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.calendar import WorkCalendar
from thanthien.core.clock import ZONE
from thanthien.initiatives.duties import REPORT_DUTY
from thanthien.initiatives.kinds import INITIATIVES, RECOGNITIONS, REPORTS, WORDS
from thanthien.initiatives.models import Adoption, BodyWord, ProgressReport, Recognition
from thanthien.initiatives.permissions import MEASURE
from thanthien.initiatives.queries import gallery, models_to_register, whole
from thanthien.measures import acceptances
from thanthien.measures.acceptances import Judge
from thanthien.measures.duties import DutyQuestion, State
from thanthien.measures.periods import period_of
from thanthien.measures.scope import Span
from thanthien.records.actions import Entry, correct, enter, withdraw
from thanthien.units.models import UnitFigure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 12, 1, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = a_scene()
    let_judge(monkeypatch, made.body)
    return made


def refusal(act: Any) -> Any:
    with pytest.raises((Refused, Invalid)) as refused:
        act()
    problem = refused.value
    return problem.errors if isinstance(problem, Invalid) else str(problem)


def test_unit_registers_a_model_once_under_its_name(scene: Scene) -> None:
    registered(scene)
    told = refusal(lambda: registered(scene))
    assert "Đơn vị đã đăng ký mô hình mang tên này." in told.values()


def test_body_confirms_only_what_was_reported(scene: Scene) -> None:
    made = registered(scene)
    assert refusal(lambda: spoken(scene, made)) == {"": "Mô hình chưa có báo cáo kết quả nên chưa xác nhận được."}
    reported(scene, made)
    assert spoken(scene, made).verdict == "effective"


def test_body_confirms_only_where_it_judges(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = registered(scene)
    reported(scene, made)
    let_judge(monkeypatch, scene.office)
    assert refusal(lambda: spoken(scene, made)) == "Anh/chị không ghi được việc này cho đơn vị này."
    assert not BodyWord.objects.exists()


def test_body_confirms_only_for_a_year_that_it_judges(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    assert list(refusal(lambda: spoken(scene, made, year=2025))) == ["year"]


def test_body_speaks_no_more_once_its_sheet_is_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = registered(scene)
    reported(scene, made)
    word = spoken(scene, made)
    let_judge(monkeypatch, scene.body, sent=True)
    taken_back = lambda: withdraw(WORDS, record_id=word.pk, version=1, reason="Ghi nhầm", by=scene.body)  # noqa: E731
    assert "Chỉ người của cơ quan đã ghi" in refusal(taken_back)
    assert refusal(lambda: spoken(scene, made)) == "Anh/chị không ghi được việc này cho đơn vị này."


def year_that_is_sent(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    """The body's sheet of 2026 is sent, that of 2027 is in hand."""
    agency = scene.body.hats[0].agency_id
    following = Span(date(2027, 1, 1), date(2027, 12, 31))
    judges = [Judge(agency, SPAN, sent=True), Judge(agency, following)]
    monkeypatch.setattr(acceptances, "_judging", [lambda _unit, _measure: judges])


def test_sheet_of_another_year_opens_no_word_of_a_year_that_is_sent(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = registered(scene)
    reported(scene, made)
    word = spoken(scene, made)
    year_that_is_sent(monkeypatch, scene)
    moved = Entry(scene.unit, word.day, {
        "initiative": made.origin, "verdict": "effective", "document": "45/SNV", "year": 2027, "words": "",
    })  # fmt: skip
    for act in (
        lambda: withdraw(WORDS, record_id=word.pk, version=1, reason="Ghi nhầm", by=scene.body),
        lambda: correct(WORDS, moved, record_id=word.pk, version=1, reason="Nhầm năm", by=scene.body),
    ):
        assert "đã gửi phiếu thẩm định" in str(refusal(act))
    assert BodyWord.objects.get().stands


def test_word_is_told_to_figures_with_a_month_of_its_year(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(acceptances, "_followers", [lambda *said: told.append(said)])
    made = registered(scene)
    reported(scene, made)
    word = spoken(scene, made)
    withdraw(WORDS, record_id=word.pk, version=1, reason="Ghi nhầm", by=scene.body)
    assert told == [(scene.unit, MEASURE, ["2026-12"])] * 2


def test_body_says_one_word_of_a_model_in_a_year(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    spoken(scene, made)
    assert "cần đổi thì đính chính" in str(refusal(lambda: spoken(scene, made, verdict="not_yet")))


def test_who_belonged_to_the_unit_confirms_nothing_of_it(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    committee = AgencyFactory(committee=True, unit=scene.unit)
    MembershipFactory(
        user=scene.body, agency=committee, role=Role.COMMUNE_OFFICER, valid_from=SPAN.first, valid_to=date(2026, 3, 1)
    )
    assert list(refusal(lambda: spoken(scene, made))) == [""]
    assert not BodyWord.objects.exists()


def test_unit_changes_no_word_of_a_body(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    word = spoken(scene, made)
    taken_back = lambda: withdraw(WORDS, record_id=word.pk, version=1, reason="Không đúng", by=scene.officer)  # noqa: E731
    assert "Chỉ người của cơ quan đã ghi" in refusal(taken_back)
    assert BodyWord.objects.get().stands


def test_only_the_office_records_that_the_city_recognised(scene: Scene) -> None:
    made = registered(scene)
    others = Scene(scene.unit, scene.officer, scene.neighbour, scene.body, scene.officer)
    assert refusal(lambda: recognised(others, made)) == "Anh/chị không ghi được việc này cho đơn vị này."
    recognised(scene, made)
    assert Recognition.objects.get().document == "99/QĐ-UBND"


def test_office_with_a_part_in_the_unit_recognises_nothing_and_takes_nothing_back(scene: Scene) -> None:
    made = registered(scene)
    first = recognised(scene, made)
    committee = AgencyFactory(committee=True, unit=scene.unit)
    MembershipFactory(
        user=scene.office, agency=committee, role=Role.COMMUNE_OFFICER, valid_from=SPAN.first, valid_to=date(2026, 3, 1)
    )
    assert list(refusal(lambda: recognised(scene, made, document="100/QĐ-UBND"))) == [""]
    taken_back = lambda: withdraw(RECOGNITIONS, record_id=first.pk, version=1, reason="Ghi nhầm", by=scene.office)  # noqa: E731
    assert "Người từng làm việc" in refusal(taken_back)
    assert Recognition.objects.get().stands


def test_unit_does_not_change_what_was_confirmed(scene: Scene) -> None:
    made = registered(scene)
    report = reported(scene, made)
    spoken(scene, made)
    entry = model_entry(scene.unit, made.day, title="Mô hình khác hẳn")
    other = lambda: correct(INITIATIVES, entry, record_id=made.pk, version=1, reason="Đổi tên", by=scene.officer)  # noqa: E731
    assert "Đã có ý kiến" in str(refusal(other))
    gone = lambda: withdraw(REPORTS, record_id=report.pk, version=1, reason="Ghi nhầm", by=scene.officer)  # noqa: E731
    assert "không hủy được" in refusal(gone)
    reported(scene, made, day=date(2026, 10, 6))
    gone()
    assert [one.stands for one in ProgressReport.objects.order_by("pk")] == [False, True]


def test_unit_does_not_adopt_its_own_model(scene: Scene) -> None:
    made = registered(scene)
    own = Scene(scene.unit, scene.officer, scene.officer, scene.body, scene.office)
    assert "chính đơn vị" in str(refusal(lambda: adopted(own, made)))
    assert not Adoption.objects.exists()


def test_report_is_of_the_own_model_and_not_before_it(scene: Scene) -> None:
    made = registered(scene)
    stranger = Scene(scene.other_unit(), scene.neighbour, scene.officer, scene.body, scene.office)
    assert "đơn vị khác" in str(refusal(lambda: reported(stranger, made)))
    assert list(refusal(lambda: reported(scene, made, day=date(2026, 2, 1)))) == ["day"]
    assert not ProgressReport.objects.exists()


def test_model_begins_within_a_year_and_is_reported_from_then_on(scene: Scene) -> None:
    assert list(refusal(lambda: registered(scene, started_on=date(2030, 1, 1)))) == ["started_on"]
    made = registered(scene, started_on=date(2026, 6, 1))
    told = refusal(lambda: reported(scene, made, day=date(2026, 5, 31)))
    assert told == {"day": "Mô hình triển khai từ ngày 01/06/2026; báo cáo kết quả có ngày từ đó trở đi."}
    reported(scene, made, day=date(2026, 6, 1))
    later = model_entry(scene.unit, made.day, started_on=date(2026, 7, 1))
    mended = lambda: correct(INITIATIVES, later, record_id=made.pk, version=1, reason="Nhầm ngày", by=scene.officer)  # noqa: E731
    assert list(refusal(mended)) == ["started_on"]


@pytest.mark.parametrize(("population", "people"), [(300, 320), (None, 2_000_000)])
def test_more_people_than_there_are_have_no_good_of_a_model(scene: Scene, population: int | None, people: int) -> None:
    UnitFigure.objects.create(unit=scene.unit, as_of=date(2026, 1, 1), area_km2=10, population=population)
    made = registered(scene)
    entry = Entry(scene.unit, made.day, {"initiative": made.origin, "results": "Giảm thời gian chờ", "people": people})
    assert list(refusal(lambda: enter(REPORTS, entry, by=scene.officer))) == ["people"]
    assert not ProgressReport.objects.exists()


def test_nothing_is_told_of_a_model_that_is_gone(scene: Scene) -> None:
    made = registered(scene)
    withdraw(INITIATIVES, record_id=made.pk, version=1, reason="Ghi trùng", by=scene.officer)
    assert "không còn" in str(refusal(lambda: reported(scene, made)))


def test_correction_of_a_model_keeps_what_was_told_of_it(scene: Scene) -> None:
    made = registered(scene)
    reported(scene, made)
    entry = model_entry(scene.unit, made.day, title="Tổ giúp việc ngoài giờ")
    mended: Any = correct(INITIATIVES, entry, record_id=made.pk, version=1, reason="Tên chưa đúng", by=scene.officer)
    found = whole(mended)
    assert (found.state.key, len(found.reports)) == ("reported", 1)


def test_last_word_of_an_adopter_is_shown(scene: Scene) -> None:
    made = registered(scene)
    adopted(scene, made)
    assert [one.adopted for one in gallery()] == [1]
    adopted(scene, made, day=date(2026, 11, 1), outcome="stopped", words="Không đủ người")
    assert [one.outcome for one in whole(made).adoptions] == ["stopped"]
    assert [one.adopted for one in gallery()] == [0]


@pytest.mark.parametrize(("words", "found"), [("to giup viec", 1), ("TỔ GIÚP", 1), ("20 gio", 1), ("trạm đọc", 0)])
def test_gallery_is_searched_without_diacritics(scene: Scene, words: str, found: int) -> None:
    registered(scene)
    assert len(gallery(words=words)) == found


def test_gallery_is_narrowed_by_topic_and_state(scene: Scene) -> None:
    recognised(scene, registered(scene))
    registered(scene, title="Trạm đọc sách", topic="care")
    assert [one.initiative.title for one in gallery(topic="care")] == ["Trạm đọc sách"]
    assert [one.initiative.title for one in gallery(state="recognised")] == ["Tổ giúp việc buổi tối"]


def test_models_are_offered_by_kind_number_and_address(scene: Scene) -> None:
    made = registered(scene)
    offered = [(one.kind, one.number, one.title, one.address) for one in models_to_register(scene.unit)]
    assert offered == [
        ("initiatives.initiative", made.pk, "Tổ giúp việc buổi tối", f"/mo-hinh-sang-tao/{made.origin}/")
    ]


# --- The duty ---


def state(scene: Scene, day: date) -> dict[int, tuple[State, str]]:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    question = DutyQuestion(frozenset({scene.unit.pk}), period_of("quarter", day), now, WorkCalendar())
    return {unit: (one.state, one.words) for unit, one in REPORT_DUTY.states(question).items()}


def test_report_is_owed_in_the_last_quarter(scene: Scene) -> None:
    made = registered(scene)
    assert state(scene, date(2026, 9, 30)) == {}
    assert state(scene, date(2026, 10, 1)) == {scene.unit.pk: (State.DUE, "0/1 mô hình đã có báo cáo kết quả")}
    reported(scene, made)
    assert state(scene, date(2026, 10, 6)) == {scene.unit.pk: (State.DONE, "1/1 mô hình đã có báo cáo kết quả")}


def test_unit_without_a_model_owes_no_report(scene: Scene) -> None:
    assert state(scene, date(2026, 10, 1)) == {}
