"""More time: a commune asks, the standing office grants it to several units in one form or refuses with a reason."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.evaluations.figured import WEEKS, Source, figured_year, weeks
from tests.evaluations.scenario import Year, confirming, fresh, on, open_year
from thanthien.accounts.models import User
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.evaluations.actions import answers, cycles, extensions, figures
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.forms.extensions import ExtendUnitsForm
from thanthien.evaluations.models import Extension, ExtensionRequest
from thanthien.evaluations.queries.facts import deadlines_of
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.notices.models import Notice
from thanthien.notices.work import work_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)


@pytest.fixture
def year() -> Year:
    """Two units type their answers; posting and submission end on 6 February."""
    made = open_year()
    made.score("10001")
    made.score("10002")
    return made


def ask(
    year: Year,
    code: str = "10001",
    wished: date = date(2026, 2, 11),
    who: str = "focal",
    key: PhaseKey = PhaseKey.POSTING,
) -> ExtensionRequest:
    with on(DAY):
        return extensions.ask_extension(
            by=year.who(code, who), dossier_id=year.dossier(code).pk, key=key, wished_on=wished,
            reason="Mất điện vì bão",
        )  # fmt: skip


def grant(year: Year, *requests: ExtensionRequest, ends_on: date | None = None) -> None:
    with on(DAY):
        extensions.grant_extensions(
            by=fresh(year.people.office), cycle=year.cycle, request_ids=[one.pk for one in requests], ends_on=ends_on,
            reason="Bão số 1",
        )  # fmt: skip


def last_day(year: Year, code: str, key: PhaseKey = PhaseKey.POSTING) -> date:
    pk = year.dossier(code).unit_id
    return deadlines_of(year.cycle, [pk])[pk][key]


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("title", flat=True))


def opened(person: User) -> Client:
    client = Client()
    client.force_login(fresh(person))
    return client


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_commune_asks_and_the_office_has_work(year: Year) -> None:
    request = ask(year)
    assert (request.wished_on, request.reason, request.outcome) == (date(2026, 2, 11), "Mất điện vì bão", "")
    assert "Có đề nghị gia hạn" in told(year.people.office)
    with on(DAY):
        work = [one for one in work_of(fresh(year.people.office)) if one.key.startswith("extensions")]
    assert [(one.title, one.count, one.url) for one in work] == [
        ("Trả lời đề nghị gia hạn", 1, reverse("extension-requests", args=[year.cycle.pk]))
    ]
    assert last_day(year, "10001") == date(2026, 2, 6)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"wished_on": date(2026, 2, 6)}, "wished_on"), ({"reason": "  "}, "reason")],
)
def test_request_needs_a_later_day_and_a_reason(year: Year, changes: dict[str, object], field: str) -> None:
    typed = {"wished_on": date(2026, 2, 11), "reason": "Bão"} | changes
    with on(DAY), pytest.raises(Invalid) as invalid:
        extensions.ask_extension(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, key=PhaseKey.POSTING, **typed
        )
    assert list(invalid.value.errors) == [field]


def test_one_request_waits_for_each_phase(year: Year) -> None:
    ask(year)
    with pytest.raises(Invalid, match="đang chờ trả lời"):
        ask(year, wished=date(2026, 2, 12))
    assert ExtensionRequest.objects.count() == 1


def test_only_chair_and_focal_point_of_the_unit_ask(year: Year) -> None:
    with pytest.raises(Refused):
        ask(year, who="officer")
    with on(DAY), pytest.raises(Refused):
        extensions.ask_extension(
            by=year.who("10002", "focal"), dossier_id=year.dossier("10001").pk, key=PhaseKey.POSTING,
            wished_on=date(2026, 2, 11), reason="Bão",
        )  # fmt: skip


# --- Answering ------------------------------------------------------------------------------------------------------


def test_several_units_get_their_days_and_their_later_phases_move(year: Year) -> None:
    grant(year, ask(year), ask(year, "10002", date(2026, 2, 13)))
    assert [last_day(year, code) for code in ("10001", "10002", "10003")] == [
        date(2026, 2, 11), date(2026, 2, 13), date(2026, 2, 6),
    ]  # fmt: skip
    assert [last_day(year, code, PhaseKey.DECISION) for code in ("10001", "10002", "10003")] == [
        date(2026, 4, 5), date(2026, 4, 7), date(2026, 3, 31),
    ]  # fmt: skip
    rows = ExtensionRequest.objects.values_list("outcome", "granted_on", "answer")
    assert list(rows) == [
        ("granted", date(2026, 2, 11), "Bão số 1"), ("granted", date(2026, 2, 13), "Bão số 1"),
    ]  # fmt: skip
    assert told(year.who("10001", "chair")).count("Gia hạn: Niêm yết, ký và nộp hồ sơ") == 1


def test_one_day_may_be_given_to_all(year: Year) -> None:
    grant(year, ask(year), ask(year, "10002", date(2026, 2, 13)), ends_on=date(2026, 2, 9))
    assert [last_day(year, code) for code in ("10001", "10002")] == [date(2026, 2, 9)] * 2


def test_all_are_granted_or_none(year: Year) -> None:
    first, second = ask(year), ask(year, "10002")
    with on(DAY):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING, unit=year.dossier("10002").unit,
            ends_on=date(2026, 2, 20), reason="Bão",
        )  # fmt: skip
    with pytest.raises(Invalid, match="Phường Bình Minh: Ngày gia hạn phải sau ngày 20/02/2026"):
        grant(year, first, second, ends_on=date(2026, 2, 12))
    assert (last_day(year, "10001"), ExtensionRequest.objects.open().count()) == (date(2026, 2, 6), 2)


@pytest.mark.parametrize("ends_on", [None, date(2026, 2, 11)])
def test_unit_that_asks_for_two_phases_gets_both(year: Year, ends_on: date | None) -> None:
    """The later phase moves with the earlier one past the day that was asked for: nothing more is needed for it."""
    posting = ask(year)
    scoring = ask(year, key=PhaseKey.SELF_SCORING)
    grant(year, posting, scoring, ends_on=ends_on)
    moved = last_day(year, "10001")
    assert moved > date(2026, 2, 11)
    assert list(ExtensionRequest.objects.order_by("pk").values_list("outcome", "granted_on")) == [
        ("granted", moved), ("granted", date(2026, 2, 11)),
    ]  # fmt: skip
    assert Extension.objects.filter(key="posting").count() == 1


def test_request_whose_day_was_reached_meanwhile_is_granted_as_it_stands(year: Year) -> None:
    posting = ask(year)
    grant(year, ask(year, wished=date(2026, 2, 20), key=PhaseKey.SELF_SCORING))
    moved = last_day(year, "10001")
    grant(year, posting)
    posting.refresh_from_db()
    assert (posting.outcome, posting.granted_on, last_day(year, "10001")) == ("granted", moved, moved)


def test_answered_request_is_not_answered_again(year: Year) -> None:
    request = ask(year)
    grant(year, request)
    with pytest.raises(Refused, match="đã được trả lời"):
        grant(year, request)
    assert Extension.objects.filter(key="posting").count() == 1


def test_refusal_has_a_reason_that_the_commune_reads(year: Year) -> None:
    request = ask(year)
    office = fresh(year.people.office)
    with on(DAY):
        with pytest.raises(Invalid):
            extensions.refuse_extensions(by=office, cycle=year.cycle, request_ids=[request.pk], reason=" ")
        extensions.refuse_extensions(by=office, cycle=year.cycle, request_ids=[request.pk], reason="Đã gia hạn chung")
        page = opened(year.who("10001", "chair")).get(reverse("ask-extension", args=[year.cycle.pk, "10001"]))
    assert last_day(year, "10001") == date(2026, 2, 6)
    assert "Không gia hạn: Đã gia hạn chung" in page.text
    assert "Đề nghị gia hạn không được chấp nhận" in told(year.who("10001", "focal"))


def test_refusal_stays_readable_when_the_unit_can_not_ask_any_more(year: Year) -> None:
    request, url = ask(year, "10003"), reverse("ask-extension", args=[year.cycle.pk, "10003"])
    year.submit("10003")
    with on(DAY):
        office = fresh(year.people.office)
        extensions.refuse_extensions(by=office, cycle=year.cycle, request_ids=[request.pk], reason="Đã gia hạn chung")
        notice = Notice.objects.filter(person=year.who("10003", "chair"), url=url).get()
        page = opened(notice.person).get(notice.url)
        sent = opened(notice.person).post(url, {"key": "posting", "wished_on": "11/02/2026", "reason": "Bão"})
    assert (page.status_code, "Không gia hạn: Đã gia hạn chung" in page.text, "wished_on" in page.text) == (
        200, True, False,
    )  # fmt: skip
    assert (sent.status_code, ExtensionRequest.objects.count()) == (422, 1)


@pytest.mark.parametrize("who", ["secretary", "leader", "mttq"])
def test_only_the_office_answers(year: Year, who: str) -> None:
    request, person = ask(year), fresh(getattr(year.people, who))
    with on(DAY), pytest.raises(Refused):
        extensions.refuse_extensions(by=person, cycle=year.cycle, request_ids=[request.pk], reason="Không")
    assert opened(person).get(reverse("extension-requests", args=[year.cycle.pk])).status_code == 404


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_commune_finds_the_button_and_sends_the_form(year: Year) -> None:
    url, client = reverse("ask-extension", args=[year.cycle.pk, "10001"]), opened(year.who("10001", "chair"))
    with on(DAY):
        assert url in client.get(reverse("commune-home")).text
        assert url in client.get(reverse("submission", args=[year.cycle.pk, "10001"])).text
        assert client.get(url).status_code == 200
        typed = {"key": "posting", "wished_on": "11/02/2026", "reason": "Bão"}
        assert client.post(url, typed | {"wished_on": "01/02/2026"}).status_code == 422
        assert client.post(url, typed).status_code == 302
        steps = client.get(reverse("submission", args=[year.cycle.pk, "10001"])).text
        assert "Chờ trả lời</a>" in steps
        officer = opened(year.who("10001", "officer"))
        assert ["wished_on" in page.get(url).text for page in (client, officer)] == [True, False]
        assert officer.post(url, typed | {"key": "self_scoring"}).status_code == 422
        assert opened(year.who("10002", "chair")).get(url).status_code == 404
    assert ExtensionRequest.objects.get().wished_on == date(2026, 2, 11)


def test_office_answers_several_in_one_form_after_a_list_to_check(year: Year) -> None:
    requests = [ask(year), ask(year, "10002")]
    url, office = reverse("extension-requests", args=[year.cycle.pk]), opened(year.people.office)
    with on(DAY):
        check = office.post(url, {"chon": [one.pk for one in requests]})
        assert "Quyết định và công bố: 05/04/2026" in check.text
        typed = {"outcome": "granted", "ends_on": "", "move_later": "on", "reason": "Bão số 1"}
        done = office.post(url, confirming(check) | typed, follow=True)
    assert "Đã gia hạn theo 2 đề nghị." in done.text
    assert [last_day(year, code) for code in ("10001", "10002")] == [date(2026, 2, 11)] * 2


# --- Figures --------------------------------------------------------------------------------------------------------


def test_figures_follow_again_when_the_time_that_was_over_is_extended(source: Source) -> None:
    """A dossier whose posting was only due stood still; with more time it follows the platform again."""
    year = figured_year(units=1)
    year.register()
    source.says(WEEKS, year.dossier().unit_id, weeks(38, 46))
    with on(date(2026, 1, 20)):
        figures.compute_figures(cycle=year.cycle)
        year.save("10001", "1.1", answers.Draft(Entry(AnswerState.VALUE), origin="system"))
    source.says(WEEKS, year.dossier().unit_id, weeks(39, 46))
    with on(date(2026, 2, 9)):
        figures.compute_figures(cycle=year.cycle)
        assert year.answer("10001", "1.1").value == {"numerator": "38", "denominator": "46"}
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING, unit=None,
            ends_on=date(2026, 2, 12), reason="Bão",
        )  # fmt: skip
    assert year.answer("10001", "1.1").value == {"numerator": "39", "denominator": "46"}


# --- Several units, and the list ------------------------------------------------------------------------------------


def more(ends_on: date, reason: str = "Bão số 1") -> cycles.More:
    return cycles.More(PhaseKey.POSTING, ends_on, reason, move_later=True)


def give(year: Year, *codes: str, ends_on: date = date(2026, 2, 16), reason: str = "Bão số 1") -> int:
    with on(DAY):
        return extensions.extend_units(
            by=fresh(year.people.office), cycle=year.cycle, dossier_ids=[year.dossier(code).pk for code in codes],
            more=more(ends_on, reason),
        )  # fmt: skip


def test_several_units_get_more_time_in_one_act_and_their_later_phases_move(year):
    before = {code: last_day(year, code, PhaseKey.APPRAISAL) for code in ("10001", "10002", "10003")}
    assert give(year, "10001", "10002") == 2
    assert [last_day(year, code) for code in ("10001", "10002", "10003")] == [
        date(2026, 2, 16), date(2026, 2, 16), date(2026, 2, 6),
    ]  # fmt: skip
    moved = {code: (last_day(year, code, PhaseKey.APPRAISAL) - day).days for code, day in before.items()}
    assert moved == {"10001": 10, "10002": 10, "10003": 0}


def test_day_that_is_no_later_for_one_unit_is_refused_for_all(year):
    give(year, "10002", ends_on=date(2026, 2, 20))
    with pytest.raises(Invalid) as refused:
        give(year, "10001", "10002", ends_on=date(2026, 2, 18))
    assert refused.value.errors == {"ends_on": "Phường Bình Minh: Ngày gia hạn phải sau ngày 20/02/2026."}
    assert last_day(year, "10001") == date(2026, 2, 6)
    with pytest.raises(Invalid) as empty:
        give(year, "10001", reason=" ")
    assert empty.value.errors == {"reason": "Cần ghi lý do gia hạn."}


def test_only_the_office_gives_more_time(year):
    with on(DAY), pytest.raises(Refused):
        extensions.extend_units(
            by=fresh(year.people.leader), cycle=year.cycle, dossier_ids=[year.dossier("10001").pk],
            more=more(date(2026, 2, 16)),
        )  # fmt: skip


def test_page_checks_the_chosen_units_and_gives_more_time(client, year):
    client.force_login(fresh(year.people.office))
    here = reverse("extend-units", args=[year.cycle.pk])
    chosen = [year.dossier(code).pk for code in ("10001", "10002")]
    with on(DAY):
        check = client.post(here, {"chon": chosen})
        sent = {
            "buoc": "lam", "thay": check.context["seen"], "ma": check.context["token"], "key": "posting",
            "ends_on": "16/02/2026", "move_later": "on", "reason": "Bão số 1",
        }  # fmt: skip
        asked = client.post(here, sent)
        [(days, _)] = asked.context["form"].fields["new_days"].widget.choices
        assert (asked.status_code, last_day(year, "10002")) == (422, date(2026, 2, 6))
        assert days.startswith("Thẩm định: 16/03/2026; ")
        other = client.post(here, sent | {"new_days": days, "ends_on": "17/02/2026"})
        assert (other.status_code, last_day(year, "10002")) == (422, date(2026, 2, 6))  # those days were not seen
        done = client.post(here, sent | {"new_days": days}, follow=True)
    assert [str(message) for message in done.context["messages"]] == [
        "Đã gia hạn “Niêm yết, ký và nộp hồ sơ” đến hết ngày 16/02/2026 cho 2 đơn vị."
    ]
    assert last_day(year, "10002") == date(2026, 2, 16)


def test_new_days_are_told_of_each_group_of_units_that_move_alike(client, year):
    with on(DAY):
        cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.APPRAISAL, unit=year.dossier("10001").unit,
            ends_on=date(2026, 3, 9), reason="Bão số 1",
        )  # fmt: skip
    units = [year.dossier(code).unit_id for code in ("10001", "10002", "10003")]
    typed = {"key": "posting", "ends_on": "16/02/2026", "move_later": "on", "reason": "Bão số 1"}
    with on(DAY):
        form = ExtendUnitsForm(typed, cycle=year.cycle, units=units)
        assert not form.is_valid()
        [(days, _)] = form.fields["new_days"].widget.choices
        first, second = days.split(". ")
        assert (first.startswith("2 đơn vị: Thẩm định: 16/03/2026; "), second[:9]) == (True, "1 đơn vị:")
        stays = ExtendUnitsForm(typed | {"move_later": "", "ends_on": "11/02/2026"}, cycle=year.cycle, units=units[1:])
        assert (stays.is_valid(), "new_days" in stays.fields) == (True, False)  # no later phase ends before that


def test_list_to_give_time_names_only_days_of_a_unit_s_own_and_can_be_searched(client, year, monkeypatch):
    give(year, "10001", ends_on=date(2026, 2, 16))
    client.force_login(fresh(year.people.office))
    here = reverse("extend-units", args=[year.cycle.pk])
    with on(DAY):
        page = client.get(here)
        found = client.get(here, {"tim": "binh minh"})
        none = client.get(here, {"tim": "khong co"})
    told = {line.row.name: line.row.cells[1] for line in page.context["ready"]}
    assert told["Xã An Hòa"].startswith("Niêm yết, ký và nộp hồ sơ: 16/02/2026; ")
    assert (told["Phường Bình Minh"], told["Đặc khu Cát Vàng"]) == ("–", "–")
    assert "Hạn chung của kỳ: " in page.text
    assert (page.context["search"], found.context["search"]) == ("", "tim")  # three need no search
    assert [line.row.name for line in found.context["ready"]] == ["Phường Bình Minh"]
    assert "Không có dòng nào phù hợp" in none.text


def test_city_lists_requests_refused_ones_too(client, year):
    waiting, granted, refused = ask(year, "10001"), ask(year, "10002"), ask(year, "10001", key=PhaseKey.SELF_SCORING)
    grant(year, granted)
    with on(DAY):
        extensions.refuse_extensions(
            by=fresh(year.people.office), cycle=year.cycle, request_ids=[refused.pk], reason="Còn đủ thời gian"
        )
    client.force_login(fresh(year.people.leader))
    here = reverse("extensions-asked", args=[year.cycle.pk])
    told = {}
    for query in ("", "trang_thai=cho", "trang_thai=granted", "trang_thai=refused", "q=binh minh"):
        told[query] = {row.pk for row in client.get(f"{here}?{query}").context["table"].rows}
    assert told == {
        "": {waiting.pk, granted.pk, refused.pk}, "trang_thai=cho": {waiting.pk}, "trang_thai=granted": {granted.pk},
        "trang_thai=refused": {refused.pk}, "q=binh minh": {granted.pk},
    }  # fmt: skip
    assert "Còn đủ thời gian" in client.get(here).text
