"""A drawn photograph that came with one matter of the demo, and what was made of it for everybody."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from thanthien.accounts.models import User
from thanthien.core.kept.taking import files_taken_in
from thanthien.feedback.models import Feedback, FeedbackAnswer, FeedbackPhotograph, PublicPhotograph
from thanthien.feedback.sealed_pictures import keep_sealed, key_of, mark_of

ALT = "Ổ gà lớn giữa mặt đường, một người đứng bên xe máy"
_SIZE = (960, 640)
_PLACES = ((176, 144, 256, 240), (352, 432, 480, 480))  # a face, a plate: on the squares of a JPEG
_BLOCK = 48


def show_picture(
    row: Feedback, answer: FeedbackAnswer, *, sent_at: datetime, made_at: datetime, clerk: User, chair: User
) -> None:
    """Keep a photograph of a matter whose words are there, covered by the clerk and approved by the chair with the
    public answer."""
    key = key_of(row.pk)
    scene, covered = _scene(), _covered(_scene())
    with files_taken_in([_upload(scene), _upload(covered)], "", only_images=True) as (sent, made):
        photograph = FeedbackPhotograph(feedback=row, file_code="jpg", mark=mark_of(sent, key), added_at=sent_at)
        keep_sealed(photograph, sent, key)
        shown = PublicPhotograph(
            photograph=photograph, file_code="jpg", alt=ALT, regions=len(_PLACES), nothing=False, by=clerk,
            places={"of": _SIZE, "at": [(left, top, right - left, below - top) for left, top, right, below in _PLACES]},
            made_at=made_at, answer=answer, checked_by=chair, checked_at=row.published_at,
        )  # fmt: skip
        keep_sealed(shown, made, key)


def _upload(picture: Image.Image) -> SimpleUploadedFile:
    target = BytesIO()
    picture.save(target, "JPEG", quality=85)
    return SimpleUploadedFile("anh.jpg", target.getvalue())


def _scene() -> Image.Image:
    """A drawn road with a hole, somebody and a motorbike, which nobody takes for a real one."""
    picture = Image.new("RGB", _SIZE, (206, 226, 240))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 300, 960, 640), fill=(122, 126, 130))
    pen.ellipse((560, 420, 820, 540), fill=(78, 70, 62))
    pen.ellipse((600, 445, 780, 520), fill=(104, 92, 78))
    pen.ellipse((180, 150, 250, 235), fill=(226, 186, 150))
    pen.rectangle((165, 235, 265, 430), fill=(40, 90, 150))
    for left in (300, 470):
        pen.ellipse((left, 440, left + 110, 550), outline=(30, 30, 30), width=16)
    pen.polygon(((330, 420), (520, 400), (540, 440), (350, 470)), fill=(178, 60, 50))
    pen.rectangle((360, 438, 470, 474), fill="white")
    pen.text((380, 448), "15-XX 000.00", fill="black")
    return picture


def _covered(picture: Image.Image) -> Image.Image:
    """As the page of the platform covers: blocks of one mean colour each."""
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in _PLACES:
        for across in range(left, right, _BLOCK):
            for down in range(top, bottom, _BLOCK):
                box = (across, down, min(across + _BLOCK, right), min(down + _BLOCK, bottom))
                colour = picture.crop(box).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
                pen.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=colour)
    return picture
