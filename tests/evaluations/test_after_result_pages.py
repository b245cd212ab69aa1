"""What changes after a result was told, from page to page: a complaint that was settled, a corrected decision."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.scenario import fresh, on, pdf
from tests.evaluations.test_after_result import COMPLAINED, DECIDED, SETTLED, client, published
from thanthien.evaluations.models import Adjustment, Decision

pytestmark = pytest.mark.django_db


def test_a_complaint_goes_all_the_way_on_pages() -> None:
    year = published()
    office, secretary = client(fresh(year.people.office)), client(fresh(year.people.secretary))
    with on(COMPLAINED):
        begin = reverse("adjustment-open", args=[year.cycle.pk, "10001"])
        sent = {
            "version": year.dossier().version, "number": "77/QĐ-UBND", "signed_on": "04/05/2026", "signer": "Chủ tịch",
            "grounds": "Khiếu nại đúng", "codes": ["2.2"],
        }  # fmt: skip
        assert office.post(begin, sent | {"grounds": ""}).status_code == 422
        assert office.post(begin, sent).status_code == 302
    row = Adjustment.objects.get()
    page = reverse("adjustment", args=[row.pk])
    with on(SETTLED):
        assert "chưa kết luận lại" in secretary.get(page).content.decode()
        item = reverse("adjustment-item", args=[row.pk, "2.2"])
        shown = secretary.get(item)
        assert "Tốt" in shown.content.decode()
        version = shown.context["form"]["version"].value()
        typed = {"version": version, "state": "value", "v-option": "khong", "reason": "Sổ không có"}
        typed |= dict.fromkeys(shown.context["form"].typed, "khong")
        assert secretary.post(item, typed).status_code == 302
    with on(DECIDED):
        sent = {
            "version": row.version, "level": "1", "reason": "Theo khiếu nại", "number": "88/QĐ-UBND",
            "signed_on": "18/05/2026", "signer": "Chủ tịch", "council_on": "11/05/2026", "file": pdf(),
        }  # fmt: skip
        decide_url = reverse("adjustment-decide", args=[row.pk])
        assert "Tính lại với kết luận mới" in office.get(decide_url).content.decode()
        assert office.post(decide_url, sent).status_code == 302
        public = Client().get(reverse("unit-page", args=["10001"])).content.decode()
    assert "Điều chỉnh từ Mức độ 2 thành Mức độ 1 theo Quyết định số 88/QĐ-UBND ngày 18/05/2026" in public
    assert "77/QĐ-UBND" in public


def test_a_correction_is_checked_recorded_and_told_in_public() -> None:
    year = published()
    office, found = client(fresh(year.people.office)), Decision.objects.get()
    address = reverse("decision-correct", args=[found.pk])
    with on(COMPLAINED):
        seen = office.get(address).context["form"]["seen"].value()
        checked = office.post(address, {"seen": seen, "right_number": "21/QĐ-UBND", "right_signed_on": "23/03/2026"})
        assert checked.context["check"].facts[1:] == [
            ("Số quyết định", "đã ghi “12/QĐ-UBND”, đúng là “21/QĐ-UBND”"),
            ("Ngày ký", "đã ghi “24/03/2026”, đúng là “23/03/2026”"),
        ]
        assert Decision.objects.count() == 1  # nothing is recorded by checking
        form = checked.context["form"]
        kept = {bound.html_name: bound.value() or "" for bound in form.hidden_fields()}
        sent = kept | {
            "right_signed_on": "", "number": "45/TB-UBND", "signed_on": "04/05/2026", "signer": "Chủ tịch",
            "buoc": "lam",
        }  # fmt: skip
        assert office.post(address, sent).status_code == 422  # without the signed PDF
        assert office.post(address, sent | {"file": pdf()}).status_code == 302
        late = office.post(address, sent | {"file": pdf(), "right_number": "22/QĐ-UBND"})
        assert (late.status_code, "Hiện nay: số 21/QĐ-UBND" in late.content.decode()) == (409, True)
        assert late.context["form"]["signer"].value() == "Chủ tịch"
        public = Client().get(reverse("unit-page", args=["10001"])).content.decode()
        of_year = Client().get("/ket-qua/2026/").content.decode()
    for page in (public, of_year):
        assert "Số quyết định: đã ghi “12/QĐ-UBND”, đúng là “21/QĐ-UBND”" in page


def test_a_correction_that_says_nothing_else_is_refused_before_its_document_is_asked_for() -> None:
    year = published()
    office, found = client(fresh(year.people.office)), Decision.objects.get()
    address = reverse("decision-correct", args=[found.pk])
    with on(COMPLAINED):
        seen = office.get(address).context["form"]["seen"].value()
        same = office.post(address, {"seen": seen, "right_number": "12/QĐ-UBND"})
        future = office.post(address, {"seen": seen, "right_signed_on": "01/06/2026"})
        again = office.post(address, {"seen": seen, "right_number": "21/QĐ-UBND", "buoc": "chon-lai"})
    assert (same.status_code, same.context["form"].non_field_errors()) == (
        422, ["Cần ghi ít nhất một nội dung đúng khác với nội dung đã ghi."],
    )  # fmt: skip
    assert (future.status_code, future.context["form"].errors) == (
        422, {"right_signed_on": ["Ngày ký không được sau hôm nay."]},
    )  # fmt: skip
    assert (again.status_code, again.context["form"]["right_number"].value()) == (200, "21/QĐ-UBND")
