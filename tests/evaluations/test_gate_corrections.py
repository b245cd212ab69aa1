"""What was stated of a gate is put right in one act: with what was seen, a reason, and never by un-saying it first."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from tests.evaluations.headed import DAY, KEY, PAPER, SET, asked_of, fact, headed, state
from tests.evaluations.scenario import Year, fresh, on, open_year
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import gates
from thanthien.evaluations.heads import HeadsWord
from thanthien.evaluations.models import Dossier, GateFact
from thanthien.evaluations.workflow import Status

pytestmark = pytest.mark.django_db
RIGHT = replace(PAPER, number="15-BC/UBKT")


@pytest.fixture
def stated() -> Year:
    """The gate about heads is stated of three heads, with a wrong number."""
    year = open_year(text=SET)
    headed(year)
    year.appraise()
    state(year, ("none", "none", "none"))
    return year


def correct(year: Year, answers: tuple[str, ...], *, note: str = "", reason: str = "Nhầm số", version: int = 0) -> None:
    word = gates.GateWord("in_post" in answers, note, HeadsWord(RIGHT, answers, asked_of(year)))
    with on(DAY):
        gates.correct_gate(
            by=fresh(year.people.noi_vu), dossier_id=year.dossier().pk, key=KEY, word=word, reason=reason,
            version=version or fact(year).version,
        )  # fmt: skip


def words_over_time() -> list[bool | None]:
    """What the history keeps of the gate."""
    events = GateFact.pgh_event_model.objects.filter(key=KEY, dossier__unit__code="10001")
    return list(events.order_by("pgh_id").values_list("holds", flat=True))


def test_document_is_put_right_and_the_word_stands_all_the_time(stated):
    before = fact(stated)
    correct(stated, ("none", "none", "none"))
    found = fact(stated)
    assert (found.holds, found.heads["document"]["number"], found.corrected) == (False, "15-BC/UBKT", "Nhầm số")
    assert (found.version, words_over_time()) == (before.version + 1, [None, False, False])


def test_answers_are_put_right_with_their_ground(stated):
    with pytest.raises(Invalid) as told:
        correct(stated, ("none", "in_post", "none"))
    assert told.value.errors == {str(stated.dossier().pk): "Cần ghi căn cứ khi xác nhận có xảy ra."}
    correct(stated, ("none", "in_post", "none"), note="QĐ 5-QĐ/UBKT")
    assert (fact(stated).holds, fact(stated).note) == (True, "QĐ 5-QĐ/UBKT")


def test_stating_it_anew_is_no_correction(stated):
    correct(stated, ("none", "none", "none"))
    state(stated, ("none", "none", "none"))
    assert fact(stated).corrected == ""


def test_reason_and_what_was_seen_are_asked(stated):
    with pytest.raises(Invalid) as told:
        correct(stated, ("none", "none", "none"), reason=" ")
    assert told.value.errors == {"reason": "Cần ghi lý do sửa."}
    seen = fact(stated).version
    correct(stated, ("none", "none", "none"))
    with pytest.raises(Stale):
        correct(stated, ("none", "none", "none"), version=seen)


def test_what_nobody_stated_is_not_corrected(stated):
    GateFact.objects.filter(pk=fact(stated).pk).update(holds=None, heads=None)
    with pytest.raises(Refused) as told:
        correct(stated, ("none", "none", "none"))
    assert told.value.problems == [gates.NOT_STATED]


def test_what_the_council_concluded_by_is_not_corrected(stated):
    Dossier.objects.filter(pk=stated.dossier().pk).update(status=Status.CONCLUDED)
    with pytest.raises(Refused) as told:
        correct(stated, ("none", "none", "none"))
    assert told.value.problems[0].startswith("Hồ sơ Xã An Hòa đang ở trạng thái")


def address(year: Year, code: str = "10001") -> str:
    return reverse("council-gate-correct", args=[year.cycle.pk, KEY, code])


def test_page_shows_what_is_stated_and_saves_what_is_right(stated, client):
    client.force_login(fresh(stated.people.noi_vu))
    with on(DAY):
        listed = client.get(reverse("council-gate", args=[stated.cycle.pk, KEY])).content.decode()
        form = client.get(address(stated)).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        sent = shown | {"number": "15-BC/UBKT", "signed_on": "02/03/2026", "reason": ""}
        bare = client.post(address(stated), sent)
        done = client.post(address(stated), sent | {"reason": "Nhầm số"})
        stale = client.post(address(stated), sent | {"reason": "Nhầm nữa"})
        page = client.get(reverse("council-gate", args=[stated.cycle.pk, KEY])).content.decode()
    assert (address(stated) in listed, address(stated, "10002") in listed) == (True, False)
    answers = [value for name, value in shown.items() if name.startswith("d-")]
    assert (answers, shown["number"], shown["signed_on"]) == (["none"] * 3, PAPER.number, PAPER.signed_on)
    assert (bare.status_code, bare.context["form"].errors) == (422, {"reason": ["Cần ghi lý do sửa."]})
    assert (done.status_code, stale.status_code) == (302, 409)
    assert fact(stated).heads["document"]["number"] == "15-BC/UBKT"
    assert "Đã sửa xác nhận: Nhầm số" in page


def test_gate_that_asks_of_nobody_is_put_right_by_its_word(client):
    year = open_year()
    year.appraise()
    pk = year.dossier().pk
    with on(DAY):
        words = {pk: gates.GateWord(holds=True, note="QĐ 4")}
        gates.state_gates(by=fresh(year.people.noi_vu), key=KEY, words=words)
        client.force_login(fresh(year.people.noi_vu))
        form = client.get(address(year)).context["form"]
        sent = {"version": form["version"].value(), "word": "co", "note": "", "reason": "Nhầm số quyết định"}
        bare = client.post(address(year), sent)
        done = client.post(address(year), sent | {"note": "QĐ 5"})
    assert bare.context["form"].errors == {"note": ["Cần ghi căn cứ khi xác nhận có xảy ra."]}
    assert (done.status_code, fact(year).note, fact(year).corrected) == (302, "QĐ 5", "Nhầm số quyết định")


def test_nothing_to_put_right_is_no_page(stated, client):
    stated.appraise("10002")
    client.force_login(fresh(stated.people.noi_vu))
    with on(date(2026, 3, 11)):
        assert client.get(address(stated, "10002")).status_code == 404
