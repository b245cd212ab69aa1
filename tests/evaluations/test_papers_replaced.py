"""A document that a step asked for is not taken away: the right one takes its place."""

import pytest
from django.urls import reverse

from tests.evaluations.scenario import Year, on, open_year, pdf
from tests.evaluations.test_papers_of_steps import REGISTER_DAY, asks_of_steps, register, send, typed
from thanthien.core.acting.errors import Refused
from thanthien.evaluations.actions import papers
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import PaperAsked, PaperKind
from thanthien.evaluations.models import Paper, PaperWithdrawal

pytestmark = pytest.mark.django_db
ASKED_FOR = "Kỳ đánh giá này yêu cầu văn bản đăng ký. Cần ghi văn bản đúng thay cho văn bản này."


@pytest.fixture
def year() -> Year:
    return open_year()


def refused_to_withdraw(year: Year, paper: Paper) -> list[str]:
    try:
        with on(REGISTER_DAY):
            papers.withdraw_paper(by=year.who("10001", "chair"), paper_id=paper.pk, reason="Sai số")
    except Refused as told:
        return told.problems
    return []


@pytest.mark.parametrize(
    ("asked", "told"), [(PaperAsked.FILE, [ASKED_FOR]), (PaperAsked.NUMBER, [ASKED_FOR]), (PaperAsked.NONE, [])]
)
def test_document_that_a_step_asked_for_is_not_taken_away(client, year, asked, told):
    asks_of_steps(year, asked)
    register(client, year, **typed("12/UBND-VP", REGISTER_DAY, file=pdf("dang-ky.pdf")))
    assert refused_to_withdraw(year, Paper.objects.get()) == told
    assert PaperWithdrawal.objects.count() == (not told)


def test_document_that_a_step_asked_for_makes_way_once_the_right_one_is_there(client, year):
    asks_of_steps(year, PaperAsked.FILE)
    register(client, year, **typed("12/UBND-VP", REGISTER_DAY, file=pdf("dang-ky.pdf")))
    wrong = Paper.objects.get()
    for number, file in (("13/UBND-VP", None), ("14/UBND-VP", pdf("dung.pdf"))):
        assert refused_to_withdraw(year, wrong) == [ASKED_FOR]
        with on(REGISTER_DAY):
            papers.record_paper(
                by=year.who("10001", "chair"), kind=PaperKind.REGISTRATION, cycle_id=year.cycle.pk,
                dossier_ids=[year.dossier().pk], printed=Printed(number, REGISTER_DAY, "Chủ tịch", file),
            )  # fmt: skip
    unsigned = Paper.objects.get(number="13/UBND-VP")
    assert [refused_to_withdraw(year, one) for one in (wrong, unsigned)] == [[], []]


def test_document_that_a_step_asked_for_is_replaced_by_the_right_one_of_the_same_number(client, year):
    asks_of_steps(year, PaperAsked.FILE)
    register(client, year, **typed("12/UBND-VP", REGISTER_DAY, file=pdf("sai.pdf")))
    address = reverse("paper-withdraw", args=[year.cycle.pk, "10001", Paper.objects.get().pk])

    def withdraw(**sent):
        return send(client, year.who("10001", "chair"), address, REGISTER_DAY, reason="Nhầm tệp", **sent).status_code

    without_file = typed("12/UBND-VP", REGISTER_DAY)
    assert [withdraw(), withdraw(**without_file), Paper.objects.count()] == [422, 422, 1]
    assert withdraw(**without_file, file=pdf("dung.pdf")) == 302
    assert [one.file_name for one in Paper.objects.standing()] == ["dung.pdf"]
    assert [one.file_name for one in Paper.objects.filter(withdrawal__isnull=False)] == ["sai.pdf"]
