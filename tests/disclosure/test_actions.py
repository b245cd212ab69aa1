"""What is done with a disclosure, and what is refused."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from tests.disclosure.scene import (
    Scene,
    a_scene,
    checked,
    drafted,
    made_public,
    nothing,
    officer_of,
    posted,
    sampled,
    values,
)
from tests.factories import files
from tests.factories.accounts import MembershipFactory
from tests.factories.units import UnitFactory
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.disclosure import actions
from thanthien.disclosure.enums import Act, Stage
from thanthien.disclosure.kinds import DISCLOSURES, POSTINGS, SAMPLES
from thanthien.disclosure.models import Disclosure, DisclosureFile, Face, Posting, Step
from thanthien.disclosure.public import public_files
from thanthien.disclosure.queries import face_of, is_checked, postings_of, stage_of
from thanthien.records.actions import Entry, correct, enter, withdraw

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(datetime(2026, 3, 10, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def refusal(act: Any) -> Any:
    with pytest.raises((Refused, Invalid)) as refused:
        act()
    problem = refused.value
    return problem.errors if isinstance(problem, Invalid) else str(problem)


def stage(record: Disclosure) -> Stage:
    return stage_of(record, face_of(record.origin), is_checked(record))


def amended(scene: Scene, record: Disclosure, **told: Any) -> Disclosure:
    entry = Entry(scene.unit, record.day, values(**told))
    made = correct(
        DISCLOSURES, entry, record_id=record.pk, version=record.version, reason="Sửa số liệu", by=scene.officer
    )
    assert isinstance(made, Disclosure)
    return made


def publish(scene: Scene, record: Disclosure) -> Step:
    return actions.publish(record_id=record.pk, version=record.version, by=scene.officer)


def pdf(name: str = "du-toan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf(), "application/pdf")


def test_draft_becomes_public_by_a_check_and_a_person(scene: Scene) -> None:
    record = drafted(scene, DAY)
    assert stage(record) == Stage.DRAFT
    checked(scene, record, DAY)
    assert stage(record) == Stage.CHECKED
    publish(scene, record)
    assert stage(record) == Stage.PUBLISHED
    steps = Step.objects.order_by("pk").values_list("act", "by_id", "version_id")
    assert list(steps) == [(Act.CHECK, scene.officer.pk, record.pk), (Act.PUBLISH, scene.officer.pk, record.pk)]
    assert [face.version_id for face in Face.objects.shown()] == [record.pk]


def test_nothing_is_published_without_a_check(scene: Scene) -> None:
    record = drafted(scene, DAY)
    assert refusal(lambda: publish(scene, record)) == (
        "Nội dung hoặc tệp chưa được kiểm tra, hoặc đã thay đổi sau lần kiểm tra. Cần kiểm tra trước khi công khai."
    )
    assert not Face.objects.exists()


@pytest.mark.parametrize("lacking", ["no_secret", "people_right"])
def test_check_needs_both_confirmations(scene: Scene, lacking: str) -> None:
    record = drafted(scene, DAY)
    ticked = {"no_secret": True, "people_right": True} | {lacking: False}
    act = lambda: actions.check(record_id=record.pk, version=1, words="", by=scene.officer, **ticked)  # noqa: E731
    assert refusal(act) == {lacking: "Cần xác nhận điều này trước khi công khai."}
    assert not Step.objects.exists()


def test_check_needs_something_to_read(scene: Scene) -> None:
    record = drafted(scene, DAY, text="")
    assert refusal(lambda: checked(scene, record, DAY)) == ("Cần có nội dung để mọi người đọc hoặc ít nhất một tệp.")
    actions.add_files(record_id=record.pk, version=1, sent=[pdf()], by=scene.officer)
    checked(scene, record, date(2026, 3, 10))
    assert is_checked(record)


def test_amendment_waits_for_a_check_while_the_old_text_stays_public(scene: Scene) -> None:
    record = drafted(scene, DAY)
    made_public(scene, record, DAY)
    newer = amended(scene, record, text="Tổng thu 12 tỷ đồng.")
    assert stage(newer) == Stage.AMENDED
    assert refusal(lambda: publish(scene, newer)).startswith("Nội dung hoặc tệp chưa được kiểm tra")
    assert Face.objects.get().version.text == "Tổng thu 10 tỷ đồng."
    checked(scene, newer, date(2026, 3, 10))
    publish(scene, newer)
    assert Face.objects.get().version.text == "Tổng thu 12 tỷ đồng."
    assert [one.version.version for one in Step.objects.filter(act=Act.PUBLISH).order_by("pk")] == [1, 2]


def test_check_of_a_version_that_was_amended_meanwhile_is_stale(scene: Scene) -> None:
    record = drafted(scene, DAY)
    amended(scene, record, text="Khác")
    with pytest.raises(Stale, match="đã được sửa"):
        checked(scene, record, date(2026, 3, 10))


def test_withdrawal_takes_off_the_public_page_with_its_reason(scene: Scene) -> None:
    record = drafted(scene, DAY)
    made_public(scene, record, DAY)
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert list(Face.objects.shown()) == []
    assert Face.objects.get().gone_why == "Thu hồi: Ban hành nhầm"
    step = Step.objects.get(act=Act.TAKE_DOWN)
    assert (step.by, step.words, step.version) == (scene.officer, "Thu hồi: Ban hành nhầm", record)


def test_withdrawal_of_a_draft_takes_nothing_down(scene: Scene) -> None:
    record = drafted(scene, DAY)
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert not Step.objects.exists()


def test_file_taken_away_after_the_check_leaves_nothing_to_publish(scene: Scene) -> None:
    record = drafted(scene, DAY, text="")
    actions.add_files(record_id=record.pk, version=1, sent=[pdf()], by=scene.officer)
    checked(scene, record, date(2026, 3, 10))
    file = DisclosureFile.objects.get()
    actions.take_file(record_id=record.pk, key=file.key, reason="Nhầm tệp", by=scene.officer)
    assert refusal(lambda: publish(scene, record)) == "Cần có nội dung để mọi người đọc hoặc ít nhất một tệp."
    assert not Face.objects.exists()


def test_file_that_no_scanner_saw_waits_where_there_is_one(scene: Scene, settings: Any) -> None:
    record = drafted(scene, DAY)
    actions.add_files(record_id=record.pk, version=1, sent=[pdf()], by=scene.officer)
    checked(scene, record, date(2026, 3, 10))
    publish(scene, record)
    assert public_files().count() == 1
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    assert public_files().count() == 0
    DisclosureFile.objects.update(scanned_at=datetime(2026, 3, 10, 10, tzinfo=ZONE))
    assert public_files().count() == 1


def test_list_of_people_has_a_last_day(scene: Scene) -> None:
    told = refusal(lambda: drafted(scene, DAY, "DC11.07.b", people="listed"))
    assert told == {"ends_on": "Danh sách cá nhân cần có ngày hết thời gian niêm yết."}


def test_list_of_people_is_taken_down_when_its_time_is_over(scene: Scene, time_machine: Any) -> None:
    record = drafted(scene, DAY, "DC11.07.b", people="listed", ends_on=date(2026, 3, 31))
    made_public(scene, record, DAY)
    assert actions.take_down_over() == 0
    time_machine.move_to(datetime(2026, 3, 31, 23, 59, tzinfo=ZONE), tick=False)
    assert [list(Face.objects.shown()), actions.take_down_over()] == [[Face.objects.get()], 0]
    time_machine.move_to(datetime(2026, 4, 1, 0, 1, tzinfo=ZONE), tick=False)
    assert list(Face.objects.shown()) == []  # before the job comes
    assert actions.take_down_over() == 1
    assert actions.take_down_over() == 0
    step = Step.objects.get(act=Act.TAKE_DOWN)
    assert (step.by, step.words, stage(record)) == (None, "Hết thời gian niêm yết", Stage.TAKEN_DOWN)
    assert refusal(lambda: publish(scene, record)).startswith("Đã hết thời gian niêm yết.")


def test_file_waits_for_a_check_and_is_stored_once(scene: Scene) -> None:
    record = drafted(scene, DAY)
    made_public(scene, record, DAY)
    add = lambda: actions.add_files(record_id=record.pk, version=1, sent=[pdf()], by=scene.officer)  # noqa: E731
    assert [add(), add()] == [1, 0]
    assert not is_checked(record)
    assert refusal(lambda: publish(scene, record)).startswith("Nội dung hoặc tệp chưa được kiểm tra")


def test_file_that_is_taken_away_stays_with_its_reason(scene: Scene) -> None:
    record = drafted(scene, DAY)
    actions.add_files(record_id=record.pk, version=1, sent=[pdf()], by=scene.officer)
    file = DisclosureFile.objects.get()
    take = lambda: actions.take_file(record_id=record.pk, key=file.key, reason="Nhầm tệp", by=scene.officer)  # noqa: E731
    take()
    assert refusal(take) == "Tệp này đã được bỏ."
    assert (DisclosureFile.objects.get().taken_by, list(DisclosureFile.objects.there())) == (scene.officer, [])


def test_another_unit_does_nothing_with_it(scene: Scene) -> None:
    record = drafted(scene, DAY)
    stranger = Scene(scene.unit, officer_of(UnitFactory()), scene.front, scene.body)
    assert refusal(lambda: checked(stranger, record, DAY)) == "Không tìm thấy bản ghi."
    assert refusal(lambda: posted(stranger, record, DAY)) == "Anh/chị không ghi được việc này cho đơn vị này."
    assert not Posting.objects.exists()


def test_form_is_of_a_disclosure_that_stands(scene: Scene) -> None:
    record = drafted(scene, DAY)
    withdraw(DISCLOSURES, record_id=record.pk, version=1, reason="Ban hành nhầm", by=scene.officer)
    assert refusal(lambda: posted(scene, record, DAY)) == {"": "Nội dung công khai này không còn hoặc đã bị hủy."}


def test_form_is_of_a_disclosure_of_the_same_unit(scene: Scene) -> None:
    record = drafted(scene, DAY)
    other = a_scene()
    assert refusal(lambda: posted(other, record, DAY)) == {"": "Nội dung công khai này là của đơn vị khác."}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        pytest.param({"form": "a", "spots": "", "where": "", "last": None}, "spots", id="posted nowhere"),
        pytest.param({"form": "b", "spots": "", "where": "trang của phường", "last": None}, "where", id="no address"),
        pytest.param({"form": "e", "spots": "", "where": "", "last": None}, "where", id="no place"),
        pytest.param({"form": "a", "spots": "market", "where": "", "last": None}, "spots", id="unknown place"),
        pytest.param({"form": "c", "spots": "", "where": "Loa", "last": date(2026, 3, 1)}, "last", id="ends before"),
    ],
)
def test_form_says_where(scene: Scene, told: dict[str, Any], field: str) -> None:
    record = drafted(scene, DAY)
    entry = Entry(scene.unit, DAY, {"disclosure": record.origin} | told)
    assert list(refusal(lambda: enter(POSTINGS, entry, by=scene.officer))) == [field]


def test_statement_is_of_items_that_may_have_nothing(scene: Scene) -> None:
    told = refusal(lambda: nothing(scene, "2025-Q4", "DC11.04.a", DAY))
    assert told == {"items": "Danh mục không có mã “DC11.04.a”."}
    assert nothing(scene, "2025-Q4", "DC11.03.a; DC11.03.b", DAY).period == "2025-Q4"


def test_statement_is_of_items_of_its_kind_of_period(scene: Scene) -> None:
    told = refusal(lambda: nothing(scene, "2025-Q4", "DC11.03.a; DC11.01.a", DAY))
    assert told == {"items": "Nội dung “DC11.01.a” báo theo năm, cần ghi ở lần báo khác."}
    told = refusal(lambda: nothing(scene, "2025", "DC11.03.a", DAY))
    assert told == {"items": "Nội dung “DC11.03.a” báo theo quý, cần ghi ở lần báo khác."}
    assert nothing(scene, "2025", "DC11.01.a", DAY).period == "2025"


def test_form_is_not_earlier_than_its_document(scene: Scene) -> None:
    record = drafted(scene, DAY)
    told = refusal(lambda: posted(scene, record, date(2026, 3, 1)))
    assert told == {"day": "Ngày này trước ngày văn bản, 02/03/2026."}


def test_who_publishes_for_a_unit_takes_no_samples_of_it(scene: Scene) -> None:
    front = scene.front.hats[0]
    MembershipFactory(user=scene.officer, role=Role.COMMUNE_FRONT, agency_id=front.agency_id)
    both = User.objects.get(pk=scene.officer.pk)
    assert refusal(lambda: sampled(scene, DAY, "DC11.02.b", by=both)) == (
        "Anh/chị không ghi được việc này cho đơn vị này."
    )
    assert sampled(scene, DAY, "DC11.02.b").pk


def test_unit_changes_no_sample_of_the_front(scene: Scene) -> None:
    found = sampled(scene, DAY, "DC11.02.b")
    taken_back = lambda: withdraw(SAMPLES, record_id=found.pk, version=1, reason="Không đúng", by=scene.officer)  # noqa: E731
    assert "Chỉ người của cơ quan đã ghi" in refusal(taken_back)
    assert refusal(lambda: sampled(scene, DAY, "DC11.02.b", by=scene.officer)) == (
        "Anh/chị không ghi được việc này cho đơn vị này."
    )
    assert sampled(scene, DAY, "DC11.02.b", by=scene.body).agency_id == scene.body.hats[0].agency_id


def test_steps_are_never_rewritten(scene: Scene) -> None:
    record = drafted(scene, DAY)
    checked(scene, record, DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.update(words="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.all().delete()


def test_photograph_hangs_on_a_form(scene: Scene) -> None:
    record = drafted(scene, DAY)
    shown = posted(scene, record, DAY, photographs=1)
    assert [(one.pk, one.photographed) for one in postings_of(record.origin)] == [(shown.pk, True)]
