"""Opinions that were taken up, and the minutes of the meeting, change a posted draft that stays where it hangs."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year, pdf, person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core.acting.errors import Invalid, Refused, Stale
from thanthien.evaluations.actions import answers, draft_changes, intake, papers, submission
from thanthien.evaluations.actions.draft_changes import Ground
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState, HeardBeforeSigning, PaperKind
from thanthien.evaluations.models import Cycle, DraftChange, Opinion, Seal, Total
from thanthien.evaluations.queries.draft_changes import changed
from thanthien.evaluations.queries.drafts import draft_of
from thanthien.evaluations.queries.heard import heard, outdated
from thanthien.evaluations.queries.reading import reading_of
from thanthien.evaluations.scored import Entry
from thanthien.notices.models import Notice
from thanthien.units.models import Agency
from thanthien.verify_submission import verify_seal

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 20)
LOWER = Entry(AnswerState.VALUE, {"numerator": "40", "denominator": "52"})


@pytest.fixture
def year() -> Year:
    return open_year()


def opinion(year: Year, response: str = "Tiếp thu, sửa theo sổ.") -> Opinion:
    focal = year.who("10001", "focal")
    with on(date(2026, 1, 16)):
        found = submission.record_opinion(
            by=focal, dossier_id=year.dossier().pk,
            opinion=submission.OpinionText(date(2026, 1, 16), "Hòm thư", "Số tuần ghi cao hơn thực tế"),
        )  # fmt: skip
        if response:
            submission.answer_opinion(by=focal, opinion_id=found.pk, response=response, seen="")
    return found


def change(
    year: Year, *, ground: int | None, by: str | User = "focal", entry: Entry = LOWER, why: str = "Đối chiếu sổ",
    version: int | None = None, code: str = "1.1", day: date = DAY,
) -> DraftChange:  # fmt: skip
    who = year.who("10001", by) if isinstance(by, str) else fresh(by)
    seen = year.answer("10001", code).version if version is None else version
    with on(day):
        return draft_changes.change_posted(
            by=who, place=answers.Place(year.cycle.pk, "10001", code), version=seen,
            read=lambda _: answers.Draft(entry), ground=Ground(ground, why),
        )  # fmt: skip


# --- What is changed --------------------------------------------------------------------------------------------------


def test_answered_opinion_changes_the_value_and_the_total_of_the_draft_that_hangs(year):
    year.post()
    said, before = opinion(year), Total.objects.get(dossier=year.dossier(), column="self").points
    made = change(year, ground=said.pk)
    answer, dossier = year.answer("10001", "1.1"), year.dossier()
    assert (answer.value, answer.points, dossier.status, dossier.posted_on) == (
        {"numerator": "40", "denominator": "52"}, made.points_after, "posted", date(2026, 1, 14),
    )  # fmt: skip
    total = Total.objects.get(dossier=dossier, column="self").points
    assert total - before == made.points_after - made.points_before
    assert made.points_after < made.points_before
    assert (made.before["value"], made.after["value"], made.opinion, made.minutes, made.made_by.full_name) == (
        {"numerator": "46", "denominator": "52"}, {"numerator": "40", "denominator": "52"}, said, None, "Focal10001",
    )  # fmt: skip


def test_minutes_change_a_value_before_the_signature(year):
    year.meet()
    made = change(year, ground=None)
    assert (made.opinion, made.minutes, made.ground) == (
        None, year.dossier().meeting_minutes, "Theo biên bản họp đánh giá",
    )  # fmt: skip
    with on(DAY):
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    assert year.dossier().status == "signed"


def test_signature_on_what_stood_before_the_change_is_refused(year):
    year.meet()
    seen = year.mark()
    change(year, ground=None)
    with on(DAY), pytest.raises(Refused) as told:
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=seen)
    assert told.value.problems == ["Hồ sơ vừa được sửa sau khi anh/chị mở trang này. Vui lòng xem lại rồi thực hiện."]


def test_change_leaves_the_day_of_the_meeting_free(year):
    """The meeting is recorded after the change, and was before it: the draft that people read is the posted one."""
    year.post()
    change(year, ground=opinion(year).pk, day=date(2026, 1, 19))
    with on(DAY):
        submission.record_meeting(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, version=year.dossier().version,
            held_on=date(2026, 1, 19), minutes=_minutes(year, date(2026, 1, 19)),
        )  # fmt: skip
    assert year.dossier().meeting_on == date(2026, 1, 19)


def _minutes(year: Year, day: date):
    with on(day):
        return year.document("10001")


# --- What is refused --------------------------------------------------------------------------------------------------


def unchanged(year: Year) -> bool:
    return (year.answer("10001", "1.1").value, DraftChange.objects.count()) == (
        {"numerator": "46", "denominator": "52"}, 0,
    )  # fmt: skip


def test_change_needs_its_ground_its_reason_and_another_value(year):
    year.post()
    said, silent = opinion(year), opinion_without_answer(year)
    found = []
    for more in (
        {"ground": said.pk, "why": " "},
        {"ground": silent.pk},
        {"ground": None},
        {"ground": said.pk, "entry": Entry(AnswerState.VALUE, {"numerator": "46", "denominator": "52"})},
        {"ground": said.pk, "entry": Entry(AnswerState.MISSING)},
    ):
        with pytest.raises(Invalid) as told:
            change(year, **more)
        found.append(told.value.errors)
    assert found == [
        {"why": "Cần ghi lý do."},
        {"ground": "Ý kiến này chưa được tiếp thu, giải trình: cần ghi trước khi sửa số liệu."},
        {"ground": "Chưa ghi cuộc họp đánh giá và biên bản."},
        {"value": "Số liệu này giống số liệu đang niêm yết: cần nhập số liệu khác."},
        {"value": "Cần nhập số liệu đúng của tiêu chí này."},
    ]
    assert unchanged(year)


def opinion_without_answer(year: Year) -> Opinion:
    with on(date(2026, 1, 17)):
        return submission.record_opinion(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk,
            opinion=submission.OpinionText(date(2026, 1, 17), "Họp thôn", "Ý kiến khác"),
        )  # fmt: skip


def test_opinion_of_another_unit_is_no_ground(year):
    year.post("10002")
    with on(date(2026, 1, 16)):
        foreign = submission.record_opinion(
            by=year.who("10002", "focal"), dossier_id=year.dossier("10002").pk,
            opinion=submission.OpinionText(date(2026, 1, 16), "Hòm thư", "Ý kiến"),
        )  # fmt: skip
    year.post()
    with pytest.raises(Refused) as told:
        change(year, ground=foreign.pk)
    assert told.value.problems == ["Không tìm thấy ý kiến."]
    assert unchanged(year)


@pytest.mark.parametrize("step", ["score", "sign", "submit", "accept"])
def test_draft_that_does_not_hang_is_not_changed_this_way(year, step):
    getattr(year, step)()
    with pytest.raises(Refused) as told:
        change(year, ground=None)
    assert told.value.problems == ["Chỉ sửa theo ý kiến, biên bản họp khi dự thảo đang được niêm yết và chưa ký."]
    assert unchanged(year)


def test_officer_changes_what_is_theirs_alone(year):
    year.meet()
    focal, officer = year.who("10001", "focal"), year.who("10001", "officer")
    with on(date(2026, 1, 14)):
        year.dossier().answers.filter(indicator__code="1.1").update(assignee=focal)
    with pytest.raises(Refused) as told:
        change(year, ground=None, by=officer)
    assert told.value.problems == ["Tiêu chí này được giao cho người khác."]
    assert unchanged(year)


@pytest.mark.parametrize("who", ["office", "mttq", "secretary"])
def test_city_changes_no_draft(year, who):
    year.meet()
    with pytest.raises(Refused):
        change(year, ground=None, by=getattr(year.people, who))
    assert unchanged(year)


def test_colleague_who_was_first_is_shown(year):
    year.meet()
    version = year.answer("10001", "1.1").version
    change(year, ground=None)
    with pytest.raises(Stale) as told:
        change(year, ground=None, version=version, entry=GOOD["1.1"])
    assert (told.value.current.value["numerator"], DraftChange.objects.count()) == ("40", 1)


def test_database_refuses_to_rewrite_a_change(year):
    year.meet()
    change(year, ground=None)
    said = []
    rows = DraftChange.objects
    for act in (lambda: rows.update(why="khác"), lambda: rows.all()._raw_delete("default")):
        with pytest.raises(DatabaseError) as told, transaction.atomic():
            act()
        said.append("Cannot update or delete rows" in str(told.value))
    assert said == [True, True]


# --- Where it is told -------------------------------------------------------------------------------------------------


def test_change_is_told_on_the_draft_and_to_who_signs(year):
    year.meet()
    change(year, ground=None)
    dossier = year.dossier()
    told = [(one.code, one.before, one.after, one.ground) for one in draft_of(dossier).changes]
    assert told == [("1.1", "46/52 (88,5%)", "40/52 (76,9%)", "Theo biên bản họp đánh giá")]
    read = reading_of(year.who("10001", "chair"), dossier).changes
    assert [one.row for one in read] == list(DraftChange.objects.all())


def heard_by_both(year: Year) -> None:
    Cycle.objects.update(heard_before_signing=HeardBeforeSigning.BOTH)
    for login, body, role, kind in (
        ("bithu", "ubnd-10001", Role.COMMUNE_PARTY, PaperKind.PARTY_OPINION),
        ("mattranxa", "mttq-10001", Role.COMMUNE_FRONT, PaperKind.FRONT_OPINION),
    ):
        year.people.communes["10001"][login] = person(login, Agency.objects.get(code=body), role)
        speak(year, login, kind)


def speak(year: Year, login: str, kind: PaperKind, day: date = date(2026, 1, 19)) -> None:
    with on(day):
        papers.give_opinion(
            by=year.who("10001", login), kind=kind, dossier_id=year.dossier().pk, agrees=True, text="",
            printed=Printed(f"{day.day}-CV", day, "Bí thư", pdf("y-kien.pdf")),
        )  # fmt: skip


def test_opinions_of_party_and_front_count_for_the_values_that_they_saw_alone(client, year):
    year.meet()
    heard_by_both(year)
    before = heard([year.dossier()])[year.dossier().pk]
    change(year, ground=None)
    assert (len(before), heard([year.dossier()])) == (2, {})
    with on(date(2026, 1, 21)), pytest.raises(Refused) as told:
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    assert [one.startswith("Chưa có ý kiến của") for one in told.value.problems] == [True, True]
    notice = Notice.objects.filter(key__startswith="speak_anew:").order_by("person__username")
    assert [one.person.username for one in notice] == ["bithu", "mattranxa"]
    client.force_login(fresh(year.people.communes["10001"]["chair"]))
    with on(date(2026, 1, 21)):
        page = client.get(reverse("submission", args=[year.cycle.pk, "10001"])).text
    assert page.count("không còn tính") == 2


def test_bodies_that_speak_anew_stand_in_the_seal_with_that_word_alone(year):
    year.meet()
    heard_by_both(year)
    change(year, ground=None)
    for login, kind in (("bithu", PaperKind.PARTY_OPINION), ("mattranxa", PaperKind.FRONT_OPINION)):
        speak(year, login, kind, date(2026, 1, 21))
    assert outdated([year.dossier()]) == {year.dossier().pk: {}}
    with on(date(2026, 1, 21)):
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    sealed = json.loads(Seal.objects.get().body)["bodies_heard"]
    assert [one["number"] for one in sealed] == ["21-CV", "21-CV"]


def test_public_draft_names_nobody(client, year):
    year.meet()
    change(year, ground=None)
    with on(DAY):
        page = client.get(reverse("draft", args=[year.cycle.pk, "10001"])).content.decode()
    assert ("Đối chiếu sổ" in page, "Focal10001" in page) == (True, False)


def test_draft_that_is_posted_anew_tells_no_earlier_change(year):
    year.meet()
    change(year, ground=None)
    with on(date(2026, 1, 21)):
        submission.take_down(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, reason="Sửa")
        submission.post(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, posted_on=date(2026, 1, 21), places="Trụ sở"
        )
    assert changed(year.dossier()) == []


def submitted(year: Year) -> Seal:
    with on(DAY):
        submission.sign(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    with on(date(2026, 1, 21)):
        submission.submit(by=year.who("10001", "chair"), dossier_id=year.dossier().pk, seen=year.mark())
    return Seal.objects.get()


def test_seal_of_the_submission_holds_before_and_after(year):
    year.meet()
    change(year, ground=None)
    assert json.loads(submitted(year).body)["changes"] == [
        {
            "code": "1.1", "on": "2026-01-20", "by": "minutes", "why": "Đối chiếu sổ",
            "before": {"state": "value", "value": {"numerator": "46", "denominator": "52"}, "points": "2.75"},
            "after": {"state": "value", "value": {"numerator": "40", "denominator": "52"}, "points": "1.75"},
        }
    ]  # fmt: skip


def test_seal_without_a_change_holds_no_such_part(year):
    year.meet()
    assert {"changes", "bodies_heard"} & set(json.loads(submitted(year).body)) == set()


def test_sealed_change_verifies_and_a_forged_one_does_not(year):
    year.meet()
    change(year, ground=None)
    document = json.loads(submitted(year).body)
    definition = year.cycle.criteria_set.parsed()
    assert verify_seal(document, definition).differences == []
    document["changes"][0]["code"] = "9.9"
    assert verify_seal(document, definition).differences == [f"văn bản {document['number']}: Sai cấu trúc."]


# --- Pages ------------------------------------------------------------------------------------------------------------


def send(client, user: User, year: Year, code: str = "1.1", **data):
    client.force_login(fresh(user))
    with on(DAY):
        return client.post(reverse("draft-change", args=[year.cycle.pk, "10001", code]), data)


def test_focal_officer_changes_a_value_on_its_page(client, year):
    year.meet()
    version = year.answer("10001", "1.1").version
    answer = send(
        client, year.people.communes["10001"]["focal"], year, ground="bien-ban", why="Theo biên bản", version=version,
        numerator="40", denominator="52",
    )  # fmt: skip
    assert (answer.status_code, answer["Location"], DraftChange.objects.get().why) == (
        302, reverse("draft-changes", args=[year.cycle.pk, "10001"]), "Theo biên bản",
    )  # fmt: skip


def test_page_keeps_what_was_typed(client, year):
    year.meet()
    version = year.answer("10001", "1.1").version
    answer = send(
        client, year.people.communes["10001"]["focal"], year, why="", version=version, numerator="46", denominator="52"
    )
    form = answer.context["form"]
    assert (answer.status_code, dict(form.errors)) == (
        422, {"ground": ["Cần chọn ý kiến hoặc biên bản họp."], "why": ["Cần ghi lý do."]},
    )  # fmt: skip
    assert unchanged(year)


def test_appraisers_see_the_mark_in_the_grid(client, year):
    year.meet()
    change(year, ground=None)
    submitted(year)
    year_accept(year)
    client.force_login(fresh(year.people.mttq))
    with on(date(2026, 2, 10)):
        page = client.get(reverse("appraisal-grid", args=[year.cycle.pk, "1.1"])).content.decode()
    assert "Sửa khi đang niêm yết ngày 20/01/2026" in page


def year_accept(year: Year) -> None:
    with on(date(2026, 2, 9)):
        intake.accept(by=fresh(year.people.office), dossier_ids=[year.dossier().pk])
