"""Party committee and Mặt trận of the commune say what they think of the posted draft, before it is signed."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.evaluations.scenario import Year, fresh, on, open_year, pdf, person
from tests.factories import files
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import papers, submission
from thanthien.evaluations.actions.cycles import Switches
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import HeardBeforeSigning, PaperKind
from thanthien.evaluations.forms.cycles import initial_values
from thanthien.evaluations.models import Cycle, Paper, Seal
from thanthien.evaluations.work import procedure_work
from thanthien.notices.models import Notice
from thanthien.units.models import Agency

pytestmark = pytest.mark.django_db
PARTY, FRONT = PaperKind.PARTY_OPINION, PaperKind.FRONT_OPINION
DAY = date(2026, 1, 20)


@pytest.fixture
def year() -> Year:
    return year_that_hears()


def year_that_hears() -> Year:
    """A year that asks for both opinions, with the people who give them."""
    made = open_year()
    Cycle.objects.update(heard_before_signing=HeardBeforeSigning.BOTH)
    made.cycle.refresh_from_db()
    made.people.communes["10001"] |= {
        "party": person("bithu", Agency.objects.get(code="ubnd-10001"), Role.COMMUNE_PARTY),
        "front": person("mattranxa", Agency.objects.get(code="mttq-10001"), Role.COMMUNE_FRONT),
    }
    return made


def say(year: Year, kind: PaperKind, by: User | str, *, agrees: bool | None = True, text: str = "", **changes) -> Paper:
    who = year.who("10001", by) if isinstance(by, str) else fresh(by)
    printed = Printed(**({"number": "9-CV", "signed_on": DAY, "signer": "Bí thư", "file": pdf("y-kien.pdf")} | changes))
    with on(DAY):
        return papers.give_opinion(
            by=who, kind=kind, dossier_id=year.dossier().pk, printed=printed, agrees=agrees, text=text
        )


def sign(year: Year) -> None:
    with on(DAY):
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())


# --- Before the signature --------------------------------------------------------------------------------------------


def test_signature_waits_for_both_opinions(year):
    year.meet()
    with pytest.raises(Refused) as told:
        sign(year)
    assert told.value.problems == [
        "Chưa có ý kiến của Đảng ủy về dự thảo.", "Chưa có ý kiến của Ủy ban Mặt trận Tổ quốc về dự thảo.",
    ]  # fmt: skip
    say(year, PARTY, "party")
    say(year, FRONT, "front", agrees=False, text="Nên chấm lại 1.2.1")
    sign(year)
    assert year.dossier().status == "signed"


@pytest.mark.parametrize(
    ("switch", "waits"),
    [
        (HeardBeforeSigning.PARTY, ["Chưa có ý kiến của Đảng ủy về dự thảo."]),
        (HeardBeforeSigning.FRONT, ["Chưa có ý kiến của Ủy ban Mặt trận Tổ quốc về dự thảo."]),
    ],
)
def test_switch_says_whose_opinion_is_needed(year, switch, waits):
    Cycle.objects.update(heard_before_signing=switch)
    year.meet()
    with pytest.raises(Refused) as told:
        sign(year)
    assert told.value.problems == waits


def test_cycle_that_asks_for_none_signs_as_before(year):
    Cycle.objects.update(heard_before_signing=HeardBeforeSigning.NONE)
    year.meet()
    sign(year)
    assert year.dossier().status == "signed"


def test_new_cycle_proposes_both_also_after_one_that_is_older_than_the_switch(year):
    Cycle.objects.update(heard_before_signing=HeardBeforeSigning.NONE)
    earlier = Cycle.objects.get()
    assert initial_values(2027, earlier, {})["heard_before_signing"] == "both"
    earlier.heard_before_signing = HeardBeforeSigning.FRONT
    assert initial_values(2027, earlier, {})["heard_before_signing"] == "front"
    assert Switches().heard_before_signing == "none"


def test_opinion_on_a_draft_that_was_taken_down_says_nothing_of_the_next(year):
    year.meet()
    say(year, PARTY, "party")
    say(year, FRONT, "front")
    with on(date(2026, 1, 21)):
        submission.take_down(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, reason="Sửa")
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=date(2026, 1, 21), places="Trụ sở"
        )
        told = papers.heard([year.dossier()])
    assert told == {}


# --- Who says it -----------------------------------------------------------------------------------------------------

OTHERS = ["Chỉ Đảng ủy, Mặt trận Tổ quốc của đơn vị ghi ý kiến này."]


@pytest.mark.parametrize("job", ["chair", "focal", "officer"])
def test_people_of_the_committee_say_nothing_for_the_others(year, job):
    year.post()
    for kind in (PARTY, FRONT):
        with pytest.raises(Refused) as told:
            say(year, kind, job)
        assert told.value.problems == OTHERS
    assert Paper.objects.count() == 0


def test_each_body_speaks_for_itself_alone(year):
    year.post()
    said = []
    for kind, job in ((FRONT, "party"), (PARTY, "front")):
        with pytest.raises(Refused) as told:
            say(year, kind, job)
        said += told.value.problems
    assert said == OTHERS * 2


def test_chair_who_is_also_deputy_of_the_party_does_not_judge_the_own_draft(year):
    chair = year.people.communes["10001"]["chair"]
    committee = Agency.objects.get(code="ubnd-10001")
    Membership.objects.create(user=chair, agency=committee, role=Role.COMMUNE_PARTY, valid_from=date(2025, 1, 1))
    year.post()
    with pytest.raises(Refused) as told:
        say(year, PARTY, chair)
    assert told.value.problems == OTHERS


def test_front_of_another_unit_finds_no_dossier(year):
    other = person("mattrankhac", Agency.objects.get(code="mttq-10002"), Role.COMMUNE_FRONT)
    year.post()
    with pytest.raises(Refused) as told:
        say(year, FRONT, other)
    assert told.value.problems == ["Không tìm thấy hồ sơ."]


def test_opinion_is_not_recorded_as_any_other_paper(year):
    year.post()
    with pytest.raises(Refused) as told:
        papers.record_paper(
            by=year.who("10001", "party"), kind=PARTY, cycle_id=year.cycle.pk, dossier_ids=[year.dossier().pk],
            printed=Printed("1", DAY, "A"),
        )  # fmt: skip
    assert told.value.problems == ["Ý kiến này được ghi ở trang ý kiến về dự thảo."]


# --- What is said -----------------------------------------------------------------------------------------------------


def refused(act) -> dict[str, str]:
    with pytest.raises(Invalid) as told:
        act()
    return told.value.errors


def test_opinion_needs_its_word_its_text_and_its_file(year):
    year.post()
    assert refused(lambda: say(year, PARTY, "party", agrees=None)) == {
        "agrees": "Cần chọn nhất trí hoặc có ý kiến khác."
    }
    assert refused(lambda: say(year, PARTY, "party", agrees=False, text=" ")) == {
        "text": "Có ý kiến khác thì cần ghi nội dung."
    }
    assert refused(lambda: say(year, PARTY, "party", file=None)) == {"file": "Cần chọn tệp PDF của bản đã ký."}
    assert Paper.objects.count() == 0


def test_opinion_belongs_to_the_posted_draft(year):
    year.score()
    with pytest.raises(Refused) as told:
        say(year, PARTY, "party")
    assert told.value.problems == ["Chỉ ghi ý kiến khi dự thảo đang được niêm yết."]


def test_opinion_is_said_once_and_anew_after_it_was_withdrawn(year):
    year.post()
    first = say(year, PARTY, "party")
    with pytest.raises(Refused):
        say(year, PARTY, "party", number="10-CV")
    with on(DAY):
        papers.withdraw_paper(by=year.who("10001", "party"), paper_id=first.pk, reason="Sai số")
    second = say(year, PARTY, "party", number="10-CV")
    assert [paper for kinds in papers.heard([year.dossier()]).values() for paper in kinds.values()] == [second]


def test_whole_body_is_told_when_its_opinion_is_withdrawn(year):
    second = person("mattranhai", Agency.objects.get(code="mttq-10001"), Role.COMMUNE_FRONT)
    year.post()
    said = say(year, FRONT, "front", agrees=False, text="Chưa đồng ý")
    with on(DAY):
        papers.withdraw_paper(by=fresh(second), paper_id=said.pk, reason="Sai")
    told = Notice.objects.filter(title="Ý kiến của cơ quan được ghi là ghi nhầm")
    assert [one.person for one in told] == [year.people.communes["10001"]["front"]]
    assert second.full_name in told.get().what


def test_opinion_under_which_the_chair_signed_is_not_withdrawn(year):
    year.meet()
    said = say(year, PARTY, "party")
    say(year, FRONT, "front")
    sign(year)
    with pytest.raises(Refused) as told:
        papers.withdraw_paper(by=year.who("10001", "party"), paper_id=said.pk, reason="Đổi ý")
    assert told.value.problems == ["Dự thảo không còn niêm yết nên ý kiến này không rút được nữa."]


def test_database_keeps_word_and_kind_together(year):
    year.post()
    said = say(year, PARTY, "party")
    for changes in ({"kind": PaperKind.RETURN}, {"agrees": None}, {"agrees": False, "note": ""}):
        copy = Paper.objects.get(pk=said.pk)
        copy.pk, copy.number = None, "khác"
        for name, value in changes.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_signature_stands_under_the_opinions_as_they_were_read(year):
    year.meet()
    say(year, PARTY, "party")
    seen = year.mark()
    say(year, FRONT, "front", agrees=False, text="Chưa đồng ý")
    with on(DAY), pytest.raises(Refused) as told:
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=seen)
    assert told.value.problems == ["Hồ sơ vừa được sửa sau khi anh/chị mở trang này. Vui lòng xem lại rồi thực hiện."]


def test_seal_of_the_submission_holds_what_the_bodies_said(year):
    year.meet()
    say(year, PARTY, "party")
    said = say(year, FRONT, "front", agrees=False, text="Chưa đồng ý", number="10-CV")
    sign(year)
    with on(date(2026, 1, 21)):
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    sealed = json.loads(Seal.objects.get().body)["bodies_heard"]
    assert [one["kind"] for one in sealed] == ["party_opinion", "front_opinion"]
    assert sealed[1] == {
        "kind": "front_opinion", "agrees": False, "number": "10-CV", "signed_on": "2026-01-20", "sha256": said.sha256,
    }  # fmt: skip


# --- Pages and lists of work ------------------------------------------------------------------------------------------


def open_opinion(client, user: User, **data):
    client.force_login(fresh(user))
    address = reverse("body-opinion", args=[Cycle.objects.get().pk, "10001"])
    with on(DAY):
        return client.post(address, data) if data else client.get(address)


def test_front_officer_says_it_on_the_page(client, year):
    year.post()
    front = year.people.communes["10001"]["front"]
    sent = {
        "agrees": "khac", "text": "Nên chấm lại", "number": "9-CV", "signed_on": "20/01/2026", "signer": "Chủ tịch",
        "file": pdf("y-kien.pdf"),
    }  # fmt: skip
    answer = open_opinion(client, front, **sent)
    made = Paper.objects.get()
    assert (answer.status_code, made.kind, made.agrees, made.note, made.issuer) == (
        302, "front_opinion", False, "Nên chấm lại", "Ủy ban Mặt trận Tổ quốc Việt Nam Xã An Hòa",
    )  # fmt: skip
    read = client.get(reverse("dossier-reading", args=[year.cycle.pk, "10001"])).content.decode()
    assert "Nên chấm lại" in read


def test_page_leads_to_the_draft(client, year):
    year.post()
    shown = open_opinion(client, year.people.communes["10001"]["party"]).content.decode()
    reading = reverse("dossier-reading", args=[year.cycle.pk, "10001"])
    assert f'<a href="{reading}">Đọc toàn bộ hồ sơ</a>' in shown
    with on(DAY):
        assert client.get(reading).status_code == 200


def test_page_keeps_what_was_typed_and_says_what_is_missing(client, year):
    year.post()
    answer = open_opinion(client, year.people.communes["10001"]["party"], agrees="khac", number="9-CV")
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors), form["number"].value()) == (
        422, ["file", "signed_on", "signer"], "9-CV",
    )  # fmt: skip


def test_page_is_for_the_two_bodies_alone(client, year):
    year.post()
    communes = year.people.communes
    askers = [communes["10001"][job] for job in ("chair", "focal", "officer")]
    askers += [communes["10002"]["chair"], year.people.office, year.people.mttq]
    assert [open_opinion(client, user).status_code for user in askers] == [404] * 6


def test_each_body_is_told_until_it_has_spoken(year):
    year.post()
    with on(date(2026, 1, 21)):
        waiting = {job: [work.title for work in procedure_work(year.who("10001", job))] for job in ("party", "front")}
    assert waiting == {
        "party": ["Ghi ý kiến về dự thảo đang niêm yết"], "front": ["Ghi ý kiến về dự thảo đang niêm yết"],
    }  # fmt: skip
    say(year, PARTY, "party")
    with on(date(2026, 1, 21)):
        waiting = {job: [work.title for work in procedure_work(year.who("10001", job))] for job in ("party", "front")}
    assert waiting == {"party": [], "front": ["Ghi ý kiến về dự thảo đang niêm yết"]}


def test_file_of_an_opinion_is_read_in_the_unit_and_by_the_city(client, year):
    year.post()
    said = say(year, PARTY, "party")
    answers = []
    for user in (year.people.communes["10001"]["chair"], year.people.office, year.people.communes["10002"]["chair"]):
        client.force_login(fresh(user))
        answer = client.get(reverse("paper-file", args=[said.pk]))
        answers.append((answer.status_code, b"".join(answer.streaming_content) if answer.streaming else b""))
    assert answers == [(200, files.pdf()), (200, files.pdf()), (404, b"")]
