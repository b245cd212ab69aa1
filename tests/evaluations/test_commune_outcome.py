"""A unit's home from the announcement on: the result leads, with why it is not higher; one tag for each state."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.evaluations.scenario import GOOD, Year, fresh, on, open_year
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.cycles import Plan, Switches, open_cycle
from thanthien.evaluations.enums import AnswerState, CycleKind
from thanthien.evaluations.models import Cycle, Dossier, Phase
from thanthien.evaluations.queries.dossier import visible_totals
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.templatetags.dossiers import status_tone
from thanthien.evaluations.workflow import PhaseKey

pytestmark = pytest.mark.django_db
TOLD, DECIDED, PUBLISHED = date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 26)
PLACES = ("results", "later_results")
ZERO = Entry(AnswerState.VALUE, {"option": "khong"})
NOT = Entry(AnswerState.VALUE, {"passed": False})


@pytest.fixture
def year() -> Year:
    return open_year(units=2)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def home(client, year: Year, day: date, who: str = "focal", code: str = "10001"):
    client.force_login(year.who(code, who))
    with on(day):
        return client.get(reverse("commune-home"))


def test_announced_result_leads_the_home(client, year):
    year.announce()
    response = home(client, year, TOLD)
    outcome = response.context["results"][0]["outcome"]
    assert (outcome.level, str(outcome.total.points), outcome.is_decided, outcome.differences) == (
        2, "8.2500", False, 0,
    )  # fmt: skip
    text = words(response)
    shown = ["Kết quả dự kiến · Xã An Hòa", "8,25 <small>/ 10 điểm kết luận</small>", "Mức độ 2", "hết ngày"]
    assert [one for one in shown if one not in text] == []
    assert response.context["cards"] == []
    wrong = ["Điểm tự chấm đến nay", "Dự báo đến nay", "Chưa có kỳ đánh giá nào đang mở"]
    assert [one for one in wrong if one in text] == []


def test_before_the_announcement_nothing_of_the_result_is_told(client, year):
    year.conclude()
    response = home(client, year, date(2026, 3, 11))
    assert (response.context["results"], len(response.context["cards"])) == ([], 1)
    assert "điểm kết luận" not in words(response)


def test_unit_sees_its_own_result_only(client, year):
    year.announce()
    assert home(client, year, TOLD, code="10002").context["results"] == []


def test_result_says_why_it_is_no_higher(client, year):
    year.accept("10001", GOOD | {"2.1": NOT, "2.2": ZERO})
    _conclude(year)
    text = words(home(client, year, TOLD))
    assert "Chưa đạt Mức độ 1: Tổng điểm mới đạt 42,5%, cần 60%; Nhóm 2 mới đạt 0%, cần 50%" in text


def _conclude(year: Year) -> None:
    """From a dossier under appraisal to the announcement, as bodies and council find it."""
    from thanthien.evaluations.actions import council, gates

    for user in (year.people.mttq, year.people.noi_vu):
        year.fill("10001", user, {})
        year.send("10001", user)
    ids = [year.dossier().pk]
    with on(date(2026, 3, 10)):
        secretary = fresh(year.people.secretary)
        council.adopt_agreed(by=secretary, dossier_ids=ids)
        gates.state_gates(by=fresh(year.people.noi_vu), key="ky-luat", words=gates.one_word_for(ids, False))
        council.conclude(by=secretary, dossier_ids=ids, session=Session(date(2026, 3, 10)))
    with on(date(2026, 3, 16)):
        council.announce(by=fresh(year.people.office), dossier_ids=ids)


@pytest.mark.parametrize("name", ["commune-results", "dossier-detail"])
def test_pages_of_the_result_say_why_it_is_no_higher(client, year, name):
    year.accept("10001", GOOD | {"2.1": NOT, "2.2": ZERO})
    _conclude(year)
    client.force_login(year.who("10001", "chair"))
    with on(TOLD):
        text = words(client.get(reverse(name, args=[year.cycle.pk, "10001"])))
    assert "Nhóm 2 mới đạt 0%, cần 50%" in text


def test_signature_says_why_the_level_is_no_higher(client, year):
    year.meet("10001", GOOD | {"2.1": NOT, "2.2": ZERO})
    client.force_login(year.who("10001", "chair"))
    with on(date(2026, 1, 20)):
        reading = client.get(reverse("sign-dossier", args=[year.cycle.pk, "10001"])).context["reading"]
    assert reading.sums.why == ""  # whether somebody was disciplined is not known yet
    assert reading.sums.range_words == "Theo điểm đã tự chấm: Chưa đạt."


def test_decided_result_leads_with_the_decided_level(client, year):
    year.decide()
    outcome = home(client, year, DECIDED).context["results"][0]["outcome"]
    assert (outcome.is_decided, outcome.level) == (True, 2)


def test_published_result_leads_until_the_next_year_runs(client, year):
    year.publish()
    response = home(client, year, PUBLISHED)
    assert [card["outcome"].dossier.pk for card in response.context["results"]] == [year.dossier().pk]
    assert response.context["results"][0]["step"] is None
    assert "Chưa có kỳ đánh giá nào đang mở" not in words(response)


def test_published_result_leads_until_the_year_that_was_opened_begins(client, year):
    year.publish()
    opened, begins = open_year_after(year, begins=date(2027, 1, 5)), date(2027, 1, 5)
    places = []
    for day in (begins - timedelta(days=1), begins):
        context = home(client, year, day).context
        places.append(
            (
                [card["outcome"].dossier.cycle_id for card in context["results"]],
                [card["dossier"].cycle_id for card in context["cards"]],
            )
        )
    assert places == [([year.cycle.pk], [opened.pk]), ([], [opened.pk])]


def test_running_dossier_of_the_year_stands_above_an_older_trial(client, year):
    year.announce()
    Cycle.objects.filter(pk=year.cycle.pk).update(year=2025, kind=CycleKind.TRIAL, title="Chấm thử năm 2025")
    running = open_year_after(year)
    response = home(client, year, TOLD)
    told = {name: [card["outcome"].dossier.cycle_id for card in response.context[name]] for name in PLACES}
    assert (told, [card["dossier"].cycle_id for card in response.context["cards"]]) == (
        {"results": [], "later_results": [year.cycle.pk]},
        [running.pk],
    )
    text = words(response)
    assert text.index("Kỳ đánh giá năm 2027") < text.index("Chấm thử năm 2025")


def test_result_of_the_running_year_stands_above_the_trial_that_still_runs(client, year):
    year.announce()
    open_year_after(year, kind=CycleKind.TRIAL, number=2026)
    response = home(client, year, TOLD)
    assert (len(response.context["results"]), response.context["later_results"]) == (1, [])


def test_deadline_of_reviews_that_has_passed_says_so(client, year):
    year.announce()
    with on(TOLD):
        due = Phase.objects.get(cycle=year.cycle, key="review").ends_on
    after = due + timedelta(days=1)
    passed = f"Đã hết hạn kiến nghị ngày {due:%d/%m/%Y}"
    for day, told in ((due, False), (after, True)):
        text = words(home(client, year, day))
        assert (passed in text, "kiến nghị nếu cần" in text) == (told, not told)
    client.force_login(year.who("10001", "chair"))
    with on(after):
        text = words(client.get(reverse("commune-results", args=[year.cycle.pk, "10001"])))
    assert f'Đã hết hạn kiến nghị ngày <span class="num">{due:%d/%m/%Y}</span>.' in text


def open_year_after(year: Year, kind: str = CycleKind.OFFICIAL, number: int = 2027, begins: date = TOLD) -> Cycle:
    """Another cycle of the same set and units, just opened."""
    with on(TOLD):
        plan = Plan(
            criteria_set=year.cycle.criteria_set, year=number, title=f"Kỳ đánh giá năm {number}", kind=kind,
            phases={key: (begins, date(2027, 12, 1)) for key in PhaseKey},
            switches=Switches(decided_by="Ủy ban nhân dân thành phố"),
        )  # fmt: skip
        return open_cycle(by=fresh(year.people.office), plan=plan)


def test_level_that_was_decided_otherwise_tells_its_reason(client, year):
    year.decide()
    Dossier.objects.filter(pk=year.dossier().pk).update(decided_level=1, decided_reason="Còn đơn thư")
    assert home(client, year, DECIDED).context["results"][0]["outcome"].why == "Còn đơn thư"


@pytest.mark.parametrize("name", ["commune-home", "submission", "dossier-reading", "dossier-detail"])
def test_state_has_one_word_and_one_tone_for_everybody(client, year, name):
    from thanthien.evaluations.actions import intake

    year.submit()
    with on(date(2026, 1, 22)):
        intake.send_back(by=fresh(year.people.office), dossier_id=year.dossier().pk, reason="Thiếu phụ lục")
        client.force_login(year.who("10001", "focal"))
        url = reverse(name) if name == "commune-home" else reverse(name, args=[year.cycle.pk, "10001"])
        text = words(client.get(url))
    assert status_tone("returned") == "danger"
    tag = text[: text.index("Trả lại để bổ sung</span>")].rpartition('<span class="tag ')[2]
    assert tag.startswith("tag-danger")


def test_range_from_nothing_to_the_top_is_left_out(client, year):
    year.score("10001", {"2.1": GOOD["2.1"]})
    client.force_login(year.who("10001", "focal"))
    totals = visible_totals(year.who("10001", "focal"), year.dossier())
    assert [(one.total.level_low, one.total.level_high, one.level_words) for one in totals] == [(0, 2, "")]
    with on(date(2026, 1, 13)):
        reading = client.get(reverse("dossier-reading", args=[year.cycle.pk, "10001"])).context["reading"]
    assert reading.sums.range_words == ""
