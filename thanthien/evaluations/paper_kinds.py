"""What the papers of a year are: who records which, at which step it is due, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass

from thanthien.accounts.positions import COMMUNE_LEADS, FRONT, OFFICE, PARTY, SCORERS
from thanthien.accounts.roles import Role
from thanthien.evaluations.enums import PaperKind


@dataclass(frozen=True, slots=True)
class PaperRule:
    """One kind of paper. ``word``: in addresses. ``roles``: who records it. ``steps``: entries in the log of steps
    that call for it; without any, nothing waits for it. ``each``: every such entry calls for one of its own.
    ``of_city``: only the city reads it. ``with_act``: it is recorded with what it decides or says, never by itself;
    ``before_act``: on the page of that act, before it is done, so that it may be withdrawn until then.
    ``apart``: who also holds one of these roles in the unit doesn't record it: it is the word of another body.
    ``of_proceedings``: who reads proceedings reads it (``visibility.follows_proceedings``, and the unit's leads).
    ``for_leads``: its file is read by the city and the unit's leads alone; number and day by all who open the dossier.
    ``asked_by``: the cycle's field that says whether its steps ask for it; ``noun`` and ``example`` (of a number): what
    the form of such a step calls it.
    """

    word: str
    roles: frozenset[Role]
    steps: frozenset[str] = frozenset()
    each: bool = False
    of_city: bool = False
    with_act: bool = False
    before_act: bool = False
    apart: frozenset[Role] = frozenset()
    of_proceedings: bool = False
    for_leads: bool = False
    asked_by: str = ""
    noun: str = "văn bản"
    example: str = ""


PAPER_RULES: dict[PaperKind, PaperRule] = {
    PaperKind.REGISTRATION: PaperRule(
        "dang-ky", COMMUNE_LEADS, frozenset({"register", "ask_registration"}), asked_by="step_papers_asked",
        noun="văn bản đăng ký", example="12/UBND-VP",
    ),
    PaperKind.PROPOSAL: PaperRule(
        "to-trinh", COMMUNE_LEADS, frozenset({"submit"}), asked_by="proposal_asked", noun="Tờ trình",
        example="15/TTr-UBND",
    ),
    PaperKind.RETURN: PaperRule(
        "tra-lai", OFFICE, frozenset({"return"}), each=True, asked_by="step_papers_asked", noun="văn bản trả lại hồ sơ",
        example="25/SNV-XDCQ",
    ),
    PaperKind.REMINDER: PaperRule("don-doc", OFFICE),
    PaperKind.ANNOUNCEMENT: PaperRule(
        "thong-bao", OFFICE, frozenset({"announce"}), each=True, asked_by="step_papers_asked",
        noun="thông báo kết quả dự kiến", example="30/TB-SNV",
    ),
    PaperKind.CITY_PROPOSAL: PaperRule("trinh-thanh-pho", OFFICE, frozenset({"decide"}), of_city=True),
    PaperKind.CITY_RETURN: PaperRule("thanh-pho-tra-lai", OFFICE, of_city=True, with_act=True),
    PaperKind.PROCEEDING: PaperRule("thu-tuc", OFFICE, with_act=True, of_proceedings=True),
    PaperKind.SETTLEMENT: PaperRule("giai-quyet-khieu-nai", OFFICE, with_act=True, for_leads=True),
    PaperKind.WAIVER: PaperRule("khong-ap-dung", OFFICE, with_act=True),
    PaperKind.MERGER: PaperRule("sap-nhap", OFFICE, with_act=True),
    PaperKind.PARTY_OPINION: PaperRule("y-kien-dang-uy", PARTY, with_act=True, apart=SCORERS),
    PaperKind.FRONT_OPINION: PaperRule("y-kien-mat-tran", FRONT, with_act=True, apart=SCORERS),
    PaperKind.SET_CHANGE: PaperRule("dieu-chinh-bo-tieu-chi", OFFICE, with_act=True, before_act=True),
}  # fmt: skip
# The word of a body of the commune on the posted draft: they say whether they agree, before the unit signs.
OPINIONS = (PaperKind.PARTY_OPINION, PaperKind.FRONT_OPINION)


def kind_of(word: str) -> PaperKind | None:
    """The kind that an address names; None when there is none."""
    return next((kind for kind, rule in PAPER_RULES.items() if rule.word == word), None)


def comes_with_act(kind: PaperKind) -> bool:
    """Whether an act of the procedure rests on such a paper from the moment in which it is recorded."""
    rule = PAPER_RULES[kind]
    return rule.with_act and not rule.before_act and kind not in OPINIONS


def due(kind: PaperKind, steps: int) -> int:
    """How many papers of a kind so many of its steps call for."""
    return steps if PAPER_RULES[kind].each else min(steps, 1)
