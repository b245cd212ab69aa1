"""Whom the yearly evaluation tells what, and with which door: one table of steps, and the few events beside them.

A notice holds words and a door, never a name, a score or what somebody wrote: those stand behind the door, where it is
asked anew who may see them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import COMMUNE, COMMUNE_LEADS, OFFICE, SCORERS, SECRETARIES
from thanthien.accounts.queries import people_of_city, people_of_units
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import date_vn
from thanthien.evaluations.doors import DOSSIERS, Door
from thanthien.evaluations.enums import SheetStatus
from thanthien.evaluations.models import Answer, Computation, Dossier, ItemRequest, SettingChange, Sheet
from thanthien.evaluations.modes import concluders
from thanthien.evaluations.queries.body_people import people_of_agencies, people_of_agency
from thanthien.evaluations.queries.entering import people_who_enter
from thanthien.evaluations.states import ENDED
from thanthien.evaluations.workflow import STEPS, PhaseKey
from thanthien.measures.acceptances import Judge, Word, judges_of
from thanthien.measures.figure_json import period_named
from thanthien.notices.actions import Telling, tell
from thanthien.notices.enums import How
from thanthien.notices.kinds import Kind

OWN_DOSSIER = Kind("dossier", "Hồ sơ của đơn vị", "Cơ quan thường trực, Hội đồng vừa xử lý hồ sơ của đơn vị.")
RESULT = Kind("result", "Kết quả", "Có kết quả dự kiến, trả lời kiến nghị, quyết định, công bố.")
QUESTION = Kind("question", "Đề nghị bổ sung", "Cơ quan thẩm định hỏi, đơn vị trả lời, phiếu được trả lại.")
INTAKE = Kind(
    "intake", "Hồ sơ gửi đến", "Có đăng ký, hồ sơ, kiến nghị, đề nghị gia hạn chờ xử lý; đủ phiếu.", How.DAILY
)
CALENDAR = Kind(
    "calendar",
    "Lịch của kỳ",
    "Một giai đoạn được gia hạn, đề nghị gia hạn được trả lời, hoặc thông số của số liệu thay đổi.",
)
URGED = Kind("urged", "Đôn đốc", "Cơ quan thường trực nhắc đơn vị.")
FIGURES = Kind("figures", "Số liệu hệ thống", "Số liệu hệ thống mà đơn vị đang dùng vừa thay đổi.", How.WEEKLY)
KINDS = (OWN_DOSSIER, RESULT, QUESTION, INTAKE, CALENDAR, URGED, FIGURES)


_FIGURES_TOLD = 3


class FigureChange(Protocol):
    """An answer that follows the platform's figure and says something else now."""

    @property
    def dossier(self) -> Dossier: ...
    @property
    def code(self) -> str: ...
    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What is told of a step, and to whom: roles in the dossier's unit, or of the city."""

    kind: Kind
    roles: frozenset[Role]
    title: str
    what: str
    door: Door

    @property
    def to_commune(self) -> bool:
        """Commune people are told of their own dossier; those of the city once of all dossiers that moved together."""
        return self.roles <= COMMUNE


_SUBMISSION, _RESULTS = Door("submission", "dossier"), Door("commune-results", "dossier")
_DETAIL = Door("dossier-detail", "dossier")
ON_STEP: dict[str, Words] = {
    "ask_registration": Words(INTAKE, OFFICE, "Đăng ký chờ duyệt", "Cần xem và duyệt.", Door("registrations")),
    "approve_registration": Words(
        OWN_DOSSIER, SCORERS, "Đăng ký đã được duyệt", "Đơn vị bắt đầu tự chấm.", Door("self-scoring", "dossier")
    ),
    "refuse_registration": Words(
        OWN_DOSSIER, COMMUNE_LEADS, "Đăng ký không được duyệt", "Xem lý do và đăng ký lại trong thời hạn.",
        Door("registration", "dossier"),
    ),
    "submit": Words(INTAKE, OFFICE, "Hồ sơ vừa nộp", "Cần kiểm tra và tiếp nhận.", Door("intake")),
    "resubmit": Words(INTAKE, OFFICE, "Hồ sơ nộp lại", "Cần kiểm tra và tiếp nhận.", Door("intake")),
    "return": Words(
        OWN_DOSSIER, SCORERS, "Hồ sơ được trả lại để bổ sung", "Xem nội dung cần bổ sung và nộp lại đúng hạn.",
        _SUBMISSION,
    ),
    "extend_supplement": Words(
        OWN_DOSSIER, SCORERS, "Hạn bổ sung được gia hạn", "Bổ sung và nộp lại trong hạn mới.", _SUBMISSION
    ),
    "take_figures": Words(
        OWN_DOSSIER, SCORERS, "Số liệu mới được lấy vào dự thảo", "Lãnh đạo đơn vị lấy số liệu tính sau ngày niêm yết.",
        _SUBMISSION,
    ),
    "accept": Words(OWN_DOSSIER, SCORERS, "Hồ sơ đã được tiếp nhận", "Các cơ quan đang thẩm định.", _DETAIL),
    "appraise_as_is": Words(
        OWN_DOSSIER, SCORERS, "Hồ sơ được thẩm định theo hồ sơ hiện có",
        "Quá hạn bổ sung; các cơ quan thẩm định hồ sơ đã nộp trước khi trả lại.", _DETAIL,
    ),
    "reopen": Words(
        OWN_DOSSIER, SCORERS, "Hồ sơ được mở lại để tự chấm", "Sửa, niêm yết, ký và nộp lại.",
        Door("self-scoring", "dossier"),
    ),
    "reopen_registration": Words(
        OWN_DOSSIER, COMMUNE_LEADS, "Được đăng ký lại", "Đăng ký trong thời hạn.", Door("registration", "dossier")
    ),
    "close_unsubmitted": Words(
        OWN_DOSSIER, SCORERS, "Hồ sơ đã khóa do không nộp", "Xem lý do trong hồ sơ.", _SUBMISSION
    ),
    "close_merged": Words(
        OWN_DOSSIER, SCORERS, "Hồ sơ đã khép lại do sáp nhập", "Xem lý do và văn bản trong hồ sơ.", _SUBMISSION
    ),
    "announce": Words(
        RESULT, COMMUNE, "Đã có kết quả dự kiến", "Xem từng tiêu chí; kiến nghị xem xét lại trong thời hạn nếu cần.",
        _RESULTS,
    ),
    "request_review": Words(
        INTAKE, SECRETARIES, "Có kiến nghị xem xét lại", "Cần xem xét và trả lời.", Door("review-list")
    ),
    "answer_review": Words(RESULT, COMMUNE, "Kiến nghị đã được trả lời", "Xem trả lời từng tiêu chí.", _RESULTS),
    "reopen_items": Words(
        RESULT, COMMUNE, "Một số tiêu chí được mở lại để kết luận lại",
        "Kết quả được thông báo lại nếu thay đổi.", _DETAIL,
    ),
    "keep_announced": Words(RESULT, COMMUNE, "Kết quả đã thông báo được giữ nguyên", "Xem kết quả dự kiến.", _RESULTS),
    "keep_answered": Words(RESULT, COMMUNE, "Kết quả đã thông báo được giữ nguyên", "Xem kết quả dự kiến.", _RESULTS),
    "conclude_again": Words(
        INTAKE, OFFICE, "Hồ sơ đã được kết luận lại", "Cần thông báo lại kết quả dự kiến.", Door("announce")
    ),
    "publish": Words(RESULT, COMMUNE, "Kết quả đã công bố", "Xem kết quả theo quyết định.", _RESULTS),
    "adjust": Words(RESULT, COMMUNE, "Kết quả được điều chỉnh theo quyết định", "Xem quyết định và lý do.", _RESULTS),
    "lower": Words(RESULT, COMMUNE, "Mức độ được hạ theo quyết định", "Xem quyết định và lý do.", _RESULTS),
    "revoke": Words(RESULT, COMMUNE, "Công nhận bị thu hồi theo quyết định", "Xem quyết định và lý do.", _RESULTS),
}  # fmt: skip


# Phases in whose days a commune takes a step; the step that ends the self-scoring is timed by the phase after it.
COMMUNE_PHASES = {PhaseKey.SELF_SCORING} | {
    step.phase for step in STEPS.values() if step.phase and step.closes and step.roles & COMMUNE
}


def tell_step(dossiers: Sequence[Dossier], step: str, *, by: User) -> None:
    """Tell whom a step concerns that it was taken with these dossiers (of one cycle), as they stand now."""
    words = ON_STEP.get(step)
    if words is None or not dossiers:
        return
    tell(_to_communes(words, step, dossiers) if words.to_commune else _to_city(words, step, dossiers), by=by)


def _to_communes(words: Words, step: str, dossiers: Sequence[Dossier]) -> Iterator[Telling]:
    people = people_of_units(words.roles, [dossier.unit_id for dossier in dossiers])
    for dossier in dossiers:
        yield Telling(
            people=people[dossier.unit_id],
            kind=words.kind.key,
            about=("dossier", dossier.pk),
            title=words.title,
            what=f"{place_of(dossier)} {words.what}",
            url=words.door.url(dossier),
            key=f"{step}:{dossier.pk}:{dossier.version}",
            due_on=dossier.supplement_due_on if step in ("return", "extend_supplement") else None,
        )


def _to_city(words: Words, step: str, dossiers: Sequence[Dossier]) -> Iterator[Telling]:
    first = dossiers[0]
    yield Telling(
        people=people_of_city(concluders(first.cycle.council_mode) if words.roles == SECRETARIES else words.roles),
        kind=words.kind.key,
        about=("cycle", first.cycle_id),
        title=words.title,
        what=f"{places_of(dossiers)} {words.what}",
        url=words.door.url(first),
        key=f"{step}:{first.pk}:{first.version}",
    )


def place_of(dossier: Dossier) -> str:
    """Of which unit and year a notice is."""
    return places_of([dossier])


def places_of(dossiers: Sequence[Dossier]) -> str:
    """Of which unit, or of how many dossiers, of one year a notice is."""
    first = dossiers[0]
    names = first.unit.name if len(dossiers) == 1 else f"{len(dossiers)} {DOSSIERS}"
    return f"{names}, {first.cycle.title}."


# --- Events beside the steps ----------------------------------------------------------------------------------------


def tell_decision_corrected(dossiers: Sequence[Dossier], *, by: User) -> None:
    """A text of a decision on these dossiers was corrected."""
    words = Words(RESULT, COMMUNE, "Quyết định được đính chính", "Xem nội dung đính chính.", _RESULTS)
    tell(_to_communes(words, "correct_decision", dossiers), by=by)


def tell_asked(request: ItemRequest, *, by: User) -> None:
    """A body asks a commune about one indicator."""
    dossier, code = request.dossier, request.indicator.code
    telling = Telling(
        people=people_who_enter([(dossier, code)])[dossier.pk, code],
        kind=QUESTION.key,
        about=("item_request", request.pk),
        title=f"Có đề nghị bổ sung tiêu chí {code}",
        what=f"{place_of(dossier)} Trả lời đến hết ngày {date_vn(request.due_on)}.",
        url=reverse("item-request", args=[dossier.cycle_id, dossier.unit.code, request.pk]),
        key=f"asked:{request.pk}",
        due_on=request.due_on,
    )
    tell([telling], by=by)


def tell_item_answered(request: ItemRequest, *, by: User) -> None:
    """The commune answered a body's question."""
    dossier, code = request.dossier, request.indicator.code
    goes_on = Sheet.objects.filter(dossier=dossier, body=request.body_id, status=SheetStatus.DRAFT).exists()
    todo = "Xem trả lời và thẩm định tiếp." if goes_on else "Xem trả lời; phiếu của cơ quan đã gửi."
    telling = Telling(
        people=people_of_agency(request.body_id),
        kind=QUESTION.key,
        about=("item_request", request.pk),
        title=f"Đề nghị bổ sung tiêu chí {code} đã được trả lời",
        what=f"{place_of(dossier)} {todo}",
        url=reverse("appraisal-grid", args=[dossier.cycle_id, code]),
        key=f"answered:{request.pk}",
    )
    tell([telling], by=by)


def tell_corrected(answer: Answer, *, by: User, asked_by: int) -> None:
    """The commune corrected a value under appraisal: told to the other bodies of the indicator, not who asked. The body
    that asked (``asked_by``) is told with the answer."""
    dossier, code = answer.dossier, answer.indicator.code
    sheets = Sheet.objects.filter(dossier=dossier, items__indicator=answer.indicator_id).exclude(body=asked_by)
    people = people_of_agencies(sheets.order_by().values_list("body_id", flat=True)).values()
    telling = Telling(
        people=frozenset().union(*people),
        kind=QUESTION.key,
        about=("dossier", dossier.pk),
        title=f"Đơn vị vừa sửa số liệu tiêu chí {code}",
        what=f"{place_of(dossier)} Xem lại ý kiến thẩm định của tiêu chí này.",
        url=reverse("appraisal-grid", args=[dossier.cycle_id, code]),
        key=f"corrected:{answer.pk}:{answer.version}",
    )
    tell([telling], by=by)


def tell_word(word: Word) -> None:
    """A body said something of late records of a unit: told to the commune, and to the other bodies of the figure."""
    judging = judges_of(word.unit, word.measure)
    said = {period_named(one) for one in word.periods}
    others = {one.agency for one in judging if any(map(one.holds, said))} - {word.agency}
    bodies = people_of_agencies(others).values()
    people = people_of_units(SCORERS, [word.unit.pk])[word.unit.pk].union(*bodies)
    rows = Dossier.objects.filter(unit=word.unit, sheets__body=word.agency).exclude(status__in=ENDED)
    for dossier in rows.select_related("unit", "cycle").distinct():
        if any(Judge(word.agency, dossier.cycle.span).holds(one) for one in said):
            tell([_of_word(word, dossier, people)], by=word.by)


def _of_word(word: Word, dossier: Dossier, people: frozenset[int]) -> Telling:
    verb = "chấp nhận" if word.accepted else "không chấp nhận"
    return Telling(
        people=people,
        kind=QUESTION.key,
        about=("dossier", dossier.pk),
        title=f"Cơ quan thẩm định {verb} bản ghi quá hạn",
        what=f"{place_of(dossier)} Có ý kiến về {len(word.periods)} kỳ. Xem ý kiến và lý do.",
        url=reverse("measures-late", args=[dossier.unit.code, word.measure, dossier.cycle.terms_key]),
        key=f"late:{dossier.pk}:{word.measure}:{word.agency}:{word.accepted}:{word.periods[0]}:{clock.now():%Y%m%d%H%M%S%f}",
    )


def tell_sheets_complete(dossiers: Sequence[Dossier], *, by: User | None) -> None:
    """Every sheet of some dossiers (of one cycle) is in: the council can begin."""
    if not dossiers:
        return
    first = dossiers[0]
    telling = Telling(
        people=people_of_city(concluders(first.cycle.council_mode)),
        kind=INTAKE.key,
        about=("cycle", first.cycle_id),
        title="Đã đủ phiếu thẩm định",
        what=f"{places_of(dossiers)} Có thể kết luận.",
        url=Door("council-home", "room").url(first),
        key=f"complete:{first.pk}:{first.sheets_complete_at:%Y%m%d%H%M%S%f}",
    )
    tell([telling], by=by)


def tell_handed_back(sheet: Sheet, *, by: User) -> None:
    """The council gave a sheet back to its body."""
    dossier = sheet.dossier
    telling = Telling(
        people=people_of_agency(sheet.body_id),
        kind=QUESTION.key,
        about=("dossier", dossier.pk),
        title="Phiếu thẩm định được trả lại",
        what=f"{place_of(dossier)} Xem lý do, sửa và gửi lại.",
        url=reverse("appraisal-home"),
        key=f"handed_back:{sheet.pk}:{clock.now():%Y%m%d%H%M%S%f}",
    )
    tell([telling], by=by)


def tell_settings(change: SettingChange, *, by: User) -> None:
    """The city set measures of the year otherwise: told to the units that are still in it."""
    cycle = change.cycle
    dossiers = Dossier.objects.filter(cycle=cycle).exclude(status__in=ENDED)
    people = people_of_units(COMMUNE_LEADS, dossiers.values_list("unit_id", flat=True))
    telling = Telling(
        people=frozenset().union(*people.values()),
        kind=CALENDAR.key,
        about=("cycle", cycle.pk),
        title="Thông số của số liệu thay đổi",
        what=f"{cycle.title}. Trang của kỳ ghi thông số mới và lý do; số liệu của cả thời kỳ được tính lại.",
        url=reverse("cycle-detail", args=[cycle.pk]),
        key=f"settings:{change.pk}",
    )
    tell([telling], by=by)


def tell_figures(changes: Sequence[FigureChange], computation: Computation) -> None:
    """Figures that communes use (of one cycle) are others now, and their answers with them."""
    by_dossier: dict[Dossier, list[FigureChange]] = defaultdict(list)
    for change in changes:
        by_dossier[change.dossier].append(change)
    people = people_of_units(SCORERS, [dossier.unit_id for dossier in by_dossier]) if by_dossier else {}
    tell((_of_figures(dossier, by_dossier[dossier], people, computation) for dossier in by_dossier), by=None)


def _of_figures(
    dossier: Dossier, changes: Sequence[FigureChange], people: Mapping[int, frozenset[int]], computation: Computation
) -> Telling:
    words = "; ".join(f"{change.code} {change.words}" for change in changes[:_FIGURES_TOLD])
    more = len(changes) - _FIGURES_TOLD
    rest = f" và {more} tiêu chí khác" if more > 0 else ""
    return Telling(
        people=people[dossier.unit_id],
        kind=FIGURES.key,
        about=("dossier", dossier.pk),
        title="Số liệu hệ thống vừa thay đổi",
        what=f"{place_of(dossier)} {words}{rest} (đến {date_vn(computation.as_of)}).",
        url=reverse("self-scoring-item", args=[dossier.cycle_id, dossier.unit.code, changes[0].code]),
        key=f"figures:{dossier.pk}:{computation.pk}",
    )


# --- Who ------------------------------------------------------------------------------------------------------------


# --- Who may see what a notice is about -----------------------------------------------------------------------------


def visible_dossiers(user: User, ids: Iterable[int]) -> set[int]:
    """Those of the dossiers that the person may open."""
    return set(Dossier.objects.visible_to(user).filter(pk__in=list(ids)).values_list("pk", flat=True))


def visible_cycles(user: User, ids: Iterable[int]) -> set[int]:
    """Those of the cycles in which the person may open a dossier."""
    rows = Dossier.objects.visible_to(user).filter(cycle__in=list(ids)).order_by()
    return set(rows.values_list("cycle_id", flat=True).distinct())


def visible_questions(user: User, ids: Iterable[int]) -> set[int]:
    """Those of the questions of bodies that the person may read: of an own dossier, or of the own body."""
    bodies = [number for hat in user.hats for number in hat.agency_ids]
    own = Q(dossier__unit_id__in=user.unit_ids(*COMMUNE)) | Q(body_id__in=bodies)
    rows = ItemRequest.objects.filter(own, pk__in=list(ids), dossier__in=Dossier.objects.visible_to(user))
    return set(rows.values_list("pk", flat=True))
