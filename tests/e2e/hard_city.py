"""Troubles of the hard year once the dossiers are with the city: what each is, who is refused, what is told of it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.hard_place import LATE, LESS, MAIN, Story, announce, items_of, score
from tests.e2e.visitor import Visitor, sent
from tests.evaluations.scenario import fresh
from tests.factories import files


def _choose(at: Visitor, name: str) -> None:
    """Choose one unit of a list, and go on to the list to check."""
    at.page.get_by_label(name, exact=True).check()
    at.press("Kiểm tra danh sách")


def dossier_is_returned(story: Story) -> None:
    """Right before Tết: the unit has three working days, the last of them after it."""
    office, chair, base = story.office, story.of(LATE), story.base(LATE)
    office.open(f"{base}tra-lai/")
    office.sees("31/01/2028 (3 ngày làm việc)")
    office.fill(reason="Thiếu sổ")
    office.page.get_by_text("Tiêu chí khác").click()
    office.page.locator('[name="muc-1.1"]').fill("Bổ sung sổ tiếp nhận")
    office.press("Trả lại để bổ sung")
    office.sees("Đã trả lại hồ sơ để bổ sung.")
    chair.open(f"{base}buoc/rut-ho-so/")  # what was handed in once is not withdrawn
    chair.sees("Hồ sơ đã nộp nên không rút được nữa. Cần bổ sung rồi nộp lại;")
    chair.open(f"{base}kiem-tra-va-nop/")
    chair.sees("Còn mục trả lại chưa trả lời: 1.1.")
    score(story, LATE, {"1.1": LESS})  # changed, and never sent


def unit_has_all_its_time(story: Story) -> None:
    """Nobody appraises it as it is on its last day."""
    office = story.office
    office.open(f"/ky/{story.cycle.pk}/tiep-nhan/")
    office.sees("Đơn vị còn được bổ sung đến hết ngày 31/01/2028.")
    expect(office.page.get_by_label("Chọn Phường Bình Minh")).to_have_count(0)


def supplement_is_too_late(story: Story) -> None:
    """The day after it is refused, and the dossier is appraised as it was handed in."""
    office, chair, base = story.office, story.of(LATE), story.base(LATE)
    chair.open(f"{base}kiem-tra-va-nop/")
    chair.sees("Đã quá hạn bổ sung (31/01/2028). Đề nghị cơ quan thường trực gia hạn.")
    expect(chair.page.get_by_role("button", name="Nộp hồ sơ")).to_have_count(0)
    office.open(f"/ky/{story.cycle.pk}/tiep-nhan/")
    office.tick("Chọn Phường Bình Minh")
    office.press("Kiểm tra danh sách thẩm định theo hồ sơ hiện có")
    row = office.page.get_by_role("row", name="Phường Bình Minh")
    expect(row.locator('[data-label="Tiêu chí đã sửa nhưng chưa nộp lại"]')).to_have_text("1.1")
    office.press("Thẩm định theo hồ sơ hiện có")
    office.sees("Đã chuyển thẩm định 1 hồ sơ theo hồ sơ hiện có.")
    story.log(LATE, "Trả lại để bổ sung", "Thiếu sổ", "Thẩm định theo hồ sơ hiện có")
    assert story.year.answer(LATE, "1.1").value["numerator"] == "46"  # what nobody sent is no part of it


def body_has_all_its_time(story: Story) -> None:
    """Sở Tư pháp has sent nothing on Xã An Hòa; on the last day nobody concludes, and nobody calls it silent."""
    secretary = story.secretary
    secretary.open(f"/hoi-dong/{story.cycle.pk}/phieu-chua-gui/so-tu-phap/khong-y-kien/")
    secretary.sees("Cơ quan còn được gửi phiếu đến hết ngày 31/01/2028.")
    expect(secretary.page.get_by_label("Xã An Hòa", exact=True)).to_have_count(0)


def body_stays_silent(story: Story) -> None:
    """Reminded by a document, and recorded as “không có ý kiến”; what it sends then comes too late."""
    secretary, office, justice = story.secretary, story.office, story.at(story.justice)
    [item] = items_of(story, MAIN, fresh(story.justice))
    waiting = f"/hoi-dong/{story.cycle.pk}/phieu-chua-gui/"
    secretary.open("/hoi-dong/")
    secretary.sees("2 hồ sơ còn chờ phiếu của các cơ quan thẩm định và chưa hiện ở đây")  # nobody concludes on them
    secretary.open(f"{waiting}so-tu-phap/khong-y-kien/")
    secretary.sees("Chưa ghi văn bản đôn đốc gửi Sở Tư pháp")
    justice.open(f"/tham-dinh/muc/{item.pk}/")
    office.open(waiting)
    office.follow("Ghi văn bản đôn đốc Sở Tư pháp")
    _choose(office, "Xã An Hòa")
    office.fill(number="9/SNV", signed_on="01/02/2028", signer="Giám đốc")
    office.press("Ghi văn bản")
    office.sees("Văn bản đôn đốc số 9/SNV ngày 01/02/2028")
    secretary.open(waiting)
    secretary.follow(re.compile("^Ghi nhận cơ quan không có ý kiến.*Sở Tư pháp"))
    _choose(secretary, "Xã An Hòa")
    secretary.sees("9/SNV", "2.2")
    secretary.press("Ghi nhận cơ quan không có ý kiến")
    secretary.sees("Đã ghi không có ý kiến của Sở Tư pháp đối với 1 hồ sơ.")
    justice.page.get_by_label("Tốt").first.check()
    justice.page.get_by_role("button", name="Lưu thẩm định").click()
    justice.sees("Phiếu này đã được ghi “không có ý kiến” sau hạn thẩm định và văn bản đôn đốc")
    expect(justice.page.get_by_label("Tốt").first).to_be_checked()
    story.log(MAIN, "Văn bản đôn đốc", "9/SNV", "Gửi Sở Tư pháp")
    office.open(story.base(MAIN))
    office.sees("Không có ý kiến Sở Tư pháp")


def council_changes_a_score(story: Story) -> None:
    """Mặt trận counted fewer weeks: the council says how many, with its reason, on a day after the last sheet."""
    secretary, page = story.secretary, f"/hoi-dong/{story.cycle.pk}/{MAIN}/"
    secretary.open("/hoi-dong/")
    secretary.follow("Thông qua các mục thống nhất")
    secretary.page.get_by_label("Chọn tất cả 3 hồ sơ").check()
    secretary.press("Kiểm tra danh sách")
    secretary.press("Thông qua")
    secretary.open(f"/hoi-dong/{story.cycle.pk}/ket-luan/")
    secretary.sees("Còn tiêu chí chưa kết luận: 1.1, 2.2.")
    secretary.open(f"{page}muc/1.1/")
    secretary.sees("Sổ chỉ ghi 40 tuần")
    secretary.fill(numerator="42", denominator="52")
    secretary.press("Ghi kết luận", status=422)
    expect(secretary.field("numerator")).to_have_value("42")
    secretary.fill(reason="Ba tuần tiếp nhận tại nhà văn hóa thôn")
    secretary.press("Ghi kết luận")
    secretary.open(f"{page}muc/2.2/")
    secretary.sees("không có ý kiến")
    secretary.page.get_by_label("Tốt").first.check()
    secretary.fill(reason="Theo hồ sơ, cơ quan thẩm định không có ý kiến")
    secretary.press("Ghi kết luận")
    secretary.open(page)
    secretary.press("Kết luận hồ sơ")
    secretary.fill(council_on="17/01/2028")
    secretary.press("Kết luận", status=422)
    secretary.sees("Ngày họp Hội đồng không được trước ngày đủ phiếu thẩm định: Xã An Hòa")
    secretary.fill(council_on="02/02/2028")
    secretary.press("Kết luận")
    secretary.sees("Đã kết luận 1 hồ sơ.")
    story.log(MAIN, "Kết luận", "Ngày họp Hội đồng: 02/02/2028.")


def proposal_comes_back(story: Story) -> None:
    """The city returns the Tờ trình on Xã An Hòa: nobody decides on it until the council opened 1.1 again, with a
    reason, or kept the result; another result is announced anew and may be reviewed again."""
    office, secretary, chair = story.office, story.secretary, story.at(story.next_chair)
    home, decide = f"/hoi-dong/{story.cycle.pk}/tra-lai-to-trinh/", f"/quyet-dinh/{story.cycle.pk}/ghi-nhan/"
    _open_again(story, count=0)  # nothing was returned yet
    office.open(f"{home}ghi-nhan/")
    _choose(office, "Xã An Hòa")
    office.fill(number="812/UBND-NC", signed_on="16/02/2028", signer="Chánh Văn phòng", reason="Rà lại tiêu chí 1.1")
    office.press("Ghi nhận")
    office.sees("Đã ghi nhận trả lại 1 hồ sơ.")
    office.open(decide)
    office.sees("Tờ trình về đơn vị này đã được trả lại: cần mở lại tiêu chí hoặc giữ nguyên kết quả, kèm lý do.")
    _open_again(story, count=1)
    secretary.page.get_by_label("1.1 Tuần có tiếp nhận").check()
    secretary.press("Mở lại tiêu chí", status=422)
    secretary.sees("Cần ghi lý do mở lại.")
    secretary.fill(reason="Đối chiếu lại sổ thôn Đông")
    secretary.press("Mở lại tiêu chí")
    secretary.sees("Đã mở lại 1 tiêu chí ở 1 hồ sơ.")
    chair.open(f"{story.base(MAIN)}ket-qua/")
    chair.misses(["Ba tuần tiếp nhận tại nhà văn hóa thôn"])  # while it is concluded again the unit sees no result
    secretary.open(f"/hoi-dong/{story.cycle.pk}/{MAIN}/muc/1.1/")
    secretary.fill(numerator="44", denominator="52", reason="Sổ thôn Đông đủ 44 tuần")
    secretary.press("Ghi kết luận")
    secretary.open(f"/hoi-dong/{story.cycle.pk}/{MAIN}/ket-luan-lai/")
    secretary.fill(council_on="16/02/2028")
    secretary.press("Kết luận lại")
    secretary.sees("Đã kết luận lại hồ sơ của Xã An Hòa.")
    story.log(
        MAIN,
        "Mở lại tiêu chí để kết luận lại",
        "Đối chiếu lại sổ thôn Đông. Tiêu chí: 1.1.",
        "Kết luận lại",
        "812/UBND-NC",
    )


def _open_again(story: Story, *, count: int) -> None:
    secretary = story.secretary
    secretary.open(f"/hoi-dong/{story.cycle.pk}/tra-lai-to-trinh/mo-lai/")
    expect(secretary.page.get_by_label("Xã An Hòa", exact=True)).to_have_count(count)
    if count:
        _choose(secretary, "Xã An Hòa")
    else:
        secretary.sees("Không có hồ sơ nào được trả lại đang chờ xử lý.")


def result_is_announced_anew(story: Story) -> None:
    """The unit may ask for review once more: until then there is no decision on it."""
    announce(story, MAIN)
    story.office.open(f"/quyet-dinh/{story.cycle.pk}/ghi-nhan/")
    story.office.sees("Thời hạn kiến nghị còn đến hết ngày 24/02/2028.")
    story.at(story.next_chair).open(f"{story.base(MAIN)}ket-qua/")
    story.at(story.next_chair).sees("Sổ thôn Đông đủ 44 tuần")


def decided_and_published(story: Story) -> None:
    """One decision on all: the unit that withdrew is not recognised, the merged ones stand in neither list."""
    office = story.office
    office.open(f"/quyet-dinh/{story.cycle.pk}/")
    office.sees("Xã Số 5 (sáp nhập vào Phường Bình Minh từ ngày 01/07/2027)")
    office.sees("Xã Số 4 (sáp nhập vào Xã Mới từ ngày 01/07/2027)")
    office.open(f"/quyet-dinh/{story.cycle.pk}/ghi-nhan/")
    office.press("Kiểm tra danh sách đạt, chưa đạt")
    office.sees("Đạt chuẩn, theo mức độ (3)", "Chưa đạt (1)")
    office.fill(number="21/QĐ-UBND", signed_on="25/02/2028", signer="Nguyễn Văn Ký, Chủ tịch")
    office.attach("[name=file]", sent("Quyết định.pdf", files.pdf("quyết định 2027")))
    office.press("Ghi nhận quyết định")
    office.sees("21/QĐ-UBND")
    office.open(f"/quyet-dinh/{story.cycle.pk}/cong-bo/")
    office.press("Công bố")
    office.sees("Đã công bố kết quả của 4 đơn vị.")


def complaint_adjusts_a_result(story: Story) -> None:
    """A complaint of Phường Bình Minh is settled: 2.2 is concluded anew, and a decision adjusts what was published."""
    office, secretary = story.office, story.secretary
    office.open(f"/quyet-dinh/{story.cycle.pk}/{LATE}/dieu-chinh/")
    office.fill(number="77/QĐ-UBND", signed_on="03/04/2028", signer="Chủ tịch")
    office.press("Ghi nhận", status=422)
    office.sees("Cần ghi căn cứ điều chỉnh.")
    office.fill(grounds="Đơn khiếu nại đúng một phần")
    office.page.get_by_label("2.2 Gương mẫu").check()
    office.press("Ghi nhận")
    office.sees("Kết quả đã công bố giữ nguyên cho đến khi có quyết định điều chỉnh.")
    page = office.page.url.removesuffix("/")
    office.open(f"{page}/quyet-dinh/")
    office.sees("Chưa kết luận lại mọi tiêu chí đã nêu.")
    secretary.open(f"{page}/tieu-chi/2.2/")
    secretary.page.get_by_label("Tốt (2 điểm)").check()
    secretary.fill(reason="Kết quả giải quyết khiếu nại")
    secretary.press("Ghi kết luận lại")
    secretary.sees("Đã kết luận lại 2.2 của Phường Bình Minh.")
    office.open(f"{page}/quyet-dinh/")
    office.sees("9,25 điểm, Mức độ 2")
    _adjust(office, council_on="09/04/2028", status=422)
    office.sees("Ngày họp Hội đồng không được trước ngày mở việc điều chỉnh: Phường Bình Minh (10/04/2028).")
    _adjust(office, council_on="10/04/2028")
    story.log(LATE, "Điều chỉnh kết quả", "Theo kết quả giải quyết khiếu nại")


def _adjust(office: Visitor, *, council_on: str, status: int = 200) -> None:
    office.fill(number="90/QĐ-UBND", signed_on="10/04/2028", signer="Nguyễn Văn Ký, Chủ tịch")
    office.fill(reason="Theo kết quả giải quyết khiếu nại", council_on=council_on)
    office.attach("[name=file]", sent("Quyết định.pdf", files.pdf("điều chỉnh 2027")))
    office.press("Ghi nhận quyết định", status=status)
