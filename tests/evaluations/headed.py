"""A unit whose heads are known, and what is stated of them: what the tests of the gate about heads share."""

from datetime import date

from tests.evaluations.scenario import SMALL_SET, Year, fresh, on, pdf
from thanthien.accounts.models import User
from thanthien.core.acting.seen import values_of
from thanthien.evaluations.actions import council, decisions, gates
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.heads import TERM_FIELDS, HeadTermText, correct_head, enter_head, remove_head
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.heads import (
    FileDocument,
    HeadsWord,
    Term,
)
from thanthien.evaluations.models import GateFact
from thanthien.evaluations.queries.heads import gates_of_heads, terms_of_year
from thanthien.units.head_terms import HeadTerm

KEY, DAY = "ky-luat", date(2026, 3, 10)
SET = SMALL_SET.read_text(encoding="utf-8").replace(
    "question: Người đứng đầu bị kỷ luật\n", "question: Người đứng đầu bị kỷ luật\n    about: heads\n"
).replace("as_of: 31/01", "as_of: 28/02")  # fmt: skip
PAPER = FileDocument("12-BC/UBKT", date(2026, 3, 2), "Ủy ban Kiểm tra Thành ủy")
SECRETARY = HeadTermText("party", "Trần Bí Thư", date(2025, 7, 1), None)
CHAIR = HeadTermText("government", "Lê Chủ Tịch", date(2025, 7, 1), date(2026, 1, 31))
NEW_CHAIR = HeadTermText("government", "Đỗ Người Mới", date(2026, 2, 1), None)
VACANCY = HeadTermText("government", "", date(2026, 2, 1), date(2026, 2, 10), "7-TB/TU")
HEADS = (
    "Bí thư, người đứng đầu cấp ủy (01/01/2026–28/02/2026), Trần Bí Thư; Chủ tịch, người đứng đầu chính quyền "
    "(01/01/2026–31/01/2026), Lê Chủ Tịch; Chủ tịch, người đứng đầu chính quyền (01/02/2026–28/02/2026), Đỗ Người Mới"
)
TOLD = [
    "Bí thư, người đứng đầu cấp ủy (01/01/2026–28/02/2026): không",
    "Chủ tịch, người đứng đầu chính quyền (01/01/2026–31/01/2026): có, vì việc ở chức vụ khác (không tính)",
    "Chủ tịch, người đứng đầu chính quyền (01/02/2026–28/02/2026): không",
    "Văn bản số 12-BC/UBKT ngày 02/03/2026 của Ủy ban Kiểm tra Thành ủy.",
]


def enter(year: Year, typed: HeadTermText, who: str = "focal", code: str = "10001") -> HeadTerm:
    """A term entered on the day of these tests."""
    with on(DAY):
        return enter_head(by=year.who(code, who), unit=year.dossier(code).unit, typed=typed)


def correct(term: HeadTerm, typed: HeadTermText, by: User) -> HeadTerm:
    """A term corrected by somebody who sees it as it is."""
    seen = values_of(HeadTerm.objects.get(pk=term.pk), TERM_FIELDS)
    with on(DAY):
        return correct_head(by=by, unit=term.unit, term_id=term.pk, typed=typed, seen=seen)


def remove(term: HeadTerm, by: User) -> None:
    """A term taken away by somebody who sees it as it is."""
    seen = values_of(HeadTerm.objects.get(pk=term.pk), TERM_FIELDS)
    with on(DAY):
        remove_head(by=by, unit=term.unit, term_id=term.pk, seen=seen)


def headed(year: Year) -> None:
    """A unit with a secretary and two chairs in turn."""
    for typed in (SECRETARY, CHAIR, NEW_CHAIR):
        enter(year, typed)


def state(year: Year, answers: tuple[str, ...] | None, paper: FileDocument = PAPER, note: str = "", day: date = DAY):
    word = HeadsWord(paper, answers, asked_of(year)) if answers else None
    return said(year, gates.GateWord(holds=False, note=note, heads=word), day)


def said(year: Year, word: gates.GateWord, day: date = DAY) -> int:
    with on(day):
        return gates.state_gates(by=fresh(year.people.noi_vu), key=KEY, words={year.dossier().pk: word})


def asked_of(year: Year) -> tuple[Term, ...]:
    unit = year.dossier().unit
    return terms_of_year(year.cycle, next(iter(gates_of_heads(year.cycle))), [unit])[unit.pk]


def fact(year: Year) -> GateFact:
    return GateFact.objects.get(dossier=year.dossier(), key=KEY)


def decided(year: Year) -> None:
    """The dossier concluded, announced and decided on, from what was stated on."""
    pk, office = year.dossier().pk, fresh(year.people.office)
    with on(DAY):
        council.adopt_agreed(by=year.concluder, dossier_ids=[pk])
        council.conclude(by=year.concluder, dossier_ids=[pk], session=Session(DAY))
    with on(date(2026, 3, 16)):
        council.announce(by=office, dossier_ids=[pk])
    with on(date(2026, 3, 24)):
        decisions.record_decision(
            by=office, cycle=year.cycle, paper=Printed("12/QĐ-UBND", date(2026, 3, 24), "Người ký", pdf()),
            verdicts={pk: decisions.Verdict(year.dossier().proposed_level or 0)},
        )  # fmt: skip
