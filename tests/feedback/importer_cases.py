"""The importer of what came through other systems, for the tests of all importers."""

from collections.abc import Sequence
from typing import Any

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.importer_case import ImporterCase
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.feedback.enums import Via
from thanthien.feedback.models import Feedback, FeedbackText
from thanthien.feedback.open311.sources import source_of
from thanthien.feedback.open311.workbook import feedback_import
from thanthien.feedback.receiving import Sent, receive

CODE = "29994"


def an_officer() -> User:
    unit = UnitFactory(code=CODE)
    return person(Role.COMMUNE_OFFICER, agency=AgencyFactory(committee=True, unit=unit))


def some_matters(count: int) -> None:
    unit = UnitFactory(code=CODE)
    receive(
        [
            Sent(unit, ("duong-sa", "moi-truong")[number % 2], "Đèn hỏng.", Via.IMPORT, clock.today(),
                 source=source_of("1022", f"PA-{number}"))
            for number in range(count)
        ],
        by=None,
    )  # fmt: skip


def new_matters(count: int) -> Sequence[Sequence[Any]]:
    UnitFactory(code=CODE)
    day = date_vn(clock.today())
    known = set(Feedback.objects.values_list("source", flat=True))
    numbers = [number for number in range(count + len(known)) if source_of("1022", f"N{number}") not in known]
    return [
        [CODE, "", "1022", f"N{number}", day, "Rác, vệ sinh, môi trường", f"Rác chưa thu gom {number}", "ngõ Kín",
         "Trần Thị Kín", "0912 345 678"]
        for number in numbers[:count]
    ]  # fmt: skip


CASES = [
    ImporterCase(
        feedback_import,
        stock=some_matters,
        fresh=new_matters,
        state=lambda: [
            list(Feedback.objects.order_by("pk").values_list()),
            list(FeedbackText.objects.order_by("pk").values_list("pk", "feedback", "part")),
        ],
        sender=an_officer,
    ),
]
