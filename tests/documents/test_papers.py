"""Word drafts of a unit: who may make which, what stands on them, odd data."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.word.test_templates import cells, opened, texts
from tests.evaluations.scenario import on, open_year
from tests.service.scene import a_scene, decide
from thanthien.accounts.models import Membership, User
from thanthien.core.acting.errors import Refused, Stale
from thanthien.core.word.papers import papers
from thanthien.documents.actions import FIELDS, set_print
from thanthien.documents.models import UnitPrint
from thanthien.documents.queries import head_of, papers_of, print_of
from thanthien.evaluations.models import Cycle, Dossier

pytestmark = pytest.mark.django_db
KEYS = [
    "ngay-giai-quyet-nhanh", "ban-cam-ket-ung-xu", "quyet-dinh-phan-cong", "ke-hoach-thuc-hien", "ban-cam-ket",
    "bang-tu-cham", "to-trinh-de-nghi-cong-nhan",
]  # fmt: skip


def get(user: User, key: str, subject: object):
    client = Client()
    client.force_login(user)
    return client.get(reverse("paper-draft", args=[key, str(subject)]))


def made(user: User, key: str, subject: object):
    answer = get(user, key, subject)
    assert answer.status_code == 200
    return opened(b"".join(answer.streaming_content))


def offered(user: User) -> list[tuple[str, list[str]]]:
    return [(one.paper.key, [each.words for each in one.subjects]) for one in papers_of(user)[0].offered]


def test_papers_are_offered_along_the_year():
    assert [one.key for one in papers()] == KEYS


def test_each_role_of_the_unit_makes_its_own_papers():
    year = open_year(units=2)
    with on(date(2026, 1, 6)):
        today = [(key, ["Năm 2026"]) for key in KEYS[:2]]
        of_year = [(key, [year.cycle.title]) for key in KEYS[2:]]
        assert offered(year.who("10001", "focal")) == today + of_year
        assert offered(year.who("10001", "officer")) == [*today, ("bang-tu-cham", [year.cycle.title])]


@pytest.mark.parametrize("job", ["focal", "chair", "officer"])
def test_paper_of_another_unit_is_not_found(job):
    year = open_year(units=2)
    other = year.dossier("10002").pk
    assert [get(year.who("10001", job), key, other).status_code for key in KEYS[2:]] == [404] * 5
    assert [get(year.who("10001", job), key, "10002").status_code for key in KEYS[:2]] == [404] * 2


def test_officer_makes_no_decision_on_who_follows_what():
    year = open_year(units=1)
    assert get(year.who("10001", "officer"), "quyet-dinh-phan-cong", year.dossier().pk).status_code == 404


@pytest.mark.parametrize("subject", ["0", "99999999999999999999", "khong-phai-so"])
def test_odd_subjects_are_not_found(subject):
    year = open_year(units=1)
    assert get(year.who("10001", "focal"), "ban-cam-ket", subject).status_code == 404


def test_decision_on_the_fast_day_has_the_list_in_force():
    scene = a_scene(short_name="Hải An")
    with on(date(2026, 3, 4)):
        decide(scene, date(2026, 3, 2), procedures="2.000635; 1.000894")
        answer = get(scene.officer, KEYS[0], scene.unit.code)
        document = made(scene.officer, KEYS[0], scene.unit.code)
    name = 'attachment; filename="Quyet-dinh-ngay-giai-quyet-nhanh-2026.docx"'
    assert answer["Content-Disposition"] == name
    assert (
        "Điều 1. Chọn thứ Tư hằng tuần là ngày giải quyết nhanh thủ tục hành chính tại Trung tâm Phục vụ hành chính "
        "công phường Hải An, áp dụng từ ngày 02/03/2026."
    ) in texts(document)
    assert cells(document, 3) == [
        ["Số TT", "Mã thủ tục", "Tên thủ tục"],
        ["1", "2.000635", "Cấp bản sao trích lục hộ tịch"],
        ["2", "1.000894", "Đăng ký kết hôn"],
    ]


def test_decision_on_the_fast_day_begins_with_the_citys_minimum_list():
    scene = a_scene()
    document = made(scene.officer, KEYS[0], scene.unit.code)
    assert texts(document)[9].startswith("Điều 1. Chọn …… hằng tuần")
    assert len(cells(document, 3)) == 1 + 6


def test_assignment_names_who_follows_what():
    year = open_year(units=1)
    officer = year.who("10001", "officer")
    year.answer("10001", "1.2").__class__.objects.filter(indicator__code="1.2").update(assignee=officer)
    document = made(year.who("10001", "focal"), "quyet-dinh-phan-cong", year.dossier().pk)
    assert [(row[0], row[3]) for row in cells(document, 3)[1:]] == [
        ("1.1", "–"), ("1.2", str(officer)), ("2.1", "–"), ("2.2", "–"),
    ]  # fmt: skip
    assert "Các tiêu chí chưa giao riêng cho ai (1.1, 2.1, 2.2) do công chức đầu mối theo dõi." in texts(document)


def test_assignment_with_nobody_assigned_says_so_before_it_is_made():
    year = open_year(units=1)
    focal = year.who("10001", "focal")
    client = Client()
    client.force_login(focal)

    def cautions() -> dict[str, list[str]]:
        return {one.paper.key: [each.caution for each in one.subjects] for one in papers_of(focal)[0].offered}

    assert [key for key, said in cautions().items() if said != [""]] == ["quyet-dinh-phan-cong"]
    page = client.get(reverse("papers")).content.decode()
    assert "Chưa phân công tiêu chí nên dự thảo chưa có tên người theo dõi; đề nghị phân công tại" in page
    year.answer("10001", "1.2").__class__.objects.filter(indicator__code="1.2").update(assignee=focal)
    assert set(map(tuple, cautions().values())) == {("",)}


def test_papers_of_a_pilot_and_of_the_year_beside_it_are_told_apart():
    year = open_year(units=1)
    focal, pk = year.who("10001", "focal"), year.dossier().pk
    plain = get(focal, "ban-cam-ket", pk)
    Cycle.objects.update(kind="trial", pilot=True)
    pilot = get(focal, "ban-cam-ket", pk)
    names = [answer["Content-Disposition"].split('"')[1] for answer in (plain, pilot)]
    assert names == ["Ban-cam-ket-2026.docx", "Ban-cam-ket-2026-thi-diem.docx"]
    about = [
        next(line for line in texts(opened(b"".join(answer.streaming_content))) if line.startswith("Thực hiện mô hình"))
        for answer in (plain, pilot)
    ]
    assert about[1] == f"{about[0]} (thí điểm)"
    assert offered(focal)[-1][1] == [f"{year.cycle.title} (thí điểm)"]


def test_plan_and_commitment_say_the_level_aimed_at():
    year = open_year(units=1)
    year.register(level=2)
    title = year.cycle.level_names.name(2)
    focal, pk = year.who("10001", "focal"), year.dossier().pk
    assert f"1. Phấn đấu năm 2026: {title}." in texts(made(focal, "ke-hoach-thuc-hien", pk))
    assert f"1. Phấn đấu được công nhận: {title}." in texts(made(focal, "ban-cam-ket", pk))


def test_plan_has_the_phases_with_the_units_last_days():
    year = open_year(units=1)
    document = made(year.who("10001", "focal"), "ke-hoach-thuc-hien", year.dossier().pk)
    assert cells(document, 2)[1] == ["Đăng ký", "05/01/2026", "09/01/2026"]
    assert len(cells(document, 2)) == 1 + 9


def test_self_score_lists_values_points_and_evidence():
    year = open_year(units=1)
    year.score()
    with on(date(2026, 1, 13)):
        year.prove("10001", "1.1")
    document = made(year.who("10001", "officer"), "bang-tu-cham", year.dossier().pk)
    rows = cells(document, 4)
    assert rows[0] == ["Mã", "Tiêu chí", "Điểm tối đa", "Số liệu", "Điểm tự chấm", "Minh chứng"]
    assert rows[1][3] == "46/52 (88,5%)"
    assert rows[1][5] == "1. Sổ tiếp nhận"
    assert [row[5] for row in rows[2:]] == ["", "", ""]
    across = document.sections[1]
    assert across.page_width > across.page_height


def test_self_score_of_nothing_yet_says_dashes_not_zeros():
    year = open_year(units=1)
    document = made(year.who("10001", "focal"), "bang-tu-cham", year.dossier().pk)
    assert [row[3:5] for row in cells(document, 4)[1:]] == [["chưa chấm", "–"]] * 4


def test_request_tells_the_posting_and_the_meeting():
    year = open_year(units=1)
    year.meet()
    lines = texts(made(year.who("10001", "chair"), "to-trinh-de-nghi-cong-nhan", year.dossier().pk))
    assert (
        "Dự thảo được niêm yết từ ngày 14/01/2026 đến hết ngày 19/01/2026 tại: Trụ sở, nhà văn hóa. Số ý kiến nhận "
        "được: 0."
    ) in lines
    assert "Ủy ban nhân dân xã An Hòa đã họp đánh giá ngày 20/01/2026 (có biên bản trong hồ sơ)." in lines


def test_request_before_the_posting_leaves_blanks():
    year = open_year(units=1)
    lines = texts(made(year.who("10001", "chair"), "to-trinh-de-nghi-cong-nhan", year.dossier().pk))
    assert "Dự thảo được niêm yết từ ngày …… đến hết ngày ……. Số ý kiến nhận được: 0." in lines
    assert "Ủy ban nhân dân xã An Hòa họp đánh giá ngày ……" in lines


def test_odd_words_stand_as_typed_on_every_paper():
    year = open_year(units=1)
    year.score()
    odd = "Tổ “4 xin” & <script>alert(1)</script> {{ head.unit }}\ndòng hai " + "dài " * 500
    Dossier.objects.update(creative_model=odd, posting_places=odd)
    User.objects.filter(pk=year.who("10001", "officer").pk).update(full_name='Lê & <Văn> "O\'Neil"')
    year.answer("10001", "1.2").__class__.objects.update(assignee=year.who("10001", "officer"))
    focal, pk = year.who("10001", "focal"), year.dossier().pk
    written = {key: opened(b"".join(get(focal, key, pk).streaming_content)) for key in KEYS[2:]}
    assert f"2. Mô hình, cách làm sáng tạo đăng ký thực hiện: {odd}" in texts(written["ke-hoach-thuc-hien"])
    assert {row[3] for row in cells(written["quyet-dinh-phan-cong"], 3)[1:]} == {'Lê & <Văn> "O\'Neil"'}


# --- Head and end ---------------------------------------------------------------------------------------------------


def chair(year, name: str, rank: str) -> None:
    membership = Membership.objects.get(user=year.who("10001", "chair"))
    User.objects.filter(pk=membership.user_id).update(full_name=name)
    Membership.objects.filter(pk=membership.pk).update(rank=rank)


def test_head_names_the_one_chair():
    year = open_year(units=1)
    chair(year, "Trần Thị Bình", "head")
    assert head_of(year.dossier().unit) == {
        "superior": "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG",
        "agency": "ỦY BAN NHÂN DÂN\nXÃ AN HÒA",
        "unit": "xã An Hòa",
        "city": "thành phố Hải Phòng",
        "place": "An Hòa",
        "office": "CHỦ TỊCH",
        "signer": "Trần Thị Bình",
        "drafter": "",
    }


def test_nobody_known_in_the_office_leaves_the_name_blank():
    year = open_year(units=1)
    assert head_of(year.dossier().unit)["signer"] == "……"


def test_deputy_signs_for_the_chair_where_the_unit_says_so():
    year = open_year(units=1)
    chair(year, "Phạm Văn Cường", "deputy")
    unit = year.dossier().unit
    values = {"signed_by": "deputy", "superior": False, "place": "Vĩnh Bảo", "drafter": "VHXH"}
    set_print(by=year.who("10001", "focal"), unit_id=unit.pk, values=values)
    head = head_of(unit)
    assert (head["office"], head["signer"]) == ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Phạm Văn Cường")
    assert (head["superior"], head["place"], head["drafter"]) == ("", "Vĩnh Bảo", ", VHXH")


def test_officer_and_strangers_dont_set_how_papers_look():
    year = open_year(units=2)
    unit = year.dossier("10001").unit
    for by in (year.who("10001", "officer"), year.who("10002", "focal")):
        with pytest.raises(Refused) as refused:
            set_print(by=by, unit_id=unit.pk, values={"place": "X"})
        assert refused.value.problems == ["Chỉ đầu mối và lãnh đạo của đơn vị được sửa thông tin này."]
    assert not UnitPrint.objects.exists()


def test_settings_saved_meanwhile_are_shown_first():
    year = open_year(units=1)
    unit, focal = year.dossier().unit, year.who("10001", "focal")
    seen = {name: getattr(print_of(unit), name) for name in FIELDS}
    set_print(by=year.who("10001", "chair"), unit_id=unit.pk, values={"place": "Thứ nhất"})
    with pytest.raises(Stale):
        set_print(by=focal, unit_id=unit.pk, values={"place": "Thứ hai"}, seen=seen)
    assert print_of(unit).place == "Thứ nhất"


def test_page_saves_what_was_typed_and_keeps_it_when_refused():
    year = open_year(units=1)
    client = Client()
    client.force_login(year.who("10001", "focal"))
    address = reverse("unit-print", args=["10001"])
    seen = client.get(address).context["form"]["seen"].value()
    typed = {"seen": seen, "signed_by": "head", "hotline_hours": "sáng", "place": " An   Hòa "}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert refused.context["form"].errors["hotline"] == ["Đã ghi giờ nghe máy thì cần ghi số điện thoại."]
    assert client.post(address, typed | {"hotline": "0225 3 123 456"}).status_code == 302
    row = UnitPrint.objects.get()
    assert (row.place, row.hotline, row.superior) == ("An Hòa", "0225 3 123 456", False)


def test_page_lists_the_papers_in_as_many_statements_for_one_unit_as_for_all(django_assert_num_queries):
    year = open_year(units=3)
    client = Client()
    client.force_login(year.who("10001", "focal"))
    page = client.get(reverse("papers"))
    assert page.status_code == 200
    rows = [(one.paper.key, len(one.subjects)) for one in page.context["of_units"][0].offered]
    assert rows == [(key, 1) for key in KEYS]
