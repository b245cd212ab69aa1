"""Pictures of feedback for everybody, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files
from tests.feedback.photographs import photographed, upload
from tests.feedback.scene import ANSWER, Scene, at, step
from thanthien.accounts.models import User
from thanthien.feedback.blurring import Covered, propose
from thanthien.feedback.kept_photographs import PublicPhotograph
from thanthien.feedback.models import Feedback

PLACES = ((0, 0, 16, 16), (32, 16, 32, 32))
ALT = "Hố sâu giữa đường, trước cổng trường"


def drawn(content: bytes = b"", size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    """What the browser sends: a new JPEG."""
    return SimpleUploadedFile("anh-da-che.jpg", content or files.image(size=size), "image/jpeg")


def covered(row: Feedback, place: int = 0, **changes: Any) -> Covered:
    told: dict[str, Any] = {
        "photograph": row.photographs.order_by("pk")[place].key, "places": PLACES, "nothing": False, "alt": ALT,
    }  # fmt: skip
    return Covered(**(told | changes))


def made(
    scene: Scene, row: Feedback, on: date, *, by: User | None = None, file: SimpleUploadedFile | None = None,
    place: int = 0, **changes: Any,
) -> PublicPhotograph:  # fmt: skip
    """A picture of a photograph, by the officer unless said."""
    with at(on, 14):
        now = Feedback.objects.get(pk=row.pk)
        return propose(
            covered(row, place, **changes), drawn() if file is None else file, feedback_id=row.pk, version=now.version,
            by=by or scene.officer,
        )  # fmt: skip


def answered_with(scene: Scene, on: date, count: int = 1, **changes: Any) -> tuple[Feedback, list[PublicPhotograph]]:
    """Told with photographs, of each a picture was made by the officer, and answered on the same day."""
    row = photographed(scene, on, *(upload(files.image(size=(20 + one, 10))) for one in range(count)), **changes)
    pictures = [made(scene, row, on, place=place) for place in range(count)]
    step(scene, row, "draft", on, **ANSWER)
    return step(scene, row, "answer", on), pictures


def published_with(scene: Scene, on: date, count: int = 1, **changes: Any) -> tuple[Feedback, list[PublicPhotograph]]:
    """The same, and made public with all of them by the chair."""
    row, pictures = answered_with(scene, on, count, **changes)
    return step(scene, row, "publish", on, looked=True, pictures=[one.key for one in pictures]), pictures
