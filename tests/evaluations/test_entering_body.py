"""Mặt trận of the commune enters the indicators that the set names: the commune reads them and can't change them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, SMALL_SET, Year, fresh, on, open_year, pdf, person
from thanthien.accounts.models import Membership
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import answers, draft_changes, intake, returns, sheets, submission
from thanthien.evaluations.actions.corrections import Correction
from thanthien.evaluations.actions.evidence_versions import use_newest_everywhere
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, ItemRequest, ReturnItem
from thanthien.evaluations.queries.evidence_versions import renewable
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.succession_notices import tell_passed
from thanthien.evaluations.work_records import commune_work
from thanthien.evidence.actions import add_files
from thanthien.evidence.models import Document
from thanthien.notices.models import Notice
from thanthien.units.models import Agency, AgencyChange
from thanthien.units.successions import Changed

pytestmark = pytest.mark.django_db
CODE, DAY = "2.1", date(2026, 1, 13)
ENTERED = SMALL_SET.read_text(encoding="utf-8").replace(
    "title: Có quy định\n", "title: Có quy định\n        entered_by: front\n"
)
OWN = {code: entry for code, entry in GOOD.items() if code != CODE}
OTHERS = "Tiêu chí 2.1 do Ủy ban Mặt trận Tổ quốc Việt Nam của đơn vị nhập; cơ quan khác chỉ xem."
COLUMN = ["chair", "focal", "officer"]
PASSED, FAILED = Entry(AnswerState.VALUE, {"passed": True}), Entry(AnswerState.VALUE, {"passed": False})


@pytest.fixture
def year() -> Year:
    made = open_year(text=ENTERED)
    made.people.communes["10001"]["front"] = person(
        "mattranxa", Agency.objects.get(code="mttq-10001"), Role.COMMUNE_FRONT
    )
    return made


def enter(year: Year, entry: Entry = PASSED, who: str = "front") -> Answer:
    with on(DAY):
        return year.save("10001", CODE, answers.Draft(entry), who=who).answer


def both_entered(year: Year) -> None:
    """The commune scored what is its own, and the Front what it enters."""
    year.score(entries=OWN)
    enter(year)


def onward(year: Year, *, until: str) -> None:
    """The dossier goes on as the unit's people take it, the Front's word in it: posted, met on, submitted, accepted."""
    pk = year.dossier().pk
    with on(date(2026, 1, 14)):
        submission.post(
            by=year.who("10001", "focal"), dossier_id=pk, posted_on=date(2026, 1, 14), places="Trụ sở"
        )  # fmt: skip
    with on(date(2026, 1, 20)):
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=pk, version=year.dossier().version,
            held_on=date(2026, 1, 20), minutes=year.document("10001"),
        )  # fmt: skip
        if until != "posted":
            submission.sign(by=year.who("10001", "chair"), dossier_id=pk, seen=year.mark())
    if until == "posted":
        return
    with on(date(2026, 1, 21)):
        submission.submit(by=year.who("10001", "chair"), dossier_id=pk, seen=year.mark())
    if until == "accepted":
        with on(date(2026, 2, 9)):
            intake.accept(by=fresh(year.people.office), dossier_ids=[pk])


def address(name: str, *rest: object) -> str:
    return reverse(name, args=[*rest])


def own_document(year: Year) -> Document:
    front = year.who("10001", "front")
    [outcome] = add_files(by=front, unit=year.dossier().unit, files=[pdf("ket-luan.pdf")])
    assert outcome.document is not None
    return outcome.document


# --- Whose column it is ---------------------------------------------------------------------------------------------


def test_front_scores_what_it_enters_with_evidence(year):
    both_entered(year)
    with on(DAY):
        answers.attach(
            by=year.who("10001", "front"), answer_id=year.answer("10001", CODE).pk,
            document_ids=[own_document(year).pk],
        )  # fmt: skip
    answer = year.answer("10001", CODE)
    assert (answer.value, str(answer.points), answer.evidence.count()) == ({"passed": True}, "2.0000", 1)
    assert answer.updated_by == year.people.communes["10001"]["front"]
    assert year.dossier().totals.get(column="self").points == Decimal("8.25")  # 2 of them are the Front's


@pytest.mark.parametrize("who", COLUMN)
def test_commune_can_not_write_it_one_by_one_nor_many_at_once(year, who):
    both_entered(year)
    before = year.answer("10001", CODE)
    with on(DAY):
        with pytest.raises(Refused) as one:
            year.save("10001", CODE, answers.Draft(FAILED), who=who)
        with pytest.raises(Refused) as many:
            answers.save_answers(
                by=year.who("10001", who), dossier_id=year.dossier().pk,
                drafts={"2.2": answers.Draft(GOOD["2.2"]), CODE: answers.Draft(FAILED)},
            )  # fmt: skip
    assert (one.value.problems, many.value.problems) == ([OTHERS], [OTHERS])
    after = year.answer("10001", CODE)
    assert (after.value, after.version) == (before.value, before.version)


@pytest.mark.parametrize("code", ["1.2", "2.2"])
def test_front_writes_no_other_indicator(year, code):
    year.score(entries=OWN)
    with on(DAY), pytest.raises(Refused) as told:
        year.save("10001", code, answers.Draft(GOOD[code]), who="front")
    assert told.value.problems == [f"Tiêu chí {code} do Ủy ban nhân dân nhập; cơ quan khác chỉ xem."]


def test_commune_touches_none_of_its_evidence(year):
    both_entered(year)
    document, focal = own_document(year), year.who("10001", "focal")
    with on(DAY):
        [row] = answers.attach(
            by=year.who("10001", "front"), answer_id=year.answer("10001", CODE).pk, document_ids=[document.pk]
        )
        other = year.document("10001")
        acts = [
            lambda: answers.attach(by=focal, answer_id=row.answer_id, document_ids=[other.pk]),
            lambda: answers.attach_many(by=focal, dossier_id=year.dossier().pk, documents={CODE: {other.pk: ""}}),
            lambda: answers.check_attachable(by=focal, answer_id=row.answer_id),
            lambda: answers.set_pages(by=focal, evidence_id=row.pk, pages="tr. 2", seen=""),
            lambda: answers.detach(by=focal, evidence_id=row.pk, seen=""),
        ]
        for act in acts:
            with pytest.raises(Refused) as told:
                act()
            assert told.value.problems == [OTHERS]
    assert renewable(focal, document.pk) == []
    with on(DAY), pytest.raises(Refused):
        use_newest_everywhere(by=focal, document_id=document.pk, seen=1)


def test_it_is_handed_to_nobody(year):
    year.score(entries=OWN)
    officer = year.who("10001", "officer")
    with on(DAY), pytest.raises(Refused) as told:
        answers.assign(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["2.2", CODE], assignee=officer, seen={}
        )
    assert told.value.problems == ["Tiêu chí 2.1 do Mặt trận Tổ quốc của đơn vị nhập nên không phân công."]


def test_who_also_scores_for_the_commune_writes_nothing_of_the_front(year):
    year.score(entries=OWN)
    both = person("hai-vai", Agency.objects.get(code="mttq-10001"), Role.COMMUNE_FRONT)
    both.memberships.create(
        agency=Agency.objects.get(code="ubnd-10001"), role=Role.COMMUNE_OFFICER, valid_from=date(2025, 1, 1)
    )
    place = answers.Place(year.cycle.pk, "10001", CODE)
    with on(DAY), pytest.raises(Refused) as told:
        answers.save_typed(by=fresh(both), place=place, version=0, read=lambda _: answers.Draft(PASSED))
    assert told.value.problems == [
        OTHERS.replace("cơ quan khác", "anh/chị cũng nhập số liệu của Ủy ban nhân dân đơn vị nên")
    ]


def test_front_of_another_unit_finds_no_indicator(year, client):
    year.score(entries=OWN)
    stranger = person("mattranbinhminh", Agency.objects.get(code="mttq-10002"), Role.COMMUNE_FRONT)
    client.force_login(stranger)
    with on(DAY):
        page = client.get(address("self-scoring-item", year.cycle.pk, "10001", CODE))
    assert page.status_code == 404


def test_word_of_the_front_alone_does_not_begin_the_scoring(year):
    year.register()
    enter(year)
    assert (year.dossier().status, year.answer("10001", CODE).value) == ("registered", {"passed": True})


# --- On pages -------------------------------------------------------------------------------------------------------


def test_pages_show_the_commune_what_it_can_not_edit(year, client):
    both_entered(year)
    client.force_login(year.who("10001", "focal"))
    with on(DAY):
        page = client.get(address("self-scoring-item", year.cycle.pk, "10001", CODE))
        sent = client.post(
            address("self-scoring-item", year.cycle.pk, "10001", CODE), {"passed": "false", "version": "1"}
        )
        picked = client.post(address("answer-evidence-pick", year.cycle.pk, "10001", CODE), {"documents": []})
    assert page.context["page"].closed == OTHERS.replace("Tiêu chí 2.1", "Tiêu chí này")
    assert page.context["page"].may_attach is False
    assert (sent.status_code, picked.status_code) == (422, 404)
    assert year.answer("10001", CODE).value == {"passed": True}


def test_front_is_led_to_its_own_indicator_and_scores_it_on_the_page(year, client):
    year.score(entries=OWN)
    client.force_login(year.who("10001", "front"))
    with on(DAY):
        led = client.get(address("self-scoring", year.cycle.pk, "10001"))
        sent = client.post(led.url, {"passed": "true", "version": "0", "action": "save"})
    assert led.url == address("self-scoring-item", year.cycle.pk, "10001", CODE)
    assert sent.status_code == 302
    assert year.answer("10001", CODE).value == {"passed": True}


def test_submission_asks_for_it_by_name(year, client):
    year.score(entries=OWN)
    client.force_login(year.who("10001", "focal"))
    with on(DAY):
        page = client.get(address("submission", year.cycle.pk, "10001"))
    assert [one.code for one in page.context["gaps"].missing] == [CODE]
    words = " ".join(page.content.decode().split())
    assert "– tối đa 2 điểm, do Ủy ban Mặt trận Tổ quốc Việt Nam của đơn vị nhập" in words


def test_it_waits_for_the_front_and_for_nobody_else(year):
    year.score(entries=OWN)
    with on(DAY):
        titles = {who: [(one.title, one.count) for one in commune_work(year.who("10001", who))] for who in
                  ("front", *COLUMN)}  # fmt: skip
    assert titles == {
        "front": [("Chấm tiêu chí do Mặt trận Tổ quốc nhập", 1)], "chair": [], "focal": [], "officer": [],
    }  # fmt: skip
    enter(year)
    with on(DAY):
        assert commune_work(year.who("10001", "front")) == []


# --- After posting and submission -----------------------------------------------------------------------------------


def change(year: Year, who: str) -> None:
    with on(date(2026, 1, 20)):
        draft_changes.change_posted(
            by=year.who("10001", who), place=answers.Place(year.cycle.pk, "10001", CODE),
            version=year.answer("10001", CODE).version, read=lambda _: answers.Draft(FAILED),
            ground=draft_changes.Ground(None, "Theo biên bản"),
        )  # fmt: skip


def test_posted_value_is_changed_by_the_front_alone(year, client):
    both_entered(year)
    onward(year, until="posted")
    with pytest.raises(Refused) as told:
        change(year, "focal")
    assert told.value.problems == [OTHERS]
    for who, answer in (("focal", 404), ("front", 200)):
        client.force_login(year.who("10001", who))
        with on(date(2026, 1, 20)):
            page = client.get(address("draft-change", year.cycle.pk, "10001", CODE))
            index = client.get(address("draft-changes", year.cycle.pk, "10001"))
        assert (page.status_code, CODE in [row.indicator.code for row, _ in index.context["rows"]]) == (
            answer, who == "front",
        )  # fmt: skip
    change(year, "front")
    assert year.answer("10001", CODE).value == {"passed": False}


def test_question_of_a_body_is_told_to_and_answered_by_the_front(year):
    both_entered(year)
    onward(year, until="accepted")
    item = year.item("10001", CODE, "so-noi-vu")
    with on(date(2026, 2, 10)):
        asked = sheets.ask_item(by=fresh(year.people.noi_vu), item_id=item.pk, question="Có văn bản nào?")
        told = Notice.objects.filter(key=f"asked:{asked.pk}").values_list("person__email", flat=True)
        assert list(told) == ["mattranxa@vi.du"]
        with pytest.raises(Refused) as refused:
            submission.answer_item_request(by=year.who("10001", "focal"), request_id=asked.pk, answer="Có")
        assert refused.value.problems == [OTHERS]
        correction = Correction(year.answer("10001", CODE).version, lambda _: answers.Draft(FAILED))
        submission.answer_item_request(
            by=year.who("10001", "front"), request_id=asked.pk, answer="Chưa có", correction=correction
        )
    assert ItemRequest.objects.get(pk=asked.pk).answer == "Chưa có"
    assert year.answer("10001", CODE).value == {"passed": False}


def test_item_of_a_return_is_answered_by_its_body_or_by_the_committee(year):
    both_entered(year)
    onward(year, until="submitted")
    with on(date(2026, 2, 9)):
        intake.send_back(
            by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Bổ sung",
            items={"2.2": "Thiếu văn bản", CODE: "Thiếu kết luận"},
        )  # fmt: skip
        others, own = ReturnItem.objects.order_by("-indicator__position")
        with pytest.raises(Refused) as told:
            returns.answer_item(by=year.who("10001", "front"), item_id=others.pk, response="Đã thêm", seen="")
        assert told.value.problems == ["Mục này do Ủy ban nhân dân trả lời."]
        returns.answer_item(by=year.who("10001", "front"), item_id=own.pk, response="Đã thêm kết luận", seen="")
        returns.answer_item(by=year.who("10001", "focal"), item_id=others.pk, response="Đã thêm", seen="")
    assert [row.answer for row in ReturnItem.objects.order_by("indicator__position")] == ["Đã thêm kết luận", "Đã thêm"]


def test_return_is_told_to_the_front_and_is_its_work_until_it_answers(year, client):
    both_entered(year)
    onward(year, until="submitted")
    with on(date(2026, 2, 9)):
        intake.send_back(
            by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Bổ sung",
            items={"2.2": "Thiếu văn bản", CODE: "Thiếu kết luận"},
        )  # fmt: skip
        told = Notice.objects.filter(title="Hồ sơ được trả lại để bổ sung")
        assert sorted(told.values_list("person__full_name", flat=True)) == [
            "Chair10001", "Focal10001", "Mattranxa", "Officer10001",
        ]  # fmt: skip
        front = year.who("10001", "front")
        [work] = commune_work(front)
        assert (work.title, work.count) == ("Bổ sung tiêu chí do Mặt trận Tổ quốc nhập", 1)
        client.force_login(front)
        assert client.get(work.url).status_code == 200
        item = ReturnItem.objects.get(indicator__code=CODE)
        returns.answer_item(by=front, item_id=item.pk, response="Đã thêm kết luận", seen="")
        assert commune_work(front) == []


def test_return_that_asks_nothing_of_the_front_is_not_told_to_it(year):
    both_entered(year)
    onward(year, until="submitted")
    with on(date(2026, 2, 9)):
        intake.send_back(
            by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Bổ sung", items={"2.2": "Thiếu văn bản"}
        )
        assert commune_work(year.who("10001", "front")) == []
    assert not Notice.objects.filter(person__full_name="Mattranxa", title="Hồ sơ được trả lại để bổ sung").exists()


def test_question_that_passes_to_another_body_is_told_to_the_front_alone(year):
    both_entered(year)
    onward(year, until="accepted")
    both = person("hai-vai", Agency.objects.get(code="mttq-10001"), Role.COMMUNE_FRONT)
    Membership.objects.create(
        user=both, agency=Agency.objects.get(code="ubnd-10001"), role=Role.COMMUNE_OFFICER, valid_from=date(2025, 1, 1)
    )
    with on(date(2026, 2, 10)):
        item = year.item("10001", CODE, "so-noi-vu")
        asked = sheets.ask_item(by=fresh(year.people.noi_vu), item_id=item.pk, question="Có văn bản nào?")
        body = Agency.objects.get(code="so-noi-vu")
        change = AgencyChange.objects.create(
            agency=body, kind="end", on=date(2026, 2, 10), document_number="7/QĐ", name=body.name,
            into=Agency.objects.get(code="mttq"),
        )  # fmt: skip
        tell_passed(Changed(change, {body.pk: body.name}), year.cycle, [year.dossier().pk], by=None)
    told = Notice.objects.filter(key__in=[f"asked:{asked.pk}", f"passed-asked:{change.pk}:{asked.pk}"])
    assert sorted(told.values_list("key", "person__email")) == [
        (f"asked:{asked.pk}", "mattranxa@vi.du"), (f"passed-asked:{change.pk}:{asked.pk}", "mattranxa@vi.du"),
    ]  # fmt: skip
