"""Another opinion of Party committee or Mặt trận on the posted draft: answered by the unit, ground of a change, and
read first by who signs."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from tests.evaluations.scenario import Year, on
from tests.evaluations.test_heard_before_signing import DAY, FRONT, PARTY, say, sign, year_that_hears
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import draft_changes, papers, submission
from thanthien.evaluations.actions.answers import Draft, Place
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import DraftChange, Opinion
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return year_that_hears()


def dissent(year: Year) -> Opinion:
    say(year, FRONT, "front", agrees=False, text="Nên chấm lại 1.2")
    return Opinion.objects.get(paper__kind=FRONT)


def answer(year: Year, opinion: Opinion, text: str = "Tiếp thu") -> None:
    with on(DAY):
        submission.answer_opinion(by=year.who("10001", "focal"), opinion_id=opinion.pk, response=text, seen="")


def test_another_opinion_is_one_on_the_draft_with_its_document(year):
    year.meet()
    say(year, PARTY, "party")
    opinion = dissent(year)
    assert (opinion.received_on, opinion.channel, opinion.text) == (
        DAY, "Văn bản số 9-CV của Ủy ban Mặt trận Tổ quốc Việt Nam Xã An Hòa", "Nên chấm lại 1.2",
    )  # fmt: skip
    assert Opinion.objects.count() == 1  # who agrees says nothing that is to be answered


def test_another_opinion_may_be_answered_and_keeps_nobody_from_signing(year):
    year.meet()
    say(year, PARTY, "party")
    opinion = dissent(year)
    answer(year, opinion)
    assert opinion.paper.__class__.objects.get(pk=opinion.paper_id).response == "Tiếp thu"
    sign(year)
    assert year.dossier().status == "signed"


def test_value_is_changed_because_of_an_answered_dissent(year, client):
    year.meet()
    opinion = dissent(year)
    client.force_login(year.who("10001", "focal"))
    address = reverse("draft-change", args=[year.cycle.pk, "10001", "1.2"])
    with on(DAY):
        before = client.get(address).context["form"].fields["ground"].choices
        answer(year, opinion)
        after = client.get(address).context["form"].fields["ground"].choices
        sent = {"ground": str(opinion.pk), "why": "Theo Mặt trận", "numerator": "8", "denominator": "10",
                "version": str(year.answer("10001", "1.2").version)}  # fmt: skip
        done = client.post(address, sent, follow=True)
    channel = "Văn bản số 9-CV của Ủy ban Mặt trận Tổ quốc Việt Nam Xã An Hòa"
    added = [choice for choice in after if choice not in before]
    assert added == [(str(opinion.pk), f"{channel}: Nên chấm lại 1.2")]
    change = DraftChange.objects.get()
    assert (change.opinion, change.ground) == (opinion, f"Theo v{channel[1:]}")
    assert next(str(message) for message in done.context["messages"]) == (
        "Đã sửa tiêu chí 1.2: từ 9 xuống 8/10 phản ánh trả lời đúng hạn. Dự thảo đang niêm yết ghi rõ trước và sau khi "
        "sửa."
    )


def changed_for(year: Year, opinion: Opinion) -> None:
    with on(DAY):
        draft_changes.change_posted(
            by=year.who("10001", "focal"), place=Place(year.cycle.pk, "10001", "1.2"),
            version=year.answer("10001", "1.2").version,
            read=lambda _: Draft(Entry(AnswerState.VALUE, {"numerator": "8", "denominator": "10"})),
            ground=draft_changes.Ground(opinion.pk, "Theo Mặt trận"),
        )  # fmt: skip


def grounds_read(client, name: str, year: Year) -> list[str]:
    with on(DAY):
        page = client.get(reverse(name, args=[year.cycle.pk, "10001"])).content.decode()
    return re.findall(r'data-label="Căn cứ, lý do">\s*<span>\s*(.*?)<br>', page)


def test_public_draft_tells_neither_the_number_of_a_dissent_nor_whose_it_was(year, client):
    year.meet()
    opinion = dissent(year)
    answer(year, opinion)
    changed_for(year, opinion)
    public = "Theo ý kiến của Đảng ủy, Mặt trận Tổ quốc đơn vị."
    assert grounds_read(client, "draft", year) == [public]
    client.force_login(year.who("10001", "chair"))
    assert grounds_read(client, "draft-changes", year) == [f"{DraftChange.objects.get().ground}."]
    assert grounds_read(client, "draft-sheet", year) == [public]


def test_opinion_that_a_change_rests_on_is_not_withdrawn(year):
    year.meet()
    opinion = dissent(year)
    answer(year, opinion)
    changed_for(year, opinion)
    with on(DAY), pytest.raises(Refused) as told:
        papers.withdraw_paper(by=year.who("10001", "front"), paper_id=opinion.paper_id, reason="Nhầm")
    assert told.value.problems == ["Dự thảo đã được sửa theo ý kiến này nên không rút được nữa."]


def test_withdrawn_opinion_waits_for_no_answer(year):
    year.meet()
    opinion = dissent(year)
    with on(DAY):
        papers.withdraw_paper(by=year.who("10001", "front"), paper_id=opinion.paper_id, reason="Nhầm")
    assert Opinion.objects.count() == 0
    kept = apps.get_model("evaluations", "OpinionEvent").objects.get(pgh_label="delete", pgh_obj_id=opinion.pk)
    assert (kept.text, kept.pgh_context.metadata) == (
        opinion.text, {"user": year.people.communes["10001"]["front"].pk, "action": "withdraw_paper"},
    )  # fmt: skip


def test_signing_page_begins_with_what_does_not_agree(year, client):
    year.meet()
    say(year, PARTY, "party")
    opinion = dissent(year)
    answer(year, opinion, "Giữ nguyên, có sổ gốc")
    client.force_login(year.who("10001", "chair"))
    with on(DAY):
        page = client.get(reverse("sign-dossier", args=[year.cycle.pk, "10001"]))
    reading, text = page.context["reading"], page.content.decode()
    assert [paper.kind for paper in reading.heard] == [FRONT, PARTY]
    assert [paper.kind for paper in reading.dissent] == [FRONT]
    places = [text.index(words) for words in ("Có ý kiến khác về dự thảo", "Giữ nguyên, có sổ gốc", "doc-y-kien")]
    assert places == sorted(places)
