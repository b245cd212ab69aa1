"""What of feedback waits: on the register, in the work of a person, on the week's page of a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from thanthien.accounts.models import User
from thanthien.accounts.positions import OFFICE
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.question import Question, all_of
from thanthien.feedback.enums import KIND, ROOM
from thanthien.feedback.kept_photographs import PublicPhotograph
from thanthien.feedback.known import known_of
from thanthien.feedback.models import UNPUBLISHED, Feedback
from thanthien.feedback.permissions import KEEPERS, MEASURE, led_units
from thanthien.feedback.queries import limits_of
from thanthien.feedback.rules import Round, Standing, standing_of
from thanthien.feedback.topics import topic_title
from thanthien.feedback.workflow import AT_WORK, OPEN, RESULTS, Status
from thanthien.measures.duties import Duty, DutyQuestion, DutyState, State
from thanthien.measures.periods import period_of
from thanthien.notices.work import Work
from thanthien.units.models import Unit

_APPROVE = "Duyệt trả lời phản ánh"
TO_CITY_AFTER = timedelta(days=5)  # so long past its limit, the city's office hears of it, too


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait in the person's units: for an answer, of these late and due by the end of the week, for a word of
    the chair, for being made public; of both how many the person decides on. ``week_url``: where those of the week
    are."""

    open: int
    late: int
    week: int
    drafted: int
    unpublished: int
    own_word: int
    week_url: str


def worked_units(user: User) -> list[int]:
    """The units in which the person works on feedback."""
    return sorted({hat.unit_id for hat in user.hats_of(*KEEPERS) if hat.unit_id and hat.in_room(ROOM.key)})


def last_of_week(day: date) -> date:
    """Up to when an answer is due that is to be given in the week of a day; what is late is among them. The register
    and the week's page count by it, and the address of :func:`due_by` leads to these rows alone."""
    return period_of("iso_week", day).last


def due_by(day: date) -> str:
    """The address of the register with what waits and is due by a day."""
    return f"{reverse('feedback-list')}?cho=on&han_den={day:%d/%m/%Y}#danh-sach"


def counts_of(user: User) -> Counts | None:
    """What waits in the person's units; None for who works in none. One statement."""
    units = worked_units(user)
    if not units:
        return None
    today = clock.today()
    waits = Q(status__in=OPEN)
    told = Feedback.objects.filter(unit__in=units).aggregate(
        open=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(due_on__lt=today)),
        week=Count("pk", filter=waits & Q(due_on__lte=last_of_week(today))),
        drafted=Count("pk", filter=Q(status=Status.DRAFTED)),
        unpublished=Count("pk", filter=UNPUBLISHED),
        own_word=Count("pk", filter=waits_to_be_public(user)),
    )
    return Counts(**told, week_url=due_by(last_of_week(today)))


def waits_to_be_public(user: User) -> Q:
    """What has an answer, still readable, of which the person is to say whether everybody sees it."""
    waits = Q(status=Status.DRAFTED) | UNPUBLISHED
    return waits & Q(unit__in=led_units(user), answer__erased_at=None)


# --- The work of a person -------------------------------------------------------------------------------------------


def feedback_work(user: User) -> list[Work]:
    """What the person was given, and what nobody was for who shares it out; for who leads the unit, what waits for a
    word of theirs, covered photographs of what was answered included, and what is late; for the standing office, in
    how many units something has been late for long. Three statements at most."""
    return [*_given(user), *_led(user), *_of_city(user)]


def _given(user: User) -> list[Work]:
    units = worked_units(user)
    if not units:
        return []
    rows = Feedback.objects.filter(_to_answer(user, units, OPEN - {Status.DRAFTED})).select_related("unit")
    given, new = [], defaultdict(list)
    for row in rows.order_by("due_on", "pk"):
        if row.assigned_id is None:
            new[row.unit].append(row)
        else:
            given.append(_work(row, "Trả lời phản ánh"))
    return [*given, *(_of_new(unit, several) for unit, several in new.items())]


def _to_answer(user: User, units: Sequence[int], states: Collection[Status]) -> Q:
    """What the person was given, and what nobody was where they share it out; of those in some states."""
    shares_out = sorted(user.unit_ids(Role.COMMUNE_FOCAL) & set(units))
    mine = Q(assigned=user, unit__in=units) | Q(assigned=None, unit__in=shares_out)
    return mine & Q(status__in=sorted(states))


def next_waiting(user: User, done: Feedback) -> Feedback | None:
    """What waits for the person and is due first, beside that with which they have just dealt: an answer of theirs, a
    word of theirs on one; not what waits for its sender. One statement."""
    waits = _to_answer(user, worked_units(user), AT_WORK) | Q(status=Status.DRAFTED, unit__in=led_units(user))
    return Feedback.objects.filter(waits).exclude(pk=done.pk).order_by("due_on", "pk").first()


def _of_new(unit: Unit, rows: Sequence[Feedback]) -> Work:
    """What nobody was given: of a unit one line, whose key changes when another one comes."""
    return Work(
        key=f"{KIND}:new:{unit.pk}:{max(row.pk for row in rows)}",
        title="Phân công xử lý phản ánh",
        what=unit.name,
        url=f"{reverse('feedback-list')}?chua_giao=on",
        due=rows[0].due_on,
        count=len(rows),
        noun="phản ánh",
    )


def _work(row: Feedback, title: str, *, personal: bool = False) -> Work:
    return Work(
        key=f"{KIND}:{row.pk}:{row.status}:{title}",
        title=title,
        what=f"{row.unit.name}, {row.label}, {topic_title(row.topic)}",
        url=reverse("feedback-one", args=[row.pk]),
        due=row.due_on,
        personal=personal,
    )


def _led(user: User) -> list[Work]:
    units = led_units(user)
    if not units:
        return []
    late = Q(status__in=OPEN, due_on__lt=clock.today())
    pictured = Q(status__in=RESULTS, exempt="", pk__in=_with_pictures(units, user))
    rows = Feedback.objects.filter(Q(status=Status.DRAFTED) | late | pictured, unit__in=units).select_related("unit")
    drafted: dict[Unit, list[Feedback]] = defaultdict(list)
    found: list[Work] = []
    for row in rows.order_by("due_on", "pk"):
        if row.stage is Status.DRAFTED:
            drafted[row.unit].append(row)
        else:
            found.append(_led_work(row))
    return [*(_of_drafted(unit, several) for unit, several in drafted.items()), *found]


def _of_drafted(unit: Unit, rows: Sequence[Feedback]) -> Work:
    """The answers of a unit that wait for a word: one by itself, several as one line that leads to where they are read
    one after the other; its key changes when another one comes."""
    if len(rows) == 1:
        return _work(rows[0], _APPROVE, personal=True)
    return Work(
        key=f"{KIND}:drafted:{unit.pk}:{max(row.pk for row in rows)}",
        title=_APPROVE,
        what=unit.name,
        url=reverse("feedback-approve"),
        due=rows[0].due_on,
        count=len(rows),
        noun="trả lời chờ duyệt",
        personal=True,
    )


def _with_pictures(units: Sequence[int], user: User) -> Any:
    """Matters with a picture for everybody that the person may approve."""
    rows = PublicPhotograph.objects.waiting_for(user).filter(photograph__feedback__unit__in=units)
    return rows.values("photograph__feedback")


def _led_work(row: Feedback) -> Work:
    """What else waits for who leads: what is late, and pictures of what was answered, which have no last day."""
    if row.stage in RESULTS:
        return replace(_work(row, "Duyệt ảnh công khai", personal=True), due=None)
    return _work(row, "Phản ánh quá hạn", personal=True)


def _of_city(user: User) -> list[Work]:
    if not user.has_role(*OFFICE):
        return []
    rows = Feedback.objects.open().filter(due_on__lt=clock.today() - TO_CITY_AFTER).order_by()
    units = rows.values("unit").distinct().count()
    if not units:
        return []
    url, what = reverse("feedback-numbers"), "còn phản ánh quá hạn nhiều ngày, chưa trả lời"
    return [Work(f"{KIND}:city:{units}", "Nhắc đơn vị trả lời phản ánh", what, url, count=units, noun="đơn vị")]


# --- The duty of a week ---------------------------------------------------------------------------------------------


# What counts in a week is due in it or later, whenever it was received, opened again or answered. The stored last day
# is that of its last step: by so much a day off or a limit of the year may have moved it since.
_MOVED = timedelta(days=30)


def _asks(question: DutyQuestion) -> Question[Any]:
    rows = Feedback.objects.filter(unit__in=question.units, made_at__lte=question.now)
    waiting = rows.filter(status__in=OPEN).order_by().values_list("unit_id", "due_on")
    near = rows.filter(due_on__gte=question.periods[0].first - _MOVED, received_on__lte=question.periods[-1].last)
    return all_of(Question(list, waiting), known_of(near | rows.filter(status__in=OPEN)))


def _says(question: DutyQuestion, answer: Any) -> Mapping[int, DutyState]:
    """A week that is over says what was due in it, as the figure counts it; the running one all that waits."""
    waiting, known = answer
    due: dict[int, list[date]] = {unit: [] for unit in question.units}
    for unit, day in waiting:
        due[unit].append(day)
    rounds: dict[int, list[tuple[Round, Standing]]] = {unit: [] for unit in question.units}
    today, of_day = question.now.date(), limits_of(question.calendar, question.terms)
    for one in known:
        each = ((of, standing_of(of, of_day(of.since), today)) for of in one.course.rounds)
        rounds[one.unit] += [(of, told) for of, told in each if told.due and question.period.holds(told.settled_on)]
    return {unit: _state(question, days, rounds[unit]) for unit, days in due.items()}


def _state(question: DutyQuestion, days: Sequence[date], rounds: Sequence[tuple[Round, Standing]]) -> DutyState:
    """How many wait for an answer, how many of them must be answered in the week (:func:`last_of_week`), and how many
    of these are late; due as long as one must.
    ``rounds``: what was due in it; answered too late, it is done and counts for nothing."""
    today = question.now.date()
    missed = [of for of, told in rounds if not told.on_time and told.settled_on < today]
    if question.period.last < today:
        return _state_of_past(question, missed, len(rounds))
    week = [day for day in days if day <= question.period.last]
    late = sum(day < today for day in days)
    words = [f"{number(len(days))} phản ánh chưa trả lời, {number(len(week))} cần trả lời trong tuần" if days else ""]
    words.append(f"trong đó {number(late)} quá hạn" if late else "")
    told = ", ".join(word for word in words if word) or "không có phản ánh nào chờ trả lời"
    state = question.state(done=not week, from_day=question.period.first)
    earlier = bool(week) and all(day < question.period.first for day in week)
    return DutyState(
        State.DUE if state is State.LATE else state, told, question.last_day,
        url=due_by(question.period.last) if week else "", too_late=not week and bool(missed),
        waits_since=min(week) if earlier else None,
    )  # fmt: skip


def _state_of_past(question: DutyQuestion, missed: Sequence[Round], due: int) -> DutyState:
    waiting = sum(of.is_open for of in missed)
    told = f"{number(due - len(missed))}/{number(due)} phản ánh đến hạn trong tuần được trả lời đúng hạn"
    words = [told if due else "không có phản ánh nào đến hạn trong tuần"]
    words.append(f"{number(waiting)} phản ánh chưa trả lời" if waiting else "")
    state = State.LATE if waiting else State.DONE
    return DutyState(state, ", ".join(filter(None, words)), question.last_day, too_late=bool(missed) and not waiting)


FEEDBACK_DUTY = Duty(
    key="feedback.answers",
    title="Trả lời phản ánh, góp ý",
    measure=MEASURE,
    roles=frozenset(KEEPERS),
    asks=_asks,
    says=_says,
    door=lambda unit: reverse("feedback-list"),
    room=ROOM.key,
)
