"""Self-scoring in pages: saving at each change, two people at once, evidence, query counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.evaluations.figured import WEEKS, Source, weeks
from tests.evaluations.scenario import GOOD, PHASES, Year, on, open_year
from tests.factories.evidence import upload
from thanthien.evaluations.actions import answers as actions
from thanthien.evaluations.actions import figures
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, AnswerEvidence, Total
from thanthien.evaluations.scored import Entry

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}
DAY = date(2026, 1, 13)


@pytest.fixture
def year() -> Year:
    made = open_year(units=2)
    made.register("10001")
    return made


def url(year: Year, code: str = "1.1", unit: str = "10001") -> str:
    return reverse("self-scoring-item", args=[year.cycle.pk, unit, code])


def sign_in(client, year: Year, job: str = "officer", unit: str = "10001"):
    client.force_login(year.people.communes[unit][job])
    return client


def save(client, address: str, headers=HX, **data):
    with on(DAY):
        return client.post(address, {"version": "0", "action": "save"} | data, headers=headers)


def test_page_shows_rule_tree_and_sums(client, year):
    with on(DAY):
        text = sign_in(client, year).get(url(year)).content.decode()
    assert "Mỗi tuần ít nhất 1 lần." in text
    assert 'aria-current="page"' in text
    assert "Tiêu chí cần thêm điểm để đạt Mức độ 2" in text
    assert "4 tiêu chí chưa chấm" in text


def test_saved_ratio_with_comma_gets_its_points(client, year):
    response = save(sign_in(client, year), url(year), numerator="46,0", denominator="52")
    answer = year.answer("10001", "1.1")
    assert response.status_code == 200
    assert response["X-Answer-Version"] == "1"
    assert (answer.value, answer.points) == ({"numerator": "46", "denominator": "52"}, Decimal("2.75"))
    assert "88,5%" in response.content.decode()
    assert 'id="tong-hop" data-hx-swap-oob="true"' in response.content.decode()


def test_save_without_script_redirects_to_the_item(client, year):
    response = save(sign_in(client, year), url(year, "2.1"), headers={}, passed="true")
    assert (response.status_code, response.url) == (302, url(year, "2.1"))
    assert year.answer("10001", "2.1").points == Decimal("2")


def test_next_without_script_goes_on_to_the_next_item(client, year):
    response = save(sign_in(client, year), url(year, "1.2"), headers={}, numerator="9", denominator="10", action="next")
    assert response.url == url(year, "2.1")


def assign_to_officer(year: Year, *codes: str) -> None:
    officer = year.who("10001", "officer")
    actions.assign(by=year.who("10001", "focal"), dossier_id=year.dossier().pk, codes=codes, assignee=officer, seen={})


def test_next_of_the_own_items_is_the_next_own_unfinished_one_and_keeps_the_filter(client, year):
    assign_to_officer(year, "1.1", "2.1", "2.2")
    sign_in(client, year)
    save(client, url(year, "2.1"), passed="true")
    mine = {"loc": "cua-toi", "action": "next"}
    first = save(client, url(year), headers={}, numerator="46", denominator="52", **mine)
    last = save(client, url(year, "2.2"), headers={}, option="tot", **mine)
    assert first.url == f"{url(year, '2.2')}?loc=cua-toi"
    assert last.url == reverse("submission", args=[year.cycle.pk, "10001"])


def test_own_item_left_out_before_is_offered_again(client, year):
    assign_to_officer(year, "1.1", "2.2")
    with on(DAY):
        text = sign_in(client, year).get(url(year, "2.2") + "?loc=cua-toi").content.decode()
    assert ["Hoàn thành, chuyển sang 1.1" in text, f'data-next="{url(year)}?loc=cua-toi"' in text] == [True, True]


def test_filter_stays_in_the_part_of_the_tree_that_a_save_renews(client, year):
    assign_to_officer(year, "1.1")
    response = save(sign_in(client, year), url(year), numerator="46", denominator="52", loc="cua-toi")
    assert f'href="{url(year)}?loc=cua-toi"' in response.content.decode()


def test_next_with_nothing_entered_says_so_and_keeps_what_was_explained(client, year):
    response = save(sign_in(client, year), url(year, "1.2"), headers={}, explanation="chờ sổ", action="next")
    assert response.url == f"{url(year, '1.2')}?chua-nhap=1"
    with on(DAY):
        text = client.get(response.url).content.decode()
    assert ['tabindex="-1">' in text, "Để sau, sang 2.1" in text] == [True, True]
    assert year.answer("10001", "1.2").explanation == "chờ sổ"


@pytest.mark.parametrize(
    ("numerator", "denominator", "sentence"),
    [
        ("60", "52", "“Tuần có tiếp nhận” không được lớn hơn “Tuần đến hạn”"),
        ("-1", "52", "Số không được âm."),
        ("1.234", "5000", "Cần viết 1234 nếu là"),
        ("9" * 30, "5", "Số quá dài"),
        ("ba", "52", "không phải là số"),
        ("46", "", "Cần nhập một số."),
    ],
)
def test_wrong_number_is_told_beside_its_field_and_kept(client, year, numerator, denominator, sentence):
    response = save(sign_in(client, year), url(year), headers={}, numerator=numerator, denominator=denominator)
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert f'value="{numerator}"' in text
    assert year.answer("10001", "1.1").state == AnswerState.MISSING


def test_refused_fragment_names_the_field(client, year):
    response = save(sign_in(client, year), url(year), numerator="60", denominator="52")
    assert response.status_code == 422
    assert 'data-field-error="o-numerator"' in response.content.decode()


def test_fragment_renews_only_what_the_page_has(client, year):
    sign_in(client, year)
    with on(DAY):
        page = client.get(url(year)).content.decode()
    response = save(client, url(year), numerator="60", denominator="52")
    assert ["loi-o-reason" in page, "loi-o-reason" in response.content.decode()] == [False, False]


def test_reason_that_the_page_had_no_field_for_brings_its_field(client, year, source):
    with on(DAY):
        assert 'name="reason"' not in sign_in(client, year).get(url(year)).content.decode()
    give_system_value(year, source)
    response = save(client, url(year), numerator="45", denominator="45")
    text = response.content.decode()
    assert (response.status_code, '<div id="khung-ly-do" data-hx-swap-oob="true">' in text) == (422, True)
    assert 'name="reason"' in text


def test_explanation_is_stored_in_nfc(client, year):
    save(sign_in(client, year), url(year, "2.1"), passed="true", explanation="Ho\u0300a")
    assert year.answer("10001", "2.1").explanation == "Hòa"


def test_not_applicable_needs_a_reason_and_leaves_the_maximum(client, year):
    sign_in(client, year)
    refused = save(client, url(year, "1.2"), not_applicable="on")
    assert "Cần ghi lý do." in refused.content.decode()
    save(client, url(year, "1.2"), not_applicable="on", reason="Không nhận được phản ánh nào")
    assert Total.objects.get(dossier=year.dossier(), column="self").maximum == Decimal("8")


def test_zero_denominator_proposes_not_applicable(client, year):
    response = save(sign_in(client, year), url(year, "1.2"), numerator="0", denominator="0")
    assert "cần đánh dấu “Không phát sinh”" in response.content.decode()


def test_partial_save_of_explanation_only_stays_missing(client, year):
    save(sign_in(client, year), url(year, "2.2"), explanation="đang chờ số liệu")
    answer = year.answer("10001", "2.2")
    assert (answer.state, answer.explanation) == (AnswerState.MISSING, "đang chờ số liệu")


def test_clear_makes_an_item_missing_again(client, year):
    sign_in(client, year)
    save(client, url(year, "2.1"), passed="true")
    save(client, url(year, "2.1"), version="1", action="clear")
    assert year.answer("10001", "2.1").state == AnswerState.MISSING


# --- Two people at once ---------------------------------------------------------------------------------------------


def test_stale_save_shows_both_and_writes_nothing(client, year):
    save(sign_in(client, year, "focal"), url(year), numerator="40", denominator="52", explanation="của đầu mối")
    response = save(sign_in(client, year), url(year), numerator="46", denominator="52", explanation="của tôi")
    text = response.content.decode()
    assert response.status_code == 409
    assert response["X-Answer-Version"] == "1"
    assert [words in text for words in ("40/52", "46/52", "của đầu mối", "của tôi", "Focal10001")] == [True] * 5
    assert year.answer("10001", "1.1").value["numerator"] == "40"


def test_stale_save_without_script_keeps_what_was_typed_and_can_be_saved(client, year):
    save(sign_in(client, year, "focal"), url(year), numerator="40", denominator="52")
    response = save(sign_in(client, year), url(year), headers={}, numerator="46", denominator="52")
    text = response.content.decode()
    assert response.status_code == 409
    assert 'value="46"' in text
    assert 'name="version" value="1"' in text
    save(client, url(year), headers={}, version="1", numerator="46", denominator="52")
    assert year.answer("10001", "1.1").value["numerator"] == "46"


def test_same_save_sent_twice_counts_once(client, year):
    sign_in(client, year)
    first = save(client, url(year), numerator="46", denominator="52", explanation="một")
    second = save(client, url(year), numerator="46", denominator="52", explanation="một")
    assert (first.status_code, second.status_code) == (200, 200)
    assert second["X-Answer-Version"] == "1"
    assert year.answer("10001", "1.1").version == 1


# --- System value and last year -------------------------------------------------------------------------------------


def give_system_value(year: Year, source: Source) -> None:
    source.says(WEEKS, year.dossier().unit_id, weeks(39, 45))
    with on(DAY):
        figures.compute_figures(cycle=year.cycle)


def test_system_value_counts_only_when_confirmed(client, year, source):
    give_system_value(year, source)
    sign_in(client, year)
    with on(DAY):
        assert "39/45 tuần có tiếp nhận" in client.get(url(year)).content.decode()
    assert year.answer("10001", "1.1").points is None
    save(client, url(year), action="use_system")
    answer = year.answer("10001", "1.1")
    assert (answer.origin, answer.points) == ("system", Decimal("2.75"))


def test_other_value_than_the_systems_needs_a_reason_and_evidence_and_stays_typed(client, year, source):
    give_system_value(year, source)
    sign_in(client, year)
    with on(DAY):
        page = client.post(url(year), {"version": "0", "numerator": "45", "denominator": "45"})
    form = page.context["form"]
    assert (page.status_code, form["numerator"].value(), sorted(form.errors)) == (422, "45", ["numerator", "reason"])
    assert form.errors["reason"] == ["Số liệu khác số liệu hệ thống: cần ghi lý do."]
    assert form.errors["numerator"][0].startswith("Số liệu khác số liệu hệ thống cần có minh chứng.")
    shown = page.content.decode()
    assert [shown.count(form.errors[name][0]) for name in ("reason", "numerator")] == [2, 2]  # in the summary, too


# --- Who may --------------------------------------------------------------------------------------------------------


def test_stranger_of_another_commune_gets_404(client, year):
    with on(DAY):
        assert sign_in(client, year, unit="10002").get(url(year)).status_code == 404
        assert client.post(url(year), {"version": "0"}).status_code == 404


def test_item_of_a_colleague_is_read_only_and_refused(client, year):
    actions.assign(
        by=year.who("10001", "focal"),
        dossier_id=year.dossier().pk,
        codes=["1.1"],
        assignee=year.who("10001", "focal"),
        seen={},
    )
    sign_in(client, year)
    with on(DAY):
        assert "Tiêu chí này được giao cho Focal10001." in client.get(url(year)).content.decode()
    response = save(client, url(year), numerator="46", denominator="52")
    assert "Tiêu chí này được giao cho người khác." in response.content.decode()
    assert year.answer("10001", "1.1").version == 0


def test_posted_dossier_can_not_be_edited(client):
    posted = open_year(units=1)
    posted.post()
    response = save(sign_in(client, posted), url(posted), version="1", numerator="1", denominator="2")
    assert "Đang niêm yết lấy ý kiến" in response.content.decode()
    assert posted.answer("10001", "1.1").value == GOOD["1.1"].value


def test_late_save_is_refused_with_the_day(client, year):
    with on(PHASES["posting"][1] + timedelta(days=1)):
        response = sign_in(client, year).post(url(year, "2.1"), {"version": "0", "passed": "true"}, headers=HX)
    assert "Quá hạn ngày 06/02/2026" in response.content.decode()


# --- Evidence -------------------------------------------------------------------------------------------------------


def evidence_url(year: Year, name: str, *more) -> str:
    return reverse(f"answer-evidence-{name}", args=[year.cycle.pk, "10001", "1.1", *more])


def test_files_are_taken_and_attached(client, year):
    with on(DAY):
        response = sign_in(client, year).post(
            evidence_url(year, "upload"), {"files": [upload("Sổ tiếp nhận.pdf"), upload("trống.pdf", b"")]}, headers=HX
        )
    assert [row.document.title for row in AnswerEvidence.objects.select_related("document")] == ["Sổ tiếp nhận"]
    assert 'data-upload-outcome="refused"' in response.content.decode()


def test_library_document_is_attached_with_its_page_and_taken_off(client, year):
    document = year.document("10001", "Quy chế tiếp nhận")
    sign_in(client, year)
    with on(DAY):
        assert "Quy chế tiếp nhận" in client.get(evidence_url(year, "pick")).content.decode()
        client.post(evidence_url(year, "pick"), {"documents": [str(document.key)]})
        row = AnswerEvidence.objects.get()
        client.post(evidence_url(year, "change", row.pk), {"action": "pages", "pages": "trang 3–4"})
        row.refresh_from_db()
        assert row.pages == "trang 3–4"
        client.post(evidence_url(year, "change", row.pk), {"action": "detach", "seen": "trang 3–4"})
    assert AnswerEvidence.objects.count() == 0


def test_link_is_entered_and_attached(client, year):
    sign_in(client, year)
    with on(DAY):
        refused = client.post(evidence_url(year, "link"), {"url": "javascript:alert(1)", "access_class": "appraisal"})
        client.post(evidence_url(year, "link"), {"url": "https://haiphong.gov.vn/a", "access_class": "appraisal"})
    assert refused.status_code == 422
    assert AnswerEvidence.objects.get().document.url == "https://haiphong.gov.vn/a"


def test_document_of_another_unit_is_not_attached(client, year):
    document = year.document("10002")
    with on(DAY):
        sign_in(client, year).post(evidence_url(year, "pick"), {"documents": [str(document.key), "xấu"]})
    assert AnswerEvidence.objects.count() == 0


# --- Statements -----------------------------------------------------------------------------------------------------


def warm(client, year: Year) -> None:
    """The set is read once per process; the first answer also starts the self-scoring."""
    save(client, url(year, "2.1"), passed="true")


def test_save_takes_few_statements(client, year, django_assert_num_queries):
    warm(sign_in(client, year), year)
    # Session, person with hats; begin, dossier locked, column, last day, answer, totals, evidence, commit.
    with django_assert_num_queries(10):
        assert save(client, url(year), numerator="46", denominator="52").status_code == 200


@pytest.mark.parametrize("documents", [1, 3])
def test_page_takes_few_statements(client, year, documents, django_assert_num_queries):
    warm(sign_in(client, year), year)
    with on(DAY):
        for number in range(documents):
            made = year.document("10001", f"Tài liệu {number}")
            actions.attach(
                by=year.who("10001", "officer"), answer_id=year.answer("10001", "1.1").pk, document_ids=[made.pk]
            )
        with django_assert_num_queries(9):
            client.get(url(year))


def test_missing_stays_apart_from_zero(client, year):
    save(sign_in(client, year), url(year, "2.1"), passed="false")
    scored = dict(Answer.objects.filter(dossier=year.dossier()).values_list("indicator__code", "points"))
    assert (scored["2.1"], scored["1.1"]) == (Decimal("0"), None)


def test_reused_value_of_last_year_fills_but_does_not_count(client, year):
    from tests.evaluations.earlier import earlier_answer

    earlier_answer(year, "1.1", Entry(AnswerState.VALUE, {"numerator": "50", "denominator": "52"}))
    with on(DAY):
        text = sign_in(client, year).get(url(year) + "?dung-lai=1").content.decode()
    assert 'value="50"' in text
    assert "Chưa lưu thì chưa được tính điểm" in text
    assert year.answer("10001", "1.1").state == AnswerState.MISSING
