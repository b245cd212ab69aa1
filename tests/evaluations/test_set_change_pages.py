"""The pages of a change of the set: what the office does, what the commune sees, who is told, what is public."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.evaluations.adjusted import DAY, adjust, change, decision, second_set
from tests.evaluations.scenario import GOOD, Year, confirming, fresh, on, open_year, pdf
from thanthien.accounts.models import User
from thanthien.core.jobs.models import JobRun
from thanthien.evaluations.actions import answers, cycles, submission
from thanthien.evaluations.models import Paper, SetChange
from thanthien.evaluations.queries.drafts import draft_of
from thanthien.evaluations.queries.scoring_page import item_page
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey
from thanthien.notices.models import Notice
from thanthien.notices.work import work_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return open_year()


def ask(client: Client, user: User, name: str, *args: object, query: str = "", **sent: Any) -> Any:
    client.force_login(fresh(user))
    address = reverse(name, args=args) + query
    with on(DAY):
        return client.post(address, sent) if sent else client.get(address)


def printed(file: SimpleUploadedFile | None = None) -> dict[str, Any]:
    typed = {"number": "15/QĐ-UBND", "signed_on": "19/01/2026", "signer": "Nguyễn Văn A"}
    return typed | ({"file": file} if file else {})


# --- The office -----------------------------------------------------------------------------------------------------


def test_the_office_sees_what_another_version_changes(client: Client, year: Year) -> None:
    chosen = second_set(year)
    shown = ask(client, year.people.office, "cycle-set-version", year.cycle.pk, chosen.pk)

    assert [(one.code, one.outcome) for one in shown.context["comparison"].changed] == [
        ("1.1", "giữ nguyên"),
        ("1.2", "chấm lại"),
        ("2.3", "chấm mới"),
        ("2.1", "không còn tính"),
    ]
    assert (shown.context["problems"], shown.context["may_change"]) == ([], False)


def test_the_decision_is_recorded_with_its_pdf_and_leads_to_the_list(client: Client, year: Year) -> None:
    chosen = second_set(year)
    sent = ask(client, year.people.head, "cycle-set-version", year.cycle.pk, chosen.pk, **printed(pdf()))
    paper = Paper.objects.get()

    assert sent.headers["Location"] == reverse("cycle-set-change", args=[year.cycle.pk, chosen.pk, paper.pk])
    assert (paper.number, paper.lines.count()) == ("15/QĐ-UBND", 3)


def test_a_decision_recorded_wrongly_is_withdrawn_from_there(client: Client, year: Year) -> None:
    chosen, paper = second_set(year), decision(year)
    name, args = "cycle-set-version", (year.cycle.pk, chosen.pk)
    door = reverse("paper-withdraw", args=[year.cycle.pk, "10001", paper.pk])

    before = door in ask(client, year.people.head, name, *args).content.decode()
    ask(client, year.people.head, "paper-withdraw", year.cycle.pk, "10001", paper.pk, reason="Sai số")
    after = ask(client, year.people.head, name, *args)

    assert (before, door in after.content.decode(), after.context["papers"]) == (True, False, [])


def test_a_decision_without_its_pdf_is_refused_beside_the_field(client: Client, year: Year) -> None:
    chosen = second_set(year)
    sent = ask(client, year.people.head, "cycle-set-version", year.cycle.pk, chosen.pk, **printed())

    assert (sent.status_code, Paper.objects.count()) == (422, 0)
    assert sent.context["form"].errors == {"file": ["Cần chọn tệp PDF của quyết định."]}


def listed(client: Client, year: Year) -> tuple[Any, list[object]]:
    args = [year.cycle.pk, second_set(year).pk, decision(year).pk]
    return ask(client, year.people.head, "cycle-set-change", *args), args


def test_the_list_says_of_each_dossier_what_becomes_of_it(client: Client, year: Year) -> None:
    year.post("10001")
    year.score("10002")
    shown, _ = listed(client, year)

    assert [(row.name, row.cells, row.given) for row in shown.context["chosen"]] == [
        ("Phường Bình Minh", ("Đang tự chấm", "giữ nguyên bước"), ("2", "1", "1", "1")),
        ("Xã An Hòa", ("Đang niêm yết lấy ý kiến", "trở lại tự chấm"), ("2", "1", "1", "1")),
        ("Đặc khu Cát Vàng", ("Chưa đăng ký", "giữ nguyên bước"), ("0", "0", "1", "0")),
    ]
    assert shown.context["remarks"] == ["1 hồ sơ trở lại bước tự chấm: phải niêm yết, họp và ký lại."]


def test_the_confirmation_changes_the_set(client: Client, year: Year) -> None:
    year.post("10001")
    shown, args = listed(client, year)
    typed = {"effective_on": "19/01/2026", "reason": "Điều chỉnh"}
    done = ask(client, year.people.head, "cycle-set-change", *args, **confirming(shown), **typed)

    assert done.headers["Location"] == reverse("cycle-set", args=[year.cycle.pk])
    assert (SetChange.objects.get().to_set_id, year.dossier().status) == (args[1], "self_scoring")


def test_what_moved_since_the_list_is_shown_again_and_nothing_is_done(client: Client, year: Year) -> None:
    year.score("10001")
    shown, args = listed(client, year)
    with on(DAY):
        dossier = year.dossier()
        submission.post(by=year.who("10001", "focal"), dossier_id=dossier.pk, posted_on=DAY, places="Trụ sở")
    typed = {"effective_on": "19/01/2026", "reason": "Điều chỉnh"}
    again = ask(client, year.people.head, "cycle-set-change", *args, **confirming(shown), **typed)

    assert (again.status_code, SetChange.objects.count()) == (409, 0)
    assert again.context["form"]["reason"].value() == "Điều chỉnh"


def test_a_wrong_day_stands_beside_its_field(client: Client, year: Year) -> None:
    shown, args = listed(client, year)
    typed = {"effective_on": "31/12/9999", "reason": "Điều chỉnh"}
    again = ask(client, year.people.head, "cycle-set-change", *args, **confirming(shown), **typed)

    assert (again.status_code, list(again.context["form"].errors)) == (422, ["effective_on"])


def test_many_dossiers_are_changed_by_a_job(client: Client, year: Year, settings: Any, run_jobs: Any) -> None:
    settings.BULK_AT_ONCE = 2
    shown, args = listed(client, year)
    typed = {"effective_on": "19/01/2026", "reason": "Điều chỉnh"}
    ask(client, year.people.head, "cycle-set-change", *args, **confirming(shown), **typed)
    waiting = SetChange.objects.count()
    with on(DAY):
        run_jobs()

    assert (waiting, SetChange.objects.count()) == (0, 1)
    assert JobRun.objects.get(name="evaluations.change_set").state == "done"


def test_the_page_of_the_cycle_set_tells_every_change(client: Client, year: Year) -> None:
    adjust(year)
    shown = ask(client, year.who("10001", "officer"), "cycle-set", year.cycle.pk)

    assert [change.turn for change, _ in shown.context["changes"]] == [1]
    assert shown.context["versions"] == []


# --- The commune ----------------------------------------------------------------------------------------------------


def test_the_page_of_a_touched_indicator_says_what_changed_and_what_stood_there(year: Year) -> None:
    year.score()
    adjust(year)
    with on(DAY):
        page = item_page(year.who("10001", "focal"), year.dossier(), "1.2", only_mine=False)

    assert page is not None
    assert page.adjusted is not None
    assert (page.adjusted.of.sentence, page.adjusted.fits) == ("Điểm tối đa từ 2 lên 3", True)
    assert page.adjusted.earlier_words == "9/10 phản ánh trả lời đúng hạn"
    marks = {row.compiled.code: row.mark.words for group in page.tree for row in group.rows}
    assert marks == {
        "1.1": "chưa có minh chứng",
        "1.2": "chấm theo bộ tiêu chí điều chỉnh",
        "2.3": "chấm theo bộ tiêu chí điều chỉnh",
        "2.2": "đã chấm",
    }


def test_an_old_value_fills_the_fields_on_request_and_counts_once_saved(client: Client, year: Year) -> None:
    year.score()
    adjust(year)
    args = [year.cycle.pk, "10001", "1.2"]
    shown = ask(client, year.who("10001", "focal"), "self-scoring-item", *args, query="?dung-lai=bo-cu")

    assert shown.context["prefilled"] == "Đã điền số liệu theo bộ cũ"
    assert [shown.context["form"].initial[name] for name in ("numerator", "denominator")] == ["9", "10"]
    assert year.answer("10001", "1.2").state == "missing"


def test_an_indicator_that_was_not_touched_says_nothing_of_it(year: Year) -> None:
    year.score()
    adjust(year)
    with on(DAY):
        page = item_page(year.who("10001", "focal"), year.dossier(), "1.1", only_mine=False)

    assert page is not None
    assert page.adjusted is None


def test_what_is_to_be_scored_again_waits_for_who_leads_and_for_whom_it_was_given(year: Year) -> None:
    year.score()
    officer = year.who("10001", "officer")
    with on(date(2026, 1, 14)):
        answers.assign(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["1.2"], assignee=officer, seen={}
        )
    adjust(year)

    assert [waits(year.who("10001", job)) for job in ("focal", "officer")] == [2, 1]
    with on(DAY):
        year.save("10001", "1.2", answers.Draft(GOOD["1.2"]), who="officer")
    assert [waits(year.who("10001", job)) for job in ("focal", "officer")] == [1, 0]


def waits(user: User) -> int:
    with on(DAY):
        return sum(one.count for one in work_of(user) if one.key.startswith("set_change:"))


def test_who_is_concerned_is_told_once(year: Year) -> None:
    year.score()
    officer = year.who("10001", "officer")
    with on(date(2026, 1, 14)):
        answers.assign(
            by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=["1.2"], assignee=officer, seen={}
        )
    adjust(year)
    told = Notice.objects.filter(title="Bộ tiêu chí của kỳ được điều chỉnh")

    lead = told.get(person=year.people.communes["10001"]["focal"])
    assert lead.what.endswith("chấm lại 1.2; chấm mới 2.3; không còn tính 2.1. Hồ sơ đang ở bước tự chấm.")
    assert told.get(person=officer).what.endswith("Được giao, cần chấm lại: 1.2.")
    assert told.get(person=year.people.mttq).what.endswith("Tiêu chí cơ quan thẩm định: chấm lại 1.2; chấm mới 2.3.")


def test_a_draft_posted_anew_marks_what_is_new(year: Year) -> None:
    year.post()
    adjust(year)
    focal = year.who("10001", "focal")
    new = {"1.2": answers.Draft(GOOD["1.2"]), "2.3": answers.Draft(Entry(GOOD["2.1"].state, {"passed": True}))}
    with on(DAY):
        answers.save_answers(by=focal, dossier_id=year.dossier().pk, drafts=new)
        submission.post(by=focal, dossier_id=year.dossier().pk, posted_on=DAY, places="Trụ sở")
        draft = draft_of(year.dossier())

    assert [row.code for group in draft.groups for row in group.rows if row.anew] == ["1.2", "2.3"]
    assert draft.posted_anew


def test_a_draft_that_hangs_for_the_first_time_marks_nothing(year: Year) -> None:
    year.score()
    adjust(year)
    focal = year.who("10001", "focal")
    with on(DAY):
        submission.post(by=focal, dossier_id=year.dossier().pk, posted_on=DAY, places="Trụ sở")

        assert draft_of(year.dossier()).posted_anew is False


def test_a_draft_is_posted_with_indicators_unscored_anew_only_by_who_says_so(client: Client, year: Year) -> None:
    year.score()
    adjust(year)
    focal, place = year.who("10001", "focal"), (year.cycle.pk, "10001")
    shown = ask(client, focal, "post-draft", *place)
    sent = {"posted_on": f"{DAY:%d/%m/%Y}", "places": "Trụ sở", "known": "on", "read": "on"}
    bare = ask(client, focal, "post-draft", *place, **sent)
    done = ask(client, focal, "post-draft", *place, **sent, known_anew="on")
    assert "Tiêu chí 1.2, 2.3 phải chấm lại nhưng chưa chấm" in " ".join(shown.content.decode().split())
    assert list(bare.context["form"].errors) == ["known_anew"]
    assert (done.status_code, year.dossier().status) == (302, "posted")


def test_where_all_was_scored_anew_nothing_is_asked(client: Client, year: Year) -> None:
    year.score()
    adjust(year)
    focal = year.who("10001", "focal")
    new = {"1.2": answers.Draft(GOOD["1.2"]), "2.3": answers.Draft(Entry(GOOD["2.1"].state, {"passed": True}))}
    with on(DAY):
        answers.save_answers(by=focal, dossier_id=year.dossier().pk, drafts=new)
    form = ask(client, focal, "post-draft", year.cycle.pk, "10001").context["form"]
    assert (form.anew, "known_anew" in form.fields) == ("", False)


# --- In public ------------------------------------------------------------------------------------------------------


def test_the_public_method_says_which_version_holds_from_which_day(client: Client, year: Year) -> None:
    adjust(year)
    code = year.cycle.criteria_set.scheme.code
    shown = [client.get(reverse("method-set", args=[code, 2026, version])) for version in (1, 2)]

    told = [[change.sentence for change, _ in page.context["changes"]] for page in shown]
    sentence = "Từ ngày 19/01/2026 áp dụng phiên bản 2 theo Quyết định số 15/QĐ-UBND ngày 19/01/2026"
    assert told == [[sentence], [sentence]]


def test_more_time_can_be_given_after_it(year: Year) -> None:
    change(year, chosen=second_set(year))
    with on(DAY):
        more = cycles.extend(
            by=fresh(year.people.office), cycle=year.cycle, key=PhaseKey.POSTING, unit=None,
            ends_on=date(2026, 2, 20), reason="Điều chỉnh bộ tiêu chí",
        )  # fmt: skip

    assert more.ends_on == date(2026, 2, 20)
