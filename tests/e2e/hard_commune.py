"""Troubles of the hard year until the dossiers are in: what each is, who is refused when, and what is told of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from playwright.sync_api import expect

from tests.browser.sessions import enter_as
from tests.e2e.hard_place import (
    DENSE,
    GONE,
    LATE,
    MAIN,
    NEW,
    OUT,
    RENEWED,
    SECOND_VERSION,
    Story,
    issued,
    meet,
    score,
)
from tests.e2e.visitor import sent
from tests.evaluations.scenario import GOOD, fresh, person, unit
from tests.factories import files
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions import cycles
from thanthien.evaluations.models import Phase, StepLog
from thanthien.evaluations.workflow import PhaseKey
from thanthien.units.models import Agency, Unit

PHASES = {
    "registration": (date(2027, 1, 4), date(2027, 1, 29)),
    "execution": (date(2027, 1, 4), date(2027, 12, 31)),
    "self_scoring": (date(2027, 10, 1), date(2027, 12, 31)),
    "posting": (date(2027, 10, 18), date(2028, 1, 14)),
    "appraisal": (date(2028, 1, 17), date(2028, 1, 27)),  # Tết is from 22/01 to 30/01
    "council": (date(2028, 2, 1), date(2028, 2, 8)),
    "provisional": (date(2028, 2, 9), date(2028, 2, 10)),
    "review": (date(2028, 2, 9), date(2028, 2, 15)),
    "decision": (date(2028, 2, 16), date(2028, 2, 29)),
}


def tet_in_the_calendar(story: Story) -> None:
    """The appraisal would end in Tết: the office is warned, and moves it to the first working day after."""
    office = story.office
    office.open("/ky/mo/")
    office.page.get_by_label("Bộ tiêu chí đã ban hành").select_option(str(CriteriaSet.objects.get(year=2027).pk))
    office.fill(title="Kỳ đánh giá năm 2027", decided_by="Ủy ban nhân dân thành phố")
    for key, (first, last) in PHASES.items():
        office.fill(**{f"{key}_starts": f"{first:%d/%m/%Y}", f"{key}_ends": f"{last:%d/%m/%Y}"})
    office.page.locator("[name=heard_before_signing]").select_option("none")
    office.page.locator("[name=proposal_asked]").select_option("none")
    office.press("Kiểm tra trước khi mở")
    office.sees("Thẩm định: thứ Năm 27/01/2028 trong kỳ nghỉ Tết; ngày làm việc tiếp theo là 31/01/2028.")
    office.press("Chuyển sang ngày làm việc tiếp theo")
    office.misses(["trong kỳ nghỉ Tết"])
    office.press("Mở kỳ đánh giá")
    office.sees("Đã mở kỳ “Kỳ đánh giá năm 2027” với 5 hồ sơ.")
    assert Phase.objects.get(cycle=story.cycle, key="appraisal").ends_on == date(2028, 1, 31)


def unit_withdraws(story: Story) -> None:
    """Before it ever handed anything in it may, with a reason."""
    chair = story.of(OUT)
    chair.open(f"{story.base(OUT)}buoc/rut-ho-so/")
    chair.press("Rút hồ sơ", status=422)
    chair.sees("Cần ghi lý do")
    chair.fill(reason="Chuẩn bị sắp xếp lại bộ máy")
    chair.press("Rút hồ sơ")
    story.log(OUT, "Rút hồ sơ", "Chuẩn bị sắp xếp lại bộ máy")


def communes_merge(story: Story) -> None:
    """One unit goes into Phường Bình Minh, which has a dossier: closed. Another into a new unit: carried on."""
    new_unit(story)
    merge(story, GONE, into=LATE)
    merge(story, RENEWED, into=NEW)
    office = story.office
    office.open(story.base(GONE))
    office.sees("Sáp nhập vào Phường Bình Minh từ ngày 01/07/2027 theo văn bản số 8/NQ-HĐND")
    expect(office.page.get_by_role("link", name="Khép lại do sáp nhập")).to_have_count(0)
    assert office.page.goto(f"{story.base(GONE)}khep-lai/").status == 404  # it goes on until the day of the merger
    story.today(2027, 7, 1)
    office.open("/viec-cua-toi/")
    office.sees("Khép lại hồ sơ do sáp nhập")
    office.open(f"{story.base(GONE)}khep-lai/")
    office.sees("Phường Bình Minh đã có hồ sơ của mình trong kỳ này, nên không chuyển hồ sơ được.")
    close_merged(story, GONE, way="khep", number="")
    office.sees("Cần ghi số văn bản.")
    close_merged(story, GONE, way="khep", number="52/SNV-CCHC")
    office.sees("Đã khép lại hồ sơ.")
    office.open(f"{story.base(RENEWED)}khep-lai/")
    close_merged(story, RENEWED, way="chuyen", number="53/SNV-CCHC")
    office.sees("Đã khép lại hồ sơ và mở hồ sơ của Xã Mới trong kỳ này.")
    for code in (GONE, RENEWED):
        story.log(code, "Khép lại do sáp nhập", "Theo Nghị quyết số 8/NQ")


def new_unit(story: Story) -> None:
    """Xã Mới exists from 1 July 2027, with its people."""
    unit(NEW, "Xã Mới")
    Unit.objects.filter(code=NEW).update(valid_from=date(2027, 7, 1))
    Agency.objects.filter(unit__code=NEW).update(valid_from=date(2027, 7, 1))
    committee = Agency.objects.get(code=f"ubnd-{NEW}")
    story.before.people.communes[NEW] = {
        "chair": person(f"chair{NEW}", committee, Role.COMMUNE_CHAIR, since=date(2027, 7, 1)),
        "focal": person(f"focal{NEW}", committee, Role.COMMUNE_FOCAL, since=date(2027, 7, 1)),
    }


def merge(story: Story, code: str, *, into: str) -> None:
    """The administrator notes the merger ahead of its day."""
    admin, old = story.at(story.admin), Unit.objects.get(code=code)
    admin.open("/quan-tri/don-vi/sap-nhap/")
    admin.page.get_by_label(old.name, exact=True).check()
    admin.press("Kiểm tra danh sách")
    admin.page.locator("[name=into]").select_option(str(Unit.objects.get(code=into).pk))
    admin.fill(on="01/07/2027", document_number="8/NQ-HĐND")
    admin.press("Ghi sáp nhập")
    admin.sees("Đã ghi sáp nhập 1 đơn vị")


def close_merged(story: Story, code: str, *, way: str, number: str) -> None:
    """The office chooses what becomes of the dossier; without a number it is refused."""
    office = story.office
    office.page.locator(f"[name=way][value={way}]").check()
    office.fill(reason="Theo Nghị quyết số 8/NQ", number=number, signed_on="30/06/2027", signer="Giám đốc")
    office.press("Khép lại hồ sơ", status=200 if number else 422)


def carried_unit_registers(story: Story) -> None:
    """The time of registration is long over: the new unit needs more of it, and goes on with the level of the old."""
    focal = story.of(NEW, "focal")
    focal.open(f"{story.base(NEW)}dang-ky/")
    focal.sees("Đã hết hạn đăng ký", "Hạn đăng ký là hết ngày 29/01/2027.")
    cycles.extend(
        by=fresh(story.before.people.office), cycle=story.cycle, key=PhaseKey.REGISTRATION,
        unit=Unit.objects.get(code=NEW), ends_on=date(2027, 7, 9), reason="Đơn vị mới",
    )  # fmt: skip
    focal.open(f"{story.base(NEW)}dang-ky/")
    expect(focal.page.get_by_label("Mức độ 2")).to_be_checked()
    focal.tick("Tôi đã kiểm tra và đăng ký thay mặt đơn vị.")
    focal.press("Gửi đăng ký")
    focal.sees("Đã gửi đăng ký.")


def scale_changes(story: Story) -> None:
    """In November 1.2 is worth more, by a decision: what was signed falls back, and 1.2 is to be scored again."""
    chair, head = story.of(MAIN), story.at(story.before.people.head)
    chair.open(f"{story.base(MAIN)}kiem-tra-va-nop/")
    version = issued(story.before.people.head, SECOND_VERSION, "02/QĐ-SNV")
    head.open(f"/ky/{story.cycle.pk}/bo-tieu-chi/{version.pk}/")
    head.sees("Điểm tối đa từ 2 lên 3")
    typed = {"number": "88/QĐ-UBND", "signed_on": "15/11/2027", "signer": "Nguyễn Văn A, Chủ tịch"}
    head.fill(**typed)
    head.press("Ghi quyết định", status=422)
    head.sees("Cần chọn tệp PDF của quyết định.")
    head.fill(**typed)
    head.attach("[name=file]", sent("Quyết định.pdf", files.pdf("bộ tiêu chí")))
    head.press("Ghi quyết định")
    head.sees("trở lại tự chấm")
    head.fill(effective_on="14/11/2027", reason="Điều chỉnh theo thực tiễn")
    head.press("Điều chỉnh bộ tiêu chí", status=422)
    head.sees("Ngày có hiệu lực không được trước ngày ban hành phiên bản mới (15/11/2027).")
    head.fill(effective_on="15/11/2027")
    head.press("Điều chỉnh bộ tiêu chí")
    head.sees("Từ ngày 15/11/2027 áp dụng phiên bản 2 theo Quyết định số 88/QĐ-UBND ngày 15/11/2027")
    chair.press("Nộp hồ sơ")  # on the page that was opened before
    chair.sees("Không thể “Nộp hồ sơ” khi hồ sơ ở trạng thái “Đang tự chấm”.")
    story.log(MAIN, "Điều chỉnh bộ tiêu chí", "áp dụng phiên bản 2 theo Quyết định số 88/QĐ-UBND", "Chair10001")


def touched_indicator_is_scored_again(story: Story) -> None:
    """The draft says what lacks; the old value fills the fields, and counts once it is saved under the new scale."""
    focal = story.of(MAIN, "focal")
    focal.open("/viec-cua-toi/")
    focal.sees("Chấm theo bộ tiêu chí điều chỉnh", "1 tiêu chí cần chấm · Xã An Hòa")
    focal.open(f"{story.base(MAIN)}tu-cham/1.2/")
    focal.sees("Điểm tối đa từ 2 lên 3", "9/10 phản ánh trả lời đúng hạn · 1,5 điểm (không còn được tính)")
    focal.follow("Dùng lại")
    focal.sees("Chưa chấm")
    focal.press("Hoàn thành, chuyển sang 2.1")
    assert story.year.answer(MAIN, "1.2").points == Decimal("2.5")
    score(story, NEW, GOOD)
    score(story, LATE, DENSE)


def meeting_changes_a_score(story: Story) -> None:
    """What hangs is changed because of the minutes alone, once they are there; before and after are told."""
    focal, door = story.of(MAIN, "focal"), f"{story.base(MAIN)}sua-theo-y-kien/1.1/"
    focal.open(door)
    focal.fill(numerator="44", why="Cuộc họp thấy hai tuần ghi trùng")
    focal.press("Sửa vào dự thảo", status=422)
    focal.sees("Cần chọn ý kiến hoặc biên bản họp.")
    story.today(2027, 12, 8)
    meet(story, MAIN)
    focal.open(door)
    focal.page.get_by_label("Biên bản họp đánh giá ngày 08/12/2027").check()
    focal.fill(numerator="44", why="Cuộc họp thấy hai tuần ghi trùng")
    focal.press("Sửa vào dự thảo")
    focal.sees("Đã sửa tiêu chí 1.1: từ 46 xuống 44/52 tuần có tiếp nhận.")


def chairman_changes(story: Story) -> None:
    """The old one signed in November; on the first day of the new one he can't, and what waits is the new one's."""
    admin, old, new = story.at(story.admin), story.of(MAIN), story.at(story.next_chair)
    held = Membership.objects.get(user=old.user)
    admin.open(f"/quan-tri/vai-tro/{held.pk}/ket-thuc/")
    admin.fill(last_day="08/12/2027")
    admin.press("Kết thúc")
    admin.open(f"/quan-tri/nguoi-dung/{story.next_chair.pk}/vai-tro/")
    admin.fill(agency=f"ubnd-{MAIN}", first_day="09/12/2027")
    admin.page.locator("[name=role]").select_option(Role.COMMUNE_CHAIR)
    admin.page.locator("[name=rank]").select_option("head")
    admin.press("Thêm vai trò")
    admin.sees("Đã thêm vai trò.", "chưa đến ngày")
    signing = f"{story.base(MAIN)}ky-duyet/"
    new.open("/viec-cua-toi/")
    new.sees("Chưa có vai trò")
    assert new.page.goto(signing).status == 404
    old.open(signing)
    old.sees("Ký xong, hồ sơ chờ nộp")
    story.today(2027, 12, 9)
    old.press("Ký duyệt", status=401)  # the session of yesterday
    enter_as(old.page, old.user)
    old.press("Gửi lại", status=404)
    old.sees("Trang công việc chỉ mở được với người có nhiệm vụ trong hồ sơ đó.")
    new.open("/viec-cua-toi/")
    new.follow("Ký duyệt")
    new.press("Ký duyệt")
    new.sees("Đã ký duyệt hồ sơ.")
    new.follow("Kiểm tra trước khi nộp")
    new.press("Nộp hồ sơ")
    new.sees("Hồ sơ đã được niêm phong")
    story.log(MAIN, "Moi, Chủ tịch Ủy ban nhân dân cấp xã")
    signed = StepLog.objects.filter(dossier=story.dossier(MAIN), step="sign").order_by("pk")
    assert [step.by.full_name for step in signed] == ["Chair10001", "Moi"]
