"""What a body said keeps the name of its day, through a new name and two successions; what passes with it is told."""

from datetime import date

import pytest
from django.apps import apps

from tests.evaluations.scenario import Year, fresh, on
from tests.evaluations.test_successions import (
    DAY,
    TAKEN,
    body,
    items_of,
    pass_on,
    pass_twice,
    remind,
    rename,
    year_under_way,
)
from thanthien.core import clock
from thanthien.evaluations.actions import sheets
from thanthien.evaluations.actions.seal_parts import passed_parts, silent_part
from thanthien.evaluations.models import ItemRequest, Paper, SheetItem, Silence
from thanthien.evaluations.succession_notices import passed_sentence
from thanthien.measures.models import LateAcceptance
from thanthien.notices.models import Notice
from thanthien.units.models import AgencyChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return year_under_way()


def said_by_mttq(year: Year, day: date) -> None:
    """Mặt trận asks, doesn't accept a late record and is recorded as silent on a day."""
    remind(year, body("mttq"), date(2026, 2, 11))
    dossier, by = year.dossier(), year.people.mttq
    with on(day):
        ItemRequest.objects.create(
            dossier=dossier, indicator=year.answer("10001", "1.1").indicator, body=body("mttq"), question="Thiếu",
            asked_by=by, asked_at=clock.now(), due_on=date(2026, 2, 27),
        )  # fmt: skip
        LateAcceptance.objects.create(
            unit=dossier.unit, measure="none", period="2026-W02", agency=body("mttq"), by=by, reason="Mưa"
        )
        Silence.objects.create(
            dossier=dossier, body=body("mttq"), silent=True, reminder=Paper.objects.get(), said_by=year.concluder,
            said_at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "changes", "name"),
    [
        (date(2026, 2, 15), lambda: rename("mttq", "Mặt trận mới"), "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố"),
        (DAY, lambda: rename("mttq", "Mặt trận mới"), "Mặt trận mới"),
        (date(2026, 2, 15), pass_twice, "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố"),
        (date(2026, 2, 17), pass_twice, TAKEN),
        (date(2026, 2, 18), pass_twice, TAKEN.replace("Dân vận", "Tuyên giáo và Dân vận")),
    ],
)
def test_words_keep_the_name_that_the_body_had_on_their_day(year, day, changes, name):
    said_by_mttq(year, day)
    changes()
    with on(date(2026, 2, 20)):
        silence, asked, late = Silence.objects.get(), ItemRequest.objects.get(), LateAcceptance.objects.get()
        names = (asked.asked_as, silence.said_as, late.said_as)
        sealed = [one["name"] for one in silent_part([silence])["silent"]]
    assert (names, sealed) == ((name, name, name), [name])


def test_seal_and_sentence_name_who_goes_on_as_of_the_document(year):
    pass_on("mttq", "dan-van")
    rename("dan-van", "Ban Dân vận mới", date(2026, 2, 18))
    with on(date(2026, 2, 20)):
        [told] = passed_parts([year.dossier()])[year.dossier().pk]["successions"]
        sentence = passed_sentence(AgencyChange.objects.get(kind="end"))
    assert told["into"] == {"body": "dan-van", "name": "Ban Dân vận"}
    assert sentence.split(" tiếp nhận")[0] == "Ban Dân vận"


def test_second_succession_is_told_of_what_the_first_one_had_taken_over(year):
    with on(date(2026, 2, 11)):
        item = SheetItem.objects.get(sheet__body__code="mttq", indicator__code="1.1")
        sheets.ask_item(by=fresh(year.people.mttq), item_id=item.pk, question="Thiếu danh sách")
    ItemRequest.objects.update(due_on=date(2026, 2, 27))
    pass_twice()
    second = AgencyChange.objects.get(kind="end", agency__code="dan-van")
    asked = Notice.objects.filter(key=f"passed-asked:{second.pk}:{ItemRequest.objects.get().pk}")
    office = Notice.objects.get(key=f"passed-told:{second.pk}:{year.cycle.pk}", person=year.people.office)
    assert set(asked.values_list("person__full_name", flat=True)) == {"Chair10001", "Focal10001", "Officer10001"}
    assert office.what.split(". ")[-1] == "Phiếu chưa gửi được chuyển sang với nội dung đã nhập: 1 hồ sơ."


def test_words_that_are_taken_out_stay_in_the_history_with_who_noted_the_change(year):
    year.fill("10001", year.people.noi_vu, {})
    SheetItem.objects.filter(sheet__body__code="mttq").exclude(indicator__code="1.2").delete()
    [item] = items_of("mttq")
    pass_on("mttq", "so-noi-vu", by=year.people.office)
    kept = [
        apps.get_model("evaluations", f"{name}Event").objects.filter(pgh_label="delete", pgh_obj_id=key)
        .values_list("pgh_context__metadata__user", flat=True)
        for name, key in (("SheetItem", item.pk), ("Sheet", item.sheet_id))
    ]  # fmt: skip
    assert [list(rows) for rows in kept] == [[year.people.office.pk]] * 2
