"""Pictures for everybody: made by one person, approved by another, bound to the answer, taken down with it."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import files
from tests.factories.accounts import person
from tests.feedback.photographs import photographed, upload
from tests.feedback.pictures import ALT, answered_with, covered, drawn, made, published_with
from tests.feedback.scene import ANSWER, Scene, a_scene, own_step, step
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.core.clock import ZONE
from thanthien.feedback import blurring
from thanthien.feedback.actions import Taken, take_step
from thanthien.feedback.kept_photographs import photograph_storage
from thanthien.feedback.models import Feedback, FeedbackStep, PublicPhotograph
from thanthien.feedback.sealed_pictures import open_photograph, open_public

pytestmark = pytest.mark.django_db
TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)
CODE = "K7QM-2XRD-9FHA-C3WT"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    cache.clear()
    time_machine.move_to(datetime(2026, 3, 30, 9, tzinfo=ZONE), tick=False)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


def picture(one: PublicPhotograph) -> str:
    return reverse("feedback-public-picture", args=[one.key])


def answer_of(row: Feedback) -> str:
    return reverse("feedback-answer", args=[Feedback.objects.get(pk=row.pk).answer_id])


def status(one: PublicPhotograph) -> int:
    return Client().get(picture(one)).status_code


def refused(problem: type[Exception], act: Any) -> Any:
    """What was said, with nothing kept."""
    before = PublicPhotograph.objects.count(), FeedbackStep.objects.count()
    with pytest.raises(problem) as found:
        act()
    assert (PublicPhotograph.objects.count(), FeedbackStep.objects.count()) == before
    return found.value.errors if isinstance(found.value, Invalid) else str(found.value)


def test_picture_shows_beside_the_answer_with_its_words(client: Client, scene: Scene) -> None:
    row, (one,) = published_with(scene, TUESDAY)
    page = client.get(answer_of(row)).content.decode()
    assert f'<img src="{picture(one)}" alt="{ALT}"' in page
    assert str(row.photographs.get().key) not in page


def test_address_serves_what_was_drawn_for_a_short_time_in_a_sandbox(client: Client, scene: Scene) -> None:
    _, (one,) = published_with(scene, TUESDAY)
    answer = client.get(picture(one))
    assert b"".join(answer) == files.image(size=(64, 48))
    told = ("Content-Type", "Cache-Control", "Content-Disposition", "X-Content-Type-Options", "X-Robots-Tag")
    assert [answer[name] for name in told] == [
        "image/jpeg", "public, max-age=60", f'inline; filename="anh-{one.key}.jpg"', "nosniff", "noindex",
    ]  # fmt: skip
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"


def test_place_and_device_are_taken_out_of_what_the_browser_sent(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    one = made(scene, row, TUESDAY, file=drawn(files.image(size=(64, 48), exif=True)))
    with open_public(one) as content:
        kept = content.read()
    assert (b"SecretPhone" in kept, b"Nha ong A" in kept, kept[:2]) == (False, False, b"\xff\xd8")


def test_colour_profile_in_which_anything_may_stand_is_taken_out(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    plain = files.image(size=(64, 48))
    words = b"ICC_PROFILE\x00\x01\x01Nha ong A, so 12"
    profiled = plain[:2] + b"\xff\xe2" + (len(words) + 2).to_bytes(2, "big") + words + plain[2:]
    one = made(scene, row, TUESDAY, file=drawn(profiled))
    with open_public(one) as content:
        assert content.read() == plain


def test_before_it_is_approved_nobody_but_the_unit_sees_it(client: Client, scene: Scene) -> None:
    row, (one,) = answered_with(scene, TUESDAY)
    inside = reverse("feedback-made-picture", args=[row.pk, one.key])
    assert status(one) == 404
    step(scene, row, "publish", THURSDAY, looked=True)
    assert (status(one), "<img" in client.get(answer_of(row)).content.decode()) == (404, False)
    assert client.get(inside).status_code == 302
    client.force_login(scene.officer)
    answer = client.get(inside)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    client.force_login(a_scene().officer)
    assert client.get(inside).status_code == 404


def test_who_made_it_does_not_approve_it(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    one = made(scene, row, TUESDAY, by=scene.chair)
    step(scene, row, "draft", TUESDAY, **ANSWER)
    step(scene, row, "answer", TUESDAY)
    said = refused(Invalid, lambda: step(scene, row, "publish", TUESDAY, looked=True, pictures=[one.key]))
    assert said == {"pictures": "Ảnh do chính anh/chị che phải do người khác duyệt."}
    deputy = person(Role.COMMUNE_CHAIR, agency=scene.committee)
    step(scene, row, "publish", TUESDAY, looked=True, pictures=[one.key], by=deputy)
    assert status(one) == 200
    with pytest.raises(IntegrityError, match="checked_by_another"), transaction.atomic():
        PublicPhotograph.objects.filter(pk=one.pk).update(checked_by=scene.chair)


def test_picture_that_was_made_anew_is_not_approved_as_the_one_that_was_seen(scene: Scene) -> None:
    row, (seen,) = answered_with(scene, TUESDAY)
    made(scene, row, TUESDAY, file=drawn(size=(80, 48)))
    said = refused(Refused, lambda: step(scene, row, "publish", TUESDAY, looked=True, pictures=[seen.key]))
    assert said == "Ảnh vừa được thay hoặc bỏ. Vui lòng tải lại trang, so lại ảnh rồi duyệt."
    assert refused(Refused, lambda: step(scene, row, "publish", TUESDAY, looked=True, pictures=[uuid4()])) == said
    assert Feedback.objects.get().published_at is None


def test_making_one_moves_the_version_so_that_a_leader_looks_again(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    step(scene, row, "draft", TUESDAY, **ANSWER)
    seen = Feedback.objects.get().version
    made(scene, row, TUESDAY)
    with pytest.raises(Stale):
        take_step(Taken("answer", looked=True), feedback_id=row.pk, version=seen, by=scene.chair)
    with pytest.raises(Stale):
        blurring.propose(covered(row), drawn(), feedback_id=row.pk, version=seen, by=scene.officer)


def test_answer_published_at_once_takes_its_pictures_along(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    one = made(scene, row, TUESDAY)
    step(scene, row, "draft", TUESDAY, **ANSWER)
    said = refused(Invalid, lambda: step(scene, row, "answer", TUESDAY, pictures=[one.key]))
    assert said == {"pictures": "Ảnh chỉ công khai cùng kết quả: cần đánh dấu ô xác nhận, hoặc duyệt ảnh sau."}
    step(scene, row, "answer", TUESDAY, looked=True, pictures=[one.key])
    one.refresh_from_db()
    assert (status(one), one.checked_by, one.answer_id) == (200, scene.chair, Feedback.objects.get().answer_id)


def test_picture_is_approved_later_too(scene: Scene) -> None:
    row, (one,) = answered_with(scene, TUESDAY)
    assert refused(Refused, lambda: step(scene, row, "show", TUESDAY, pictures=[one.key])).startswith("Kết quả chưa")
    step(scene, row, "publish", TUESDAY, looked=True)
    assert refused(Invalid, lambda: step(scene, row, "show", TUESDAY)) == {
        "pictures": "Cần chọn ảnh đã so với ảnh gốc."
    }
    step(scene, row, "show", THURSDAY, pictures=[one.key])
    assert status(one) == 200


@pytest.mark.parametrize("way", ["take_down", "exempt", "again"])
def test_picture_goes_with_the_result_and_does_not_come_back(
    scene: Scene, way: str, django_capture_on_commit_callbacks: Any
) -> None:
    row, (one,) = published_with(scene, TUESDAY, code=CODE)
    with django_capture_on_commit_callbacks(execute=True):
        if way == "again":
            own_step(CODE, row, "again", THURSDAY)
        else:
            step(scene, row, way, THURSDAY, note="Người trong ảnh đề nghị", exempt="named" if way == "exempt" else "")
    assert (status(one), photograph_storage().exists(one.file.name)) == (404, False)
    if way == "take_down":
        step(scene, row, "publish", THURSDAY, looked=True)
    assert status(one) == 404


def test_picture_alone_is_put_away(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    row, (one, other) = published_with(scene, TUESDAY, count=2)
    now = Feedback.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        blurring.put_away(
            one.key, reason="Còn thấy biển số xe", feedback_id=row.pk, version=now.version, by=scene.officer
        )
    assert ([status(one), status(other)], photograph_storage().exists(one.file.name)) == ([404, 200], False)
    assert Feedback.objects.get().published_at is not None
    again = Feedback.objects.get().version
    assert refused(
        Refused,
        lambda: blurring.put_away(one.key, reason="Còn thấy", feedback_id=row.pk, version=again, by=scene.officer),
    ) == "Ảnh công khai này đã được bỏ."  # fmt: skip


def test_matter_that_leaves_the_units_sight_keeps_no_picture(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    one = made(scene, row, TUESDAY)
    step(scene, row, "legal", THURSDAY, note="Có nội dung tố cáo")
    one.refresh_from_db()
    assert one.dropped_at is not None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"places": ()}, {"nothing": "Cần che ít nhất một vùng, hoặc xác nhận không có gì cần che."}),
        ({"nothing": True}, {"nothing": "Ảnh có vùng che, nên ô này phải để trống."}),
        ({"alt": "  "}, {"alt": "Cần ghi trong ảnh có gì."}),
    ],
)
def test_picture_is_refused_without_what_must_be_said(scene: Scene, told: dict[str, Any], said: Any) -> None:
    row = photographed(scene, TUESDAY, upload())
    assert refused(Invalid, lambda: made(scene, row, TUESDAY, **told)) == said


@pytest.mark.parametrize(
    "place", [(-1, 0, 8, 8), (0, -1, 8, 8), (0, 0, 0, 8), (0, 0, 8, 0), (60, 0, 5, 8), (0, 40, 8, 9)]
)
def test_place_outside_the_picture_is_refused(scene: Scene, place: tuple[int, ...]) -> None:
    row = photographed(scene, TUESDAY, upload())
    assert "ngoài ảnh" in refused(Refused, lambda: made(scene, row, TUESDAY, places=(place,)))


def test_nothing_to_cover_is_said_and_kept(scene: Scene) -> None:
    row = photographed(scene, TUESDAY, upload())
    one = made(scene, row, TUESDAY, places=(), nothing=True)
    assert (one.regions, one.nothing) == (0, True)
    assert "alt" in refused(Invalid, lambda: made(scene, row, TUESDAY, alt="Nhà ông Tám, số 0912345678"))


def test_what_is_no_small_picture_of_the_page_is_refused(scene: Scene, monkeypatch: Any) -> None:
    row = photographed(scene, TUESDAY, upload())
    with open_photograph(row.photographs.get()) as content:
        original = content.read()
    small = ((0, 0, 8, 8),)
    cases = [
        (drawn(original), "Ảnh gửi lên là ảnh gốc, chưa qua bước che."),
        (drawn(size=(1601, 20)), "Ảnh công khai có mỗi cạnh tối đa 1600 điểm ảnh."),
        (drawn(files.image("PNG")), "Ảnh công khai phải là JPG do trang này tạo ra."),
    ]
    for file, said in cases:
        file.name = "a.png" if "JPG" in said else "a.jpg"
        assert refused(Refused, lambda file=file: made(scene, row, TUESDAY, file=file, places=small)).startswith(said)
    assert refused(Invalid, lambda: made(scene, row, TUESDAY, file=drawn(b"khong phai anh"))).keys() == {"file"}
    monkeypatch.setattr(blurring, "_MOST_BYTES", 10)
    assert "tối đa" in refused(Refused, lambda: made(scene, row, TUESDAY))


def test_public_picture_is_put_away_before_another_is_made(scene: Scene) -> None:
    row, (one,) = published_with(scene, TUESDAY)
    said = refused(Refused, lambda: made(scene, row, THURSDAY))
    assert (said, status(one)) == ("Ảnh này đang công khai; cần bỏ ảnh công khai trước khi che lại.", 200)


def test_photograph_of_another_matter_is_refused(scene: Scene) -> None:
    row, other = (photographed(scene, TUESDAY, upload()) for _ in range(2))
    key = other.photographs.get().key
    assert refused(Refused, lambda: made(scene, row, TUESDAY, photograph=key)) == "Ảnh này không còn trên hệ thống."


def test_picture_goes_one_way_in_the_database(scene: Scene) -> None:
    _, (one,) = published_with(scene, TUESDAY)
    row = PublicPhotograph.objects.filter(pk=one.pk)
    for change in (
        {"checked_at": None, "checked_by": None, "answer": None},
        {"alt": "Khác"},
        {"regions": 9},
        {"places": {}},
    ):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            row.update(**change)


def test_answer_asks_as_much_with_one_picture_as_with_three(client: Client, scene: Scene) -> None:
    one, _ = published_with(scene, TUESDAY)
    three, _ = published_with(scene, TUESDAY, count=3)
    counts = []
    for row in (one, three):
        client.get(answer_of(row))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(answer_of(row)).content.decode()
        counts.append((len(asked), page.count("<img")))
    assert counts == [(counts[0][0], 1), (counts[0][0], 3)]
