"""The administrator's pages of mergers, names and agencies, and what others see of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.units import AgencyFactory, UnitFactory
from tests.factories.workbooks import sheet
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.place.bulk.mergers import FOLLOWS_NOT, MergeUnits
from thanthien.place.other_names_workbook import other_names_import
from thanthien.units.changing import merge_units
from thanthien.units.models import Agency, AgencyChange, Unit, UnitChange, UnitName

pytestmark = pytest.mark.django_db
DAY = {"on": "01/07/2026", "document_number": "12/NQ-UBTVQH16"}


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def rows_of(client: Client, address: str, **query: str) -> list[str]:
    return [row.name for row in client.get(address, query).context["table"].rows]


def test_merger_says_what_follows_and_what_does_not_before_it_is_noted(admin: Client, hai_an: Unit) -> None:
    old = UnitFactory(short_name="Cát Tiên")
    person(Role.COMMUNE_CHAIR, agency=AgencyFactory(committee=True, unit=old))
    here = reverse("place-units-merge")
    check = admin.post(here, {"chon": old.pk})
    assert (
        check.context["remarks"],
        [line.row.cells[2:] for _, lines in check.context["sections"] for line in lines],
    ) == (
        list(FOLLOWS_NOT),
        [("1", "0")],
    )
    sent = {"buoc": "lam", "thay": check.context["seen"], "ma": check.context["token"], "into": hai_an.pk, **DAY}
    refused = admin.post(here, sent | {"document_number": ""})
    assert (refused.status_code, refused.context["form"].errors) == (
        422,
        {"document_number": ["Ô này chưa có nội dung."]},
    )
    assert told(admin.post(here, sent, follow=True)) == [
        "Đã ghi sáp nhập 1 đơn vị vào phường Hải An từ ngày 01/07/2026."
    ]
    old.refresh_from_db()
    assert old.valid_to == date(2026, 6, 30)


def test_merger_is_refused_when_the_unit_was_merged_meanwhile(admin: Client, hai_an: Unit) -> None:
    old = UnitFactory(short_name="Cát Tiên")
    here = reverse("place-units-merge")
    check = admin.post(here, {"chon": old.pk})
    Unit.objects.filter(pk=old.pk).update(valid_to=date(2026, 1, 1))
    sent = {"buoc": "lam", "thay": check.context["seen"], "ma": check.context["token"], "into": hai_an.pk, **DAY}
    assert (admin.post(here, sent).status_code, UnitChange.objects.count()) == (409, 0)


def merged(admin: Client, old: Unit, into: Unit) -> UnitChange:
    here = reverse("place-units-merge")
    check = admin.post(here, {"chon": old.pk})
    sent = {"buoc": "lam", "thay": check.context["seen"], "ma": check.context["token"], "into": into.pk, **DAY}
    admin.post(here, sent | {"on": "02/07/2025"})
    return UnitChange.objects.get(from_unit=old)


def test_merged_unit_stands_in_the_list_of_ended_ones_and_keeps_its_public_page(admin: Client, hai_an: Unit) -> None:
    old = UnitFactory(short_name="Cát Tiên", code="20999")
    merged(admin, old, hai_an)
    units = reverse("place-units")
    assert (rows_of(admin, units), rows_of(admin, units, con="da-het"), rows_of(admin, units, q="cat tien")) == (
        ["Phường Hải An"], ["Phường Cát Tiên"], ["Phường Hải An"],
    )  # fmt: skip
    pages = [
        " ".join(Client().get(f"/don-vi-hanh-chinh/{code}/").content.decode().split()) for code in ("20999", "11407")
    ]
    assert 'sáp nhập vào <a href="/don-vi-hanh-chinh/11407/">Phường Hải An</a>' in pages[0]
    assert 'nhập thêm <a href="/don-vi-hanh-chinh/20999/">Phường Cát Tiên</a>' in pages[1]
    found = Client().get("/tra-cuu/", {"q": "cat tien"})
    assert found.context["rows"] == [(hai_an, None, "Phường Cát Tiên")]


def test_page_of_a_unit_tells_a_merger_to_come_from_one_that_was(admin: Client, hai_an: Unit) -> None:
    today, shown = clock.today(), []
    tomorrow = today + timedelta(days=1)
    for on in (tomorrow, today):
        old = UnitFactory()
        merge_units(unit_ids=[old.pk], into_id=hai_an.pk, on=on, document_number="13", by=None)
        page = admin.get(reverse("place-unit", args=[old.code]))
        [row] = MergeUnits(None).rows([old.pk])
        rename = reverse("place-unit-rename", args=[old.code])
        shown.append((page.context["end"], rename in page.content.decode(), row.problems))
    yesterday = date_vn(today - timedelta(days=1))
    assert shown == [
        (f"Đơn vị sẽ sáp nhập từ ngày {date_vn(tomorrow)}.", True, (f"Sẽ sáp nhập từ ngày {date_vn(tomorrow)}.",)),
        (f"Đơn vị đã kết thúc ngày {yesterday}.", False, (f"Đã kết thúc ngày {yesterday}.",)),
    ]


def test_merger_is_taken_back_on_its_page(admin: Client, hai_an: Unit) -> None:
    old = UnitFactory(short_name="Cát Tiên")
    change = merged(admin, old, hai_an)
    here = reverse("place-unit-change-back", args=[change.pk])
    assert reverse("place-unit", args=[old.code]) in admin.get(here).content.decode()
    assert told(admin.post(here, follow=True)) == ["Đã bỏ. Phường Cát Tiên tiếp tục là đơn vị như trước."]
    assert not UnitChange.objects.exists()


def test_public_page_kept_in_memory_takes_a_new_name(admin: Client, hai_an: Unit) -> None:
    before = Client().get("/don-vi-hanh-chinh/11407/")["ETag"]
    given = {"short_name": "Hải Yên", "seen": '{"short_name": "Hải An"}', "on": "01/01/2026", "document_number": "9"}
    answer = admin.post(reverse("place-unit-rename", args=["11407"]), given, follow=True)
    assert told(answer) == ["Đã đổi tên thành phường Hải Yên. Tìm theo tên cũ vẫn thấy đơn vị."]
    caches["local"].delete("portal-version")  # two seconds later
    after = Client().get("/don-vi-hanh-chinh/11407/")
    assert ("<h1>Phường Hải Yên</h1>" in after.content.decode(), after["ETag"] == before) == (True, False)


def test_other_name_is_added_and_removed_and_leads_to_the_unit(admin: Client, hai_an: Unit) -> None:
    here = reverse("place-unit", args=["11407"])
    added = admin.post(reverse("place-other-name-add", args=["11407"]), {"name": " Cát  Bi ", "note": ""}, follow=True)
    assert (told(added), rows_of(admin, reverse("place-units"), q="cat bi")) == (
        ["Đã lưu. Tìm theo tên này thì thấy đơn vị."],
        ["Phường Hải An"],
    )
    name = UnitName.objects.get(name="Cát Bi")
    remove = reverse("place-other-name-remove", args=[name.pk])
    answers = [admin.post(remove, follow=True) for _ in range(2)]
    assert ([told(one) for one in answers], answers[0].redirect_chain[-1][0]) == (
        [["Đã bỏ tên “Cát Bi”."], ["Tên này không còn trong danh sách."]],
        here,
    )


def test_other_names_come_from_a_workbook(admin: Client, hai_an: Unit) -> None:
    UnitName.objects.create(unit=hai_an, name="Cát Bi", note="")
    here = reverse("place-other-names")
    rows = [["11407", "Hải An", "Cát Bi", "phường cũ"], ["11407", "", "Đông Hải", ""], ["11407", "", "cát bi", ""]]
    file = SimpleUploadedFile("ten.xlsx", sheet(other_names_import.workbook().headings, *rows))
    shown = admin.get(admin.post(here, {"file": file}).url)
    assert [row.faults for row in shown.context["check"].rows] == [{}, {}, {"name": ["Trùng với dòng 2."]}]
    file = SimpleUploadedFile("ten.xlsx", sheet(other_names_import.workbook().headings, *rows[:2]))
    shown = admin.get(admin.post(here, {"file": file}).url)
    assert shown.context["check"].told == ["Thêm 1 tên, sửa ghi chú 1 tên; 0 dòng không đổi."]
    data = {"held": shown.context["uuid"], "mark": shown.context["check"].mark}
    answer = admin.post(reverse("place-other-names-confirm"), data, follow=True)
    assert told(answer) == ["Đã thêm hoặc sửa 2 tên."]


def test_agency_of_a_unit_is_found_by_an_old_name_of_the_unit(admin: Client, hai_an: Unit) -> None:
    AgencyFactory(committee=True, unit=hai_an)
    UnitName.objects.create(unit=hai_an, name="Cát Bi")
    assert rows_of(admin, reverse("place-agencies"), q="cat bi") == ["Ủy ban nhân dân phường Hải An"]


def test_agency_is_added_renamed_and_ended(admin: Client) -> None:
    given = {"name": "Sở Mới", "label": "", "code": "So-Moi", "kind": "department", "unit": "", **DAY}
    added = admin.post(reverse("place-agency-add"), given, follow=True)
    here = reverse("place-agency", args=["so-moi"])
    assert (told(added)[0], added.redirect_chain[-1][0]) == (
        "Đã thêm Sở Mới. Giao vai trò cho người của cơ quan ở trang “Người dùng”.",
        here,
    )
    refused = admin.post(here, {"name": "Sở Khác", "label": "", "seen": '{"name": "Sở Mới", "label": ""}'})
    assert refused.context["form"].errors == {
        "on": ["Đổi tên thì cần ghi ngày hiệu lực."],
        "document_number": ["Đổi tên thì cần ghi số văn bản."],
    }
    end = reverse("place-agency-end", args=["so-moi"])
    ended = admin.post(
        end, {"on": "02/07/2026", "document_number": "13", "signed_on": "05/01/2026", "into": ""}, follow=True
    )
    assert (ended.redirect_chain[-1][0], Agency.objects.get(code="so-moi").valid_to) == (here, date(2026, 7, 1))
    assert list(AgencyChange.objects.values_list("kind", flat=True)) == ["open", "end"]
    assert "Cơ quan đã kết thúc ngày 01/07/2026." in admin.get(end).content.decode()


def test_page_of_an_agency_says_whose_work_it_took_over(admin: Client) -> None:
    former, into = AgencyFactory(code="so-a", name="Sở A"), AgencyFactory(code="so-b", name="Sở B")
    given = {"on": "02/07/2026", "document_number": "13/QĐ", "signed_on": "05/01/2026", "into": into.pk}
    admin.post(reverse("place-agency-end", args=[former.code]), given)
    page = " ".join(admin.get(reverse("place-agency", args=[into.code])).content.decode().split())
    assert page.count("</a>, theo văn bản số 13/QĐ ngày 05/01/2026.") == 1


def test_other_name_that_a_unit_of_today_bears_is_said_to_be_its_name(admin: Client, hai_an: Unit) -> None:
    UnitFactory(short_name="Cát Bi")
    added = admin.post(reverse("place-other-name-add", args=["11407"]), {"name": "Phường cát bi"}, follow=True)
    also = "Đây cũng là tên hiện nay của phường Cát Bi: khi tìm, nơi đó đứng trước."
    assert told(added) == [f"Đã lưu. Tìm theo tên này thì thấy đơn vị. {also}"]


def test_unseen_characters_are_no_part_of_a_name_and_a_day_far_ahead_is_refused(admin: Client, hai_an: Unit) -> None:
    given = {"short_name": "Cát Bi\u200b", "on": "01/01/2099", "document_number": "1", "seen": "{}"}
    answer = admin.post(reverse("place-unit-rename", args=["11407"]), given)
    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (422, {"on": ["Ngày hiệu lực không sau một năm kể từ hôm nay."]})
    assert form.cleaned_data["short_name"] == "Cát Bi"


def test_name_sent_for_an_agency_that_ended_meanwhile_is_refused(admin: Client) -> None:
    agency = AgencyFactory(code="so-a", name="Sở A", valid_to=date(2026, 1, 31))
    given = {"name": "Sở B", "label": "", "seen": "{}", "on": "01/01/2026", "document_number": "1"}
    answer = admin.post(reverse("place-agency", args=["so-a"]), given)
    agency.refresh_from_db()
    refused = "Cơ quan đã kết thúc ngày 31/01/2026, không đổi tên nữa."
    assert (answer.status_code, answer.content.decode().count(refused), agency.name) == (422, 1, "Sở A")


def test_page_of_a_unit_takes_the_same_statements_for_any_number_of_names(
    admin: Client, hai_an: Unit, django_assert_num_queries: Any
) -> None:
    here = reverse("place-unit", args=["11407"])
    admin.get(here)
    for count in (1, 3):
        for number in range(count):
            UnitName.objects.create(unit=hai_an, name=f"Tên {count} {number}")
        with django_assert_num_queries(9):
            admin.get(here)
