"""Feedback with photographs, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import files
from tests.feedback.scene import Scene, a_code, at, sent
from thanthien.core.matters.slips import Slip
from thanthien.feedback.models import Feedback
from thanthien.feedback.photographs import send_with


def upload(content: bytes = b"", name: str = "Nhà bà Sáu.jpg") -> SimpleUploadedFile:
    """A picture that tells where and by which device it was taken."""
    return SimpleUploadedFile(name, content or files.image(exif=True), "image/jpeg")


def shades(number: int) -> list[SimpleUploadedFile]:
    """Pictures of different sizes, so that no two are the same."""
    return [upload(files.image(size=(20 + one, 10))) for one in range(number)]


def photographed(scene: Scene, on: date, *uploads: SimpleUploadedFile, code: str = "", **changes: Any) -> Feedback:
    """Sent on the web with photographs."""
    with at(on):
        return send_with(sent(scene, on, **changes), uploads, slip=Slip(uuid4(), code or a_code()))
