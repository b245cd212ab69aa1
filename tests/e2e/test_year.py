"""One year through the pages alone: from opening the cycle to the published result (J1, J2, J3).

Xã An Hòa works at a desk, Phường Bình Minh on a phone, Đặc khu Cát Vàng hands nothing in. Nothing is written past the
pages but units, people and the issued set. axe looks at every page on the way.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from subprocess import run

import pytest
from playwright.sync_api import expect

from tests.conftest import DESK, PHONE
from tests.e2e.visitor import Visitor, sent
from tests.evaluations.scenario import FIRST_DAY, PHASES, People, issued_set, on, people_of, unit
from tests.factories import files
from thanthien.evaluations.models import Cycle

pytestmark = pytest.mark.django_db(transaction=True)

COUNCIL_DAY, REVIEW_DAY = "09/03/2026", "16/03/2026"
DESK_UNIT, PHONE_UNIT, SILENT_UNIT = "Xã An Hòa", "Phường Bình Minh", "Đặc khu Cát Vàng"


@pytest.fixture
def people() -> People:
    """Three units, everyone who works on the year, and an issued set."""
    names = [(DESK_UNIT, "xa"), (PHONE_UNIT, "phuong"), (SILENT_UNIT, "dac_khu")]
    made = people_of([unit(str(10001 + place), name, kind) for place, (name, kind) in enumerate(names)])
    with on(FIRST_DAY):
        issued_set(made)
    return made


# --- The city opens the year ------------------------------------------------------------------------------------------


def open_cycle(office: Visitor) -> int:
    """The standing office opens a cycle through the form, checks it and confirms."""
    office.open("/ky/")
    office.follow("Mở kỳ đánh giá")
    office.page.get_by_label("Bộ tiêu chí đã ban hành").select_option(index=1)
    office.fill(title="Kỳ đánh giá năm 2026", decided_by="Ủy ban nhân dân thành phố")
    for key, (first, last) in PHASES.items():
        office.fill(**{f"{key}_starts": first.isoformat(), f"{key}_ends": last.isoformat()})
    office.page.locator("[name=heard_before_signing]").select_option("none")
    office.page.locator("[name=proposal_asked]").select_option("none")
    office.press("Kiểm tra trước khi mở")
    office.sees("09/01/2026", "Ủy ban nhân dân thành phố")
    office.press("Mở kỳ đánh giá")
    office.sees("Đã mở kỳ “Kỳ đánh giá năm 2026” với 3 hồ sơ.")
    return Cycle.objects.get().pk


# --- A commune's year -------------------------------------------------------------------------------------------------


def register(focal: Visitor) -> None:
    """Registers level 2; forgetting to confirm is told beside the box and keeps what was chosen."""
    focal.open("/don-vi/")
    focal.follow("Đăng ký")
    focal.tick("Mức độ 2")
    focal.fill(creative_model="Tổ giúp việc buổi tối")
    focal.press("Gửi đăng ký", status=422)
    focal.sees("Cần đánh dấu để xác nhận đăng ký.")
    expect(focal.field("creative_model")).to_have_value("Tổ giúp việc buổi tối")
    focal.tick("Tôi đã kiểm tra và đăng ký thay mặt đơn vị.")
    focal.press("Gửi đăng ký")
    focal.sees("Đã gửi đăng ký.")


def score(officer: Visitor, base: str, *, arises: bool) -> None:
    """Types all values, each saved by itself; ``arises`` False: nothing to answer came up under 1.2."""
    officer.open(f"{base}tu-cham/")
    officer.fill(numerator="46", denominator="52")
    officer.saved()
    expect(officer.page.locator("#diem-tu-cham")).to_contain_text("2,75 / 4 điểm")
    officer.attach("#upload-files", sent("Sổ tiếp nhận.pdf", files.pdf(base)))
    officer.page.get_by_role("button", name="Tải lên").click()
    expect(officer.page.locator("#minh-chung .evidence-list")).to_contain_text("Sổ tiếp nhận")
    officer.look()
    officer.press("Hoàn thành, chuyển sang 1.2")
    if arises:
        officer.fill(numerator="9", denominator="10")
    else:
        officer.page.get_by_label("Không phát sinh").first.check()
        officer.fill(reason="Trong năm không nhận được phản ánh nào")
    officer.saved()
    officer.press("Hoàn thành, chuyển sang 2.1")
    officer.tick("Đạt")
    officer.saved()
    officer.press("Hoàn thành, chuyển sang 2.2")
    officer.page.get_by_label("Tốt").first.check()
    officer.saved()
    officer.press("Hoàn thành")


def post_draft(focal: Visitor, base: str) -> None:
    """Writes the report, posts the draft, records an opinion and answers it; signing has to wait."""
    focal.open(f"{base}nop-ho-so/")
    focal.follow("Báo cáo tự đánh giá")
    focal.fill(text="Năm 2026 đơn vị đã tiếp nhận và trả lời đúng hạn.")
    focal.press("Lưu báo cáo")
    focal.follow("Niêm yết dự thảo lấy ý kiến")
    focal.fill(places="Trụ sở, nhà văn hóa thôn")
    focal.page.get_by_label("Tôi đã đọc toàn văn báo cáo").check()
    focal.press("Niêm yết")
    focal.follow("Ý kiến về dự thảo")
    focal.fill(channel="Hòm thư góp ý", text="Đề nghị mở thêm buổi tiếp nhận.")
    focal.press("Ghi ý kiến")
    focal.sees("1 chưa tiếp thu, giải trình")
    focal.follow("Tiếp thu, giải trình ý kiến ngày 14/01/2026")
    focal.fill(response="Tiếp thu: từ tháng 02 mở thêm chiều thứ Năm.")
    focal.press("Lưu")
    focal.sees("Không còn ý kiến chờ trả lời")


def hold_meeting(focal: Visitor, base: str) -> None:
    """Records the meeting with its minutes as a file."""
    focal.open(f"{base}nop-ho-so/")
    focal.follow("Họp đánh giá, biên bản")
    focal.attach("[name=file]", sent("Biên bản họp.pdf", files.pdf("biên bản")))
    focal.press("Lưu")
    focal.sees("Đã họp 20/01/2026")


def sign_and_submit(chair: Visitor, base: str) -> None:
    """The Chủ tịch signs, checks what is missing and submits; the sealed copy has a number."""
    chair.open(f"{base}nop-ho-so/")
    chair.follow("Ký duyệt")
    chair.press("Ký duyệt")
    chair.sees("Đã ký duyệt hồ sơ.")
    chair.follow("Kiểm tra trước khi nộp")
    chair.press("Nộp hồ sơ")
    chair.sees("Hồ sơ đã được niêm phong", "SHA-256")


# --- The city examines ------------------------------------------------------------------------------------------------


def take_in(office: Visitor, cycle: int) -> None:
    """Accepts both dossiers, and closes the one that never came; each after a list to check."""
    office.open(f"/ky/{cycle}/tiep-nhan/")
    for name in (DESK_UNIT, PHONE_UNIT):
        office.tick(f"Chọn {name}")
    office.press("Kiểm tra danh sách tiếp nhận")
    office.press("Tiếp nhận, chuyển thẩm định")
    office.sees("Đã tiếp nhận 2 hồ sơ và chuyển thẩm định.")
    office.open(f"/ky/{cycle}/chua-nop/")
    office.tick(f"Chọn {SILENT_UNIT}")
    office.press("Kiểm tra danh sách khóa")
    office.press("Khóa do không nộp hồ sơ")
    office.sees("Đã khóa 1 hồ sơ.")


def appraise_by_keyboard(front: Visitor) -> None:
    """Mặt trận fills its grid without a mouse: another number with a reason for one, the same for the other."""
    front.open("/tham-dinh/")
    front.follow("1.1 Tuần có tiếp nhận")
    keys = front.page.keyboard
    rows = front.page.locator("tr[data-row]")
    rows.nth(0).locator("[data-value]").first.focus()
    _type_ratio(front, "46", "52")
    keys.press("Enter")
    expect(rows.nth(0).locator(".appraised")).to_contain_text("2,75")
    expect(rows.nth(1).locator("[data-value]").first).to_be_focused()
    _type_ratio(front, "40", "52")
    for _ in range(3):  # over “Đồng ý” and the evidence
        keys.press("Tab")
    keys.type("Sổ chỉ ghi 40 tuần")
    keys.press("Enter")
    expect(rows.nth(1).locator(".appraised")).to_contain_text("1,75")
    expect(front.page.locator("#con-lai")).to_contain_text("Chưa chấm 0")
    front.look()
    keep_all(front, "1.2")


def _type_ratio(visitor: Visitor, top: str, bottom: str) -> None:
    keys = visitor.page.keyboard
    keys.press("Control+A")
    keys.type(top)
    keys.press("Tab")
    keys.press("Control+A")
    keys.type(bottom)


def keep_all(appraiser: Visitor, code: str) -> None:
    """Takes over the self-scores of an indicator, after a list to check."""
    appraiser.open("/tham-dinh/")
    appraiser.follow(re.compile(rf"^{re.escape(code)}\b"))
    appraiser.page.get_by_role("button", name="Chọn tất cả hàng chưa chấm").click()
    appraiser.press("Đồng ý với tự chấm")
    appraiser.press("Đồng ý với tự chấm")
    appraiser.sees("Đã ghi theo tự chấm của 2 đơn vị.")


def send_sheets(appraiser: Visitor) -> None:
    """Sends both sheets after the list to check."""
    appraiser.open("/tham-dinh/")
    appraiser.follow("Gửi phiếu thẩm định")
    appraiser.page.get_by_label("Chọn tất cả 2 phiếu").check()
    appraiser.press("Kiểm tra danh sách")
    appraiser.press("Gửi phiếu")
    appraiser.sees("Đã gửi 2 phiếu thẩm định.")


def state_gate(department: Visitor, cycle: int) -> None:
    """Sở Nội vụ states for every unit that no head was disciplined."""
    department.open(f"/hoi-dong/{cycle}/dieu-kien/")
    department.follow("Người đứng đầu bị kỷ luật")
    for word in department.page.get_by_role("combobox").all():
        word.select_option(label="Không xảy ra")
    department.press("Kiểm tra danh sách")
    department.press("Ghi xác nhận")


def conclude(secretary: Visitor, cycle: int) -> None:
    """The council adopts what all agree on, decides the contested indicator with a reason, and closes its work."""
    secretary.open("/hoi-dong/")
    secretary.follow("Thông qua các mục thống nhất")
    secretary.page.get_by_label("Chọn tất cả 2 hồ sơ").check()
    secretary.press("Kiểm tra danh sách")
    secretary.press("Thông qua")
    secretary.sees("Đã thông qua 7 mục của 2 hồ sơ.")
    secretary.open(f"/hoi-dong/{cycle}/10001/")
    secretary.follow("Kết luận mục chưa thống nhất")
    secretary.sees("Sổ chỉ ghi 40 tuần")
    secretary.fill(numerator="43", denominator="52")
    secretary.press("Ghi kết luận", status=422)
    expect(secretary.field("numerator")).to_have_value("43")
    secretary.fill(reason="Ba tuần tiếp nhận tại nhà văn hóa thôn")
    secretary.press("Ghi kết luận")
    secretary.open("/hoi-dong/")
    secretary.follow("Kết luận hồ sơ")
    secretary.page.get_by_label("Chọn tất cả 2 hồ sơ").check()
    secretary.press("Kiểm tra danh sách")
    secretary.press("Kết luận", status=422)
    secretary.sees("Cần nhập ngày.")
    secretary.fill(council_on=COUNCIL_DAY, members="9", took_part="7")
    secretary.press("Kết luận")
    secretary.sees("Đã kết luận 2 hồ sơ.")


def announce(office: Visitor, cycle: int) -> None:
    """Provisional results go to the communes."""
    office.open(f"/quyet-dinh/{cycle}/")
    office.follow("Thông báo kết quả dự kiến")
    office.page.get_by_label("Chọn tất cả 2 hồ sơ").check()
    office.press("Kiểm tra danh sách")
    office.press("Thông báo")
    office.sees("Đã thông báo kết quả dự kiến của 2 hồ sơ.")


# --- The answer back --------------------------------------------------------------------------------------------------


def ask_review(chair: Visitor, base: str) -> None:
    """The Chủ tịch sees all three columns with their reasons and asks for one indicator to be looked at again."""
    chair.open(f"{base}ket-qua/")
    chair.sees("Sổ chỉ ghi 40 tuần", "Ba tuần tiếp nhận tại nhà văn hóa thôn", "Mức độ 1")
    chair.follow("Kiến nghị ở tiêu chí có chênh lệch")
    row = chair.page.get_by_role("row", name="1.1 Tuần có tiếp nhận")
    row.get_by_text("Kiến nghị", exact=True).click()
    row.get_by_label("Lý do kiến nghị tiêu chí 1.1").fill("Còn sổ của ba tuần tại thôn Đông")
    chair.press("Kiểm tra trước khi gửi kiến nghị")
    chair.sees("1 tiêu chí kiến nghị xem xét lại", "Còn sổ của ba tuần tại thôn Đông")
    chair.press("Gửi kiến nghị")
    chair.sees("Đã gửi kiến nghị.", "Chờ trả lời")


def answer_review(secretary: Visitor, cycle: int) -> None:
    """The council accepts with a new conclusion; the engine gives the points."""
    secretary.open(f"/hoi-dong/{cycle}/kien-nghi/")
    secretary.follow(f"Trả lời kiến nghị 1.1 của {DESK_UNIT}")
    secretary.tick("Chấp nhận")
    secretary.fill(numerator="46", denominator="52", reason="Đã đối chiếu sổ thôn Đông", answer="Đúng là 46 tuần.")
    secretary.press("Gửi trả lời")
    secretary.follow(f"Kết thúc trả lời kiến nghị của {DESK_UNIT}")
    secretary.fill(council_on=REVIEW_DAY, members="9", took_part="6")
    secretary.press("Kết thúc trả lời")
    secretary.sees(f"Đã trả lời xong kiến nghị của {DESK_UNIT}.")


def decide_and_publish(office: Visitor, cycle: int) -> None:
    """The signed decision comes back, with its two lists; then everyone may see."""
    office.open(f"/quyet-dinh/{cycle}/ghi-nhan/")
    office.press("Kiểm tra danh sách đạt, chưa đạt")
    office.sees("Đạt chuẩn, theo mức độ (2)", "Chưa đạt (1)")
    office.fill(number="12/QĐ-UBND", signed_on="24/03/2026", signer="Nguyễn Văn Ký, Chủ tịch")
    office.attach("[name=file]", sent("Quyết định.pdf", files.pdf("quyết định")))
    office.press("Ghi nhận quyết định")
    office.sees("12/QĐ-UBND")
    office.open(f"/quyet-dinh/{cycle}/cong-bo/")
    office.press("Công bố")
    office.sees("Đã công bố kết quả của 3 đơn vị.")


# --- Everyone sees ----------------------------------------------------------------------------------------------------


def look_up(citizen: Visitor) -> None:
    """Without an account: searches without diacritics, reads how points were won; what is not public is not there."""
    citizen.open("/")
    citizen.page.get_by_role("searchbox").first.fill("an hoa")
    with citizen.next_page():
        citizen.page.keyboard.press("Enter")
    citizen.follow(DESK_UNIT)
    citizen.sees("Mức độ 2", "Đã đối chiếu sổ thôn Đông", "12/QĐ-UBND")
    citizen.misses(["Năm 2026 đơn vị đã tiếp nhận", "Sổ tiếp nhận.pdf", "Nguyễn Văn Ký", "Secretary", "Chair10001"])
    citizen.open("/don-vi-hanh-chinh/10003/")
    citizen.sees("Đơn vị không nộp hồ sơ trong kỳ này nên không có điểm.")
    citizen.open("/cach-cham-diem/")
    citizen.open("/ket-qua/2026/")
    citizen.sees(DESK_UNIT, PHONE_UNIT, SILENT_UNIT)


def verify(citizen: Visitor, folder: Path) -> None:
    """Downloads the year and recomputes it at home; one changed point is found."""
    citizen.open("/ket-qua/2026/")
    with citizen.page.expect_download() as download:
        citizen.page.get_by_role("link", name="Tải JSON").click()
    year, forged = folder / "nam.json", folder / "sua.json"
    download.value.save_as(year)
    forged.write_text(year.read_text(encoding="utf-8").replace('"2.75"', '"3.75"', 1), encoding="utf-8")
    outcome = [run([sys.executable, "-m", "thanthien.cli", "verify", file], check=False) for file in (year, forged)]
    assert [done.returncode for done in outcome] == [0, 1]


# --- The whole --------------------------------------------------------------------------------------------------------


def test_year_in_the_browser(people, window, calendar, tmp_path):
    desk, phone = people.communes["10001"], people.communes["10002"]
    office, secretary = window(people.office, by_form=True), window(people.secretary)
    calendar.turn_to(date(2026, 1, 5))
    cycle = open_cycle(office)
    communes = [
        (f"/ky/{cycle}/10001/", {job: window(user, viewport=DESK) for job, user in desk.items()}),
        (
            f"/ky/{cycle}/10002/",
            {job: window(user, viewport=PHONE, by_form=job == "focal") for job, user in phone.items()},
        ),
    ]
    for base, staff in communes:
        calendar.turn_to(date(2026, 1, 6))
        register(staff["focal"])
        calendar.turn_to(date(2026, 1, 13))
        score(staff["officer"], base, arises=staff["focal"].user == desk["focal"])
        calendar.turn_to(date(2026, 1, 14))
        post_draft(staff["focal"], base)
        calendar.turn_to(date(2026, 1, 20))
        hold_meeting(staff["focal"], base)
        sign_and_submit(staff["chair"], base)

    calendar.turn_to(date(2026, 2, 9))
    take_in(office, cycle)
    front, department = window(people.mttq), window(people.noi_vu)
    appraise_by_keyboard(front)
    send_sheets(front)
    for reader, address in ((communes[0][1]["focal"], "ket-qua/"), (office, "")):
        reader.open(f"{communes[0][0]}{address}")
        reader.misses(["Sổ chỉ ghi 40 tuần", "1,75"])
    for code in ("1.2", "2.1", "2.2"):
        keep_all(department, code)
    send_sheets(department)
    state_gate(department, cycle)

    calendar.turn_to(date(2026, 3, 10))
    conclude(secretary, cycle)
    calendar.turn_to(date(2026, 3, 16))
    announce(office, cycle)
    ask_review(communes[0][1]["chair"], communes[0][0])
    answer_review(secretary, cycle)
    calendar.turn_to(date(2026, 3, 24))
    decide_and_publish(office, cycle)
    for screen in (DESK, PHONE):
        look_up(window(viewport=screen))
    verify(window(), tmp_path)
