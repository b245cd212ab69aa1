"""Feedback: sending it without an account, with and without a photograph, and the register among millions of matters.

Each is asked in this process beside a page with nothing in it; statements must be the same whatever the numbers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from PIL import Image

from bench import database
from bench.database import analyse, without_triggers
from bench.load import place_and_people
from bench.share import SHARE
from bench.timing import ROUNDS, WARM_UP, browser, timed
from thanthien.accounts.models import User
from thanthien.core.actions import load_calendar
from thanthien.feedback.models import Feedback
from thanthien.units.models import Unit

UNITS, FEW, MANY = 114, 10_000, 2_000_000 // SHARE
# What the nearest open rival takes on four cores (see the notes); its list has twice as many rows.
RIVAL_SEND, RIVAL_LIST = {"milliseconds": 77, "statements": 42}, {"milliseconds": 793, "statements": 514}
AIMS = {
    **{f"send.{what}_at_most": number for what, number in RIVAL_SEND.items()},
    "send_with_photograph.milliseconds_at_most": 2 * RIVAL_SEND["milliseconds"],
    "send_with_photograph.statements_at_most": RIVAL_SEND["statements"],
    **{f"list_of_{people}.more_statements_among_many_at_most": 0 for people in ("unit", "city")},
    **{
        f"list_of_{people}.{size}.{what}_at_most": number / 2
        for people in ("unit", "city") for size in ("among_few", "among_many") for what, number in RIVAL_LIST.items()
    },
}  # fmt: skip
NOTES = (
    "A page of the register has 50 rows, and says how many there are; the city's office reads those of all units.",
    "The photograph has 12 million points, as a phone's has; it is freed of place and device, hashed and sealed.",
    "The nearest open rival on four cores: 77 ms with 42 statements to send, 793 ms with 514 for a list of 100.",
)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
# Of ten matters one is open, the others were answered and told to everybody; the day follows from the number.
_MATTERS = """
    INSERT INTO feedback_feedback
      (key, unit_id, topic, kind, first_kind, via, source, received_on, made_at, code_digest, from_staff, status,
       version, due_on, exempt)
    SELECT gen_random_uuid(), u.id, 'duong-sa', 'normal', 'normal', 'web', '', day, day + time '09:00',
      md5('a' || n) || md5('b' || n), false, CASE WHEN n %% 10 = 0 THEN 'received' ELSE 'spam' END, 1, day + 14, ''
    FROM (SELECT n, date '2026-11-28' - (n %% 700) AS day, 1 + n %% {units} AS place
          FROM generate_series(%s, %s) n) AS told
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM units_unit) u USING (place)
"""
_STEPS = """
    INSERT INTO feedback_feedbackstep (feedback_id, step, actor, at, note, "to", topic, kind, exempt, from_staff)
    SELECT f.id, 'spam', 'leader', f.made_at + interval '2 days', 'không phải phản ánh', '', '', '', '', false
    FROM feedback_feedback f WHERE f.status = 'spam' AND f.id > %s
"""


def main() -> dict[str, Any]:
    """The measurement as plain numbers; milliseconds are medians."""
    database.use(UNITS, fill)
    few, sizes = _lists(), {"matters at first": Feedback.objects.count()}
    sending = _sending()
    _more(FEW + 1, MANY)
    many, sizes["matters at last"] = _lists(), Feedback.objects.count()
    return {
        "size": {"units": UNITS, **sizes},
        **sending,
        **{
            f"list_of_{people}": {
                "among_few": few[people],
                "among_many": many[people],
                "more_statements_among_many": many[people]["statements"] - few[people]["statements"],
            }
            for people in few
        },
        "trial": SHARE > 1,
        "notes": NOTES,
        "aims": AIMS,
    }


def fill(units: int) -> None:
    """Units with their people, and the first matters."""
    with without_triggers(), transaction.atomic():
        place_and_people(units)
        load_calendar(by=None)
    _more(1, FEW)


def _more(first: int, last: int) -> None:
    """So many more matters, by the database."""
    newest = Feedback.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with without_triggers(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_MATTERS.format(units=UNITS), [first, last])
        cursor.execute(_STEPS, [newest])
    analyse("feedback_feedback, feedback_feedbackstep")


def _lists() -> dict[str, dict[str, float]]:
    """The register of somebody who answers for a unit, and of the city's office."""
    found = {}
    for people, name in (("unit", "daumoi."), ("city", "chuyenvien")):
        person = User.objects.filter(email__startswith=name).order_by("pk")[0]
        tab, path = browser(person), reverse("feedback-list")
        found[people] = _beside_base(tab, lambda _, tab=tab, path=path: tab.get(path))
    return found


def _beside_base(tab: Client, ask: Any, base: str = "/do-luong/") -> dict[str, float]:
    with override_settings(ROOT_URLCONF="bench.base_page"):
        base_ms, _ = timed(lambda _: tab.get(base))
    taken, statements = timed(ask)
    return {
        "milliseconds": taken, "ratio_to_base_page": round(taken / base_ms, 2), "statements": statements
    }  # fmt: skip


def _sending() -> dict[str, dict[str, float]]:
    """From the button to the code. Each time another browser with the page open, as nobody sends a hundred in a row."""
    path = reverse("feedback-send", args=[Unit.objects.order_by("pk")[0].code])
    senders = iter([_sender(path, number) for number in range(2 * (WARM_UP + ROUNDS + 1))])
    picture, tab, base = _photograph(), browser(), "/do-luong/cong-khai/"
    return {
        "send": _beside_base(tab, partial(_send, path, senders, ()), base),
        "send_with_photograph": _beside_base(tab, partial(_send, path, senders, [picture]), base),
    }


def _sender(path: str, number: int) -> tuple[Client, dict[str, str]]:
    """A browser, and what is typed in it."""
    tab = browser()
    fields = dict(_HIDDEN.findall(tab.get(path).content.decode()))
    return tab, fields | {"topic": "duong-sa", "text": f"Đường vào xóm ngập nước, lần {number}"}


def _send(path: str, senders: Iterator[tuple[Client, dict[str, str]]], pictures: Sequence[bytes], _: int) -> Any:
    tab, form = next(senders)
    files = [SimpleUploadedFile("anh.jpg", one, "image/jpeg") for one in pictures]
    return tab.post(path, form | ({"photographs": files} if files else {}))


def _photograph() -> bytes:
    """A picture of a phone's size with what phones write into theirs."""
    found, target = Image.effect_noise((4000, 3000), 40).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh"
    found.save(target, "JPEG", quality=60, exif=exif)
    return target.getvalue()
