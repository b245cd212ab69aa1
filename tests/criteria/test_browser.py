"""Criteria sets in a real browser: from a file to an issued set."""

from typing import Any

import pytest

from tests.browser.sessions import enter_as
from tests.factories.accounts import person
from tests.factories.criteria import draft_set, issued_set, reference_text, submitted_set
from tests.place.test_browser import SIZES, looked_at, sent
from thanthien.accounts.roles import Role
from thanthien.criteria.models import CriteriaSet
from thanthien.units.actions import load_units

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", SIZES)
def test_criteria_sets_go_from_file_to_issued(new_page: Any, assert_accessible: Any, size: dict[str, int]) -> None:
    load_units(by=None)
    first = issued_set()
    page = enter_as(new_page(viewport=size), person(Role.CITY_HEAD))
    page.goto("/bo-tieu-chi/nhap/")
    wrong = reference_text(2).replace("max: ", "max: x", 3).replace("title: ", "tilte: ", 2)
    page.set_input_files("input[name=file]", sent("sai.yaml", wrong.encode()))
    page.get_by_role("button", name="Kiểm tra và lưu dự thảo").click()
    looked_at(page, "set-import", assert_accessible)
    page.set_input_files("input[name=file]", sent("bo-tieu-chi.yaml", reference_text(2).encode()))
    page.get_by_role("button", name="Kiểm tra và lưu dự thảo").click()
    looked_at(page, "set-draft", assert_accessible)
    page.get_by_role("link", name="Ban hành", exact=True).click()
    page.get_by_label("Số quyết định").fill("15/QĐ-SNV")
    page.get_by_label("Ngày quyết định").fill("20/01/2026")
    looked_at(page, "set-issue", assert_accessible)
    page.get_by_role("button", name="Xem lại").click()
    looked_at(page, "set-check", assert_accessible)
    with page.expect_navigation():
        page.get_by_role("button", name="Ban hành").click()
    first.refresh_from_db()
    assert first.status == "superseded"
    page.goto(f"/bo-tieu-chi/{first.pk}/")
    looked_at(page, "set-superseded", assert_accessible)
    draft_set(reference_text(3))
    page.goto("/bo-tieu-chi/")
    looked_at(page, "set-list", assert_accessible)


@pytest.mark.parametrize("size", SIZES)
def test_a_draft_is_made_of_the_issued_set_and_changed_on_pages(
    new_page: Any, assert_accessible: Any, size: dict[str, int]
) -> None:
    """Journey J1.1: clone, a weight, a band and a threshold, the difference line by line, then issuing."""
    load_units(by=None)
    issued = issued_set()
    page = enter_as(new_page(viewport=size), person(Role.CITY_HEAD))
    page.goto(f"/bo-tieu-chi/{issued.pk}/")
    page.get_by_role("link", name="Soạn phiên bản mới").click()
    looked_at(page, "draft-copy", assert_accessible)
    with page.expect_navigation():
        page.get_by_role("button", name="Tạo dự thảo").click()
    draft = CriteriaSet.objects.get(version=2)
    page.get_by_role("link", name="Sửa tiêu chí 1.1.5").click()
    page.get_by_label("Điểm tối đa").fill("4")
    page.get_by_role("button", name="Thêm dòng").click()
    page.get_by_label("Mốc 4, từ mức").fill("x")
    page.get_by_role("button", name="Lưu").first.click()
    looked_at(page, "draft-indicator-wrong", assert_accessible)
    page.get_by_role("button", name="Bỏ Mốc 4").click()
    page.get_by_label("Mốc 1, điểm").fill("4")
    page.get_by_label("Mốc 1, điểm").press("Enter")
    page.get_by_text("Điểm tối đa từ 3 lên 4; mốc từ 5 hình thức: điểm từ 3 lên 4", exact=True).wait_for()
    for code, points in (("1.1", "16"), ("1", "31")):
        page.get_by_role("link", name=f"Nhóm {code}", exact=True).click()
        page.get_by_label("Điểm tối đa").fill(points)
        page.get_by_role("button", name="Lưu").first.click()
    page.get_by_role("link", name="Sửa Mức độ 4").click()
    looked_at(page, "draft-level", assert_accessible)
    page.get_by_label("Tổng điểm từ").fill("92,5")
    page.get_by_role("button", name="Lưu").first.click()
    page.get_by_text("Mức độ 4: tổng điểm từ 90% lên 92,5%.", exact=True).wait_for()
    looked_at(page, "draft-set", assert_accessible)
    for piece in ("tieu-chi/1.2.1", "tieu-chi/3.1.2", "truong-hop/hai-long-duoi-80", "chung/bo-tieu-chi"):
        page.goto(f"/bo-tieu-chi/{draft.pk}/sua/{piece}/")
        looked_at(page, f"draft-{piece.replace('/', '-')}", assert_accessible)
    page.goto(f"/bo-tieu-chi/{draft.pk}/ban-hanh/")
    page.get_by_label("Số quyết định").fill("15/QĐ-SNV")
    page.get_by_label("Ngày quyết định").fill("20/01/2026")
    page.get_by_role("button", name="Xem lại").click()
    page.get_by_role("button", name="Ban hành").click()
    page.get_by_text("Đã ban hành “Bộ tiêu chí").wait_for()
    draft.refresh_from_db()
    assert draft.status == "issued"


@pytest.mark.parametrize("size", SIZES)
def test_pieces_come_and_go_and_the_head_decides(new_page: Any, assert_accessible: Any, size: dict[str, int]) -> None:
    """An officer adds an indicator and takes a group out; what another one submitted, the head gives back."""
    load_units(by=None)
    issued_set()
    draft = draft_set(reference_text(2))
    page = enter_as(new_page(viewport=size), person(Role.CITY_OFFICER))
    page.goto(f"/bo-tieu-chi/{draft.pk}/")
    page.get_by_role("link", name="Thêm tiêu chí vào nhóm 1.2", exact=True).click()
    page.get_by_label("Tên tiêu chí").fill("Có bảng chỉ dẫn")
    page.get_by_role("combobox", name="Cách chấm").select_option("per_unit")
    page.get_by_role("button", name="Hiện ô của cách chấm đã chọn").click()
    page.get_by_label("Điểm mỗi trường hợp").fill("0,5")
    looked_at(page, "draft-new-indicator", assert_accessible)
    page.get_by_role("button", name="Lưu").first.click()
    page.get_by_text("Đã thêm tiêu chí 1.2.", exact=False).wait_for()
    looked_at(page, "draft-set-added", assert_accessible)
    page.get_by_role("link", name="Thêm trường hợp theo xác nhận của cơ quan").click()
    looked_at(page, "draft-new-gate", assert_accessible)
    page.goto(f"/bo-tieu-chi/{draft.pk}/bo/nhom/1.2/")
    looked_at(page, "draft-remove-group", assert_accessible)
    page.get_by_role("button", name="Bỏ khỏi dự thảo").click()
    page.goto(f"/bo-tieu-chi/{draft.pk}/bo/tieu-chi/2.6.2/")
    looked_at(page, "draft-remove-named", assert_accessible)
    page.goto(f"/bo-tieu-chi/{draft.pk}/trinh-ban-hanh/")
    looked_at(page, "draft-submit-unsound", assert_accessible)
    sound = submitted_set(reference_text(3))
    head = enter_as(new_page(viewport=size), person(Role.CITY_HEAD))
    head.goto("/viec-cua-toi/")
    head.get_by_role("link", name="Ban hành hoặc trả lại bộ tiêu chí đã trình").click()
    looked_at(head, "set-submitted", assert_accessible)
    head.get_by_role("link", name="Trả lại").click()
    head.get_by_label("Lý do trả lại").fill("Thiếu mốc của tiêu chí 1.1.5.")
    looked_at(head, "set-send-back", assert_accessible)
    head.get_by_role("button", name="Trả lại").click()
    head.get_by_text("Thiếu mốc của tiêu chí 1.1.5.").wait_for()
    looked_at(head, "set-returned", assert_accessible)
    sound.refresh_from_db()
    assert (sound.is_submitted, sound.return_reason) == (False, "Thiếu mốc của tiêu chí 1.1.5.")
