"""Heads of all units by one workbook: what it would do is told first, and what was stated of others is asked again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.evaluations.headed import CHAIR, DAY, NEW_CHAIR, SECRETARY, SET, fact, headed, state
from tests.evaluations.scenario import Year, fresh, on, open_year
from tests.factories.workbooks import sheet
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions.heads import HeadTermText, import_heads
from thanthien.evaluations.heads_workbook import heads_import
from thanthien.evaluations.models import Dossier
from thanthien.evaluations.queries.heads import heads_of_units
from thanthien.evaluations.workflow import Status
from thanthien.units.enums import HeadPost
from thanthien.units.head_terms import HeadTerm
from thanthien.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return open_year(text=SET)


def row(typed: HeadTermText, code: str = "10001") -> list[Any]:
    return [code, "", HeadPost(typed.post).label, typed.full_name, typed.from_on, typed.to_on or "", typed.vacant_by]


def checked(year: Year, client: Any, *rows: list[Any]) -> Any:
    """The dry run of a file that the standing office sent."""
    client.force_login(fresh(year.people.office))
    content = sheet(heads_import.workbook().headings, *rows)
    with on(DAY):
        sent = client.post(heads_import.address(), {"file": SimpleUploadedFile("tep.xlsx", content)})
        return client.get(sent.url).context


def confirmed(client: Any, shown: Any) -> Any:
    with on(DAY):
        return client.post(heads_import.address("confirm"), {"held": shown["uuid"], "mark": shown["check"].mark})


def test_dry_run_says_of_each_row_what_becomes_of_it(year, client):
    headed(year)
    shown = checked(
        year, client, row(SECRETARY), row(replace(CHAIR, full_name="Lê Văn Chủ Tịch")), row(SECRETARY, "10002")
    )  # fmt: skip
    told = ["giữ nguyên", "họ tên: Lê Chủ Tịch → Lê Văn Chủ Tịch", "ghi mới"]
    assert ([one.told for one in shown["check"].rows], shown["check"].ok) == (told, True)
    assert shown["check"].told == ["3 thời gian giữ chức vụ của 2 đơn vị."]
    assert confirmed(client, shown).url == reverse("heads")
    names = HeadTerm.objects.order_by("unit__code", "-post", "from_on").values_list("unit__code", "full_name")
    assert list(names) == [
        ("10001", "Trần Bí Thư"), ("10001", "Lê Văn Chủ Tịch"), ("10001", "Đỗ Người Mới"), ("10002", "Trần Bí Thư"),
    ]  # fmt: skip


def test_wrong_terms_are_marked_in_their_cells(year, client):
    headed(year)
    shown = checked(
        year, client,
        row(replace(CHAIR, to_on=date(2026, 2, 10))),  # the next one came on 01/02
        row(replace(SECRETARY, full_name=""), "10002"),
        row(replace(CHAIR, to_on=date(2025, 6, 30)), "10002"),
    )  # fmt: skip
    assert [one.faults for one in shown["check"].rows] == [
        {"from_on": ["Trùng thời gian giữ chức vụ với Đỗ Người Mới (từ 01/02/2026)."]},
        {"full_name": ["Cần ghi họ tên."]},
        {"to_on": ["Ngày cuối không được trước ngày đầu."]},
    ]
    assert confirmed(client, shown).url == heads_import.address("check", uuid=shown["uuid"])
    assert HeadTerm.objects.count() == 3


def test_statements_on_other_heads_are_told_and_asked_again(year, client):
    headed(year)
    year.appraise()
    state(year, ("none", "none", "none"))
    shown = checked(year, client, row(replace(NEW_CHAIR, to_on=date(2026, 2, 20))))
    assert shown["check"].told == [
        "Phải xác nhận lại về người đứng đầu của: Xã An Hòa.", "1 thời gian giữ chức vụ của 1 đơn vị."
    ]  # fmt: skip
    confirmed(client, shown)
    assert (fact(year).holds, fact(year).heads) == (None, None)


def test_conclusion_on_heads_stands_against_the_file(year, client):
    headed(year)
    year.appraise()
    state(year, ("none", "none", "none"))
    Dossier.objects.filter(pk=year.dossier().pk).update(status=Status.CONCLUDED)
    typed = replace(NEW_CHAIR, to_on=date(2026, 2, 20))
    shown = checked(year, client, row(typed))
    assert [one.endswith("cần mở lại kết luận trước khi sửa.") for one in shown["check"].refused] == [True]
    with on(DAY), pytest.raises(Refused):
        import_heads(by=fresh(year.people.office), lines={Unit.objects.get(code="10001"): [typed]})
    assert fact(year).holds is False


def test_unit_imports_nothing(year):
    with on(DAY), pytest.raises(Refused) as told:
        import_heads(by=year.who("10001", "focal"), lines={Unit.objects.get(code="10001"): [SECRETARY]})
    assert told.value.problems == ["Chỉ cơ quan thường trực nhập người đứng đầu của nhiều đơn vị."]


def test_list_says_who_heads_each_unit_and_what_is_missing(year, django_assert_num_queries):
    headed(year)
    with django_assert_num_queries(2):
        by_code = {one.unit.code: one for one in heads_of_units(DAY)}
    assert (by_code["10001"].who("party"), by_code["10001"].who("government")) == ("Trần Bí Thư", "Đỗ Người Mới")
    assert (by_code["10001"].missing, by_code["10002"].who("party")) == ("", "")
    assert by_code["10002"].missing == (
        "chưa ghi Bí thư, người đứng đầu cấp ủy (01/01/2026–10/03/2026); Chủ tịch, người đứng đầu chính quyền "
        "(01/01/2026–10/03/2026)."
    )
