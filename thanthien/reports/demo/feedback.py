"""Made-up feedback of all units in the running year: answered in time, late or not yet, made public or not; a few are
complaints, spam, or the matter of somebody else. What was said is kept where that is open or just over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import connection, models

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import ONE_DAY, WorkCalendar, add_working_days, next_working_day
from thanthien.core.private.codes import code_digest
from thanthien.core.private.keys import seal
from thanthien.core.queries import work_calendar
from thanthien.feedback.enums import BY_OFFICE, SHELVES, Exempt, Part, Via
from thanthien.feedback.models import Feedback, FeedbackAnswer, FeedbackStep, FeedbackText
from thanthien.feedback.permissions import signers_of
from thanthien.feedback.rules import Limits, Received, Told, course_of, due_on
from thanthien.feedback.topics import heard_as, topics
from thanthien.feedback.workflow import RESULTS, STEPS, Actor, Kind, Status
from thanthien.grassroots.kinds import REPORTS
from thanthien.grassroots.models import WeeklyReport
from thanthien.reports.demo.diary import at
from thanthien.reports.demo.feedback_pictures import ALT, show_picture
from thanthien.reports.demo.feedback_texts import STORIES, Story
from thanthien.units.models import Agency, Hamlet, Unit

KNOWN_CODE = "PA4H-7KXM-2QTD-9RWC"  # of one that was just answered in the fullest unit (docs/demo.md)
_LAST_HOUR = 15  # what comes later is looked at on the next working day
_PICTURED = STORIES[1]  # a hole in a road
_MOST, _FEWEST = 18, 4  # of a unit in a year
_VIAS = (Via.WEB, Via.WEB, Via.WEB, Via.PHONE, Via.DESK, Via.PAPER, Via.MEETING, Via.HOTLINE)
_TAKEN_SINCE = timedelta(days=30)
_KEPT = timedelta(days=30)  # what ended longer ago has no text any more, so that the demo is made quickly


@dataclass(frozen=True, slots=True)
class _Office:
    """Who answers in a unit, and how well."""

    unit: Unit
    clerk: User
    chair: User
    inspector: User | None
    quality: float
    hamlets: Sequence[Hamlet]


@dataclass(slots=True)
class _Told:
    """A matter with its steps and answer, as long as their moments have come."""

    row: Feedback
    story: Story
    steps: list[FeedbackStep] = field(default_factory=list)
    answer: FeedbackAnswer | None = None


def make_feedback(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """Feedback since the year began, up to now, and what became of opinions that were heard of late; returns how many.
    Ask after the weekly reports were told."""
    # Numbers of its own: the story of the years doesn't depend on them.
    rng = Random(seed_number + 39)  # noqa: S311 - plausible data, no secrets
    hamlets: dict[int, list[Hamlet]] = {}
    for hamlet in Hamlet.objects.current().in_vietnamese_order():
        hamlets.setdefault(hamlet.unit_id, []).append(hamlet)
    told, heard = _Year(rng, date(year, 1, 1)), _heard_of_late(year)
    for unit in units:
        clerk, good = people[f"congchuc.{unit.code}"], 0.95 if unit.code == full else quality[unit.code]
        office = _Office(
            unit, clerk, people.get(f"chutich.{unit.code}", clerk), people.get("thanhtra.doc"), good,
            hamlets.get(unit.pk, ()),
        )  # fmt: skip
        told.note(office, known=unit.code == full)
        told.take_over(office, heard.get(unit.pk, ()))
    return told.tell()


def _heard_of_late(year: int) -> dict[int, list[WeeklyReport]]:
    """Opinions of the last weeks by unit: earlier ones were heard before anybody took them."""
    since, found = max(date(year, 1, 1), clock.today() - _TAKEN_SINCE), dict[int, list[WeeklyReport]]()
    rows = WeeklyReport.objects.standing().filter(nothing=False, day__gte=since, told_at__lte=clock.now())
    for one in rows.select_related("hamlet").order_by("day", "pk"):
        found.setdefault(one.unit_id, []).append(one)
    return found


class _Year:
    """What is told and answered in all units, noted unit by unit, then stored at once."""

    def __init__(self, rng: Random, first: date) -> None:
        self.rng, self.first, self.now, self.today = rng, first, clock.now(), clock.today()
        self.calendar: WorkCalendar = work_calendar()
        self.limits = Limits(self.calendar)
        self.told: list[_Told] = []
        self.known: tuple[_Told, _Office] | None = None
        self.agencies = {one.code: one for one in Agency.objects.filter(unit__isnull=False)}

    def note(self, office: _Office, *, known: bool) -> None:
        """Some matters spread over the days of the unit, and one whose code the guide to the demo names."""
        first = max(self.first, office.unit.valid_from)
        days = (self.today - first).days
        for _ in range(round(days / 365 * self.rng.randint(_FEWEST, _MOST))):
            day = next_working_day(first + self.rng.randint(0, max(0, days)) * ONE_DAY, self.calendar)
            if at(day, 10) <= self.now:
                self.told.append(self._matter(office, day, self.rng.choice(_VIAS)))
        if known:
            day = add_working_days(self.today - timedelta(days=14), 1, self.calendar)
            fates = _with_picture(self._answered(office, day, days=2), office.clerk)
            one = self._matter(office, day, Via.WEB, fates=fates, known=_PICTURED)
            one.row.code_digest = code_digest(KNOWN_CODE)
            self.told.append(one)
            self.known = one, office

    def take_over(self, office: _Office, heard: Sequence[WeeklyReport]) -> None:
        """Opinions of the weekly channel, each from the moment at which it was told there."""
        for report in heard:
            one = self._matter(office, report.told_at.astimezone(clock.ZONE).date(), Via.GRASSROOTS, report)
            self.told.append(one)

    def tell(self) -> int:
        """Store everything. Rows name each other, so they get their numbers first."""
        for pk, one in zip(_numbers(Feedback, len(self.told)), self.told, strict=True):
            one.row.pk = pk
        answers = [(one.row, one.answer) for one in self.told if one.answer is not None]
        for pk, (row, answer) in zip(_numbers(FeedbackAnswer, len(answers)), answers, strict=True):
            answer.pk, answer.feedback_id, row.answer_id = pk, row.pk, pk
        Feedback.objects.bulk_create([one.row for one in self.told], batch_size=1000)
        FeedbackAnswer.objects.bulk_create([answer for _, answer in answers], batch_size=1000)
        steps = [step for one in self.told for step in self._steps_of(one)]
        FeedbackStep.objects.bulk_create(sorted(steps, key=lambda step: step.at), batch_size=1000)
        FeedbackText.objects.bulk_create([text for one in self.told for text in self._texts(one)], batch_size=1000)
        if self.known is not None:
            self._show(*self.known)
        return len(self.told)

    def _show(self, one: _Told, office: _Office) -> None:
        """The photograph of the known matter, where its answer is public."""
        made = [step.at for step in one.steps if step.step == "blur"]
        if one.row.published_at and one.answer is not None and made and office.chair != office.clerk:
            show_picture(
                one.row, one.answer, sent_at=one.row.made_at, made_at=made[0], clerk=office.clerk, chair=office.chair
            )

    # --- One matter ---

    def _matter(
        self, office: _Office, day: date, via: Via, report: WeeklyReport | None = None, *,
        fates: Iterator[FeedbackStep] | None = None, known: Story | None = None,
    ) -> _Told:  # fmt: skip
        luck, received = self.rng.random(), day
        legal = fates is None and report is None and luck < 0.03
        chosen = self._story(report)
        story = known or chosen
        topic = topics()["khieu-nai-to-cao" if legal else story.topic]
        kind = Kind(topic.kind)
        by = office.clerk if via in BY_OFFICE else None
        row = Feedback(
            key=UUID(int=self.rng.getrandbits(128), version=4), unit=office.unit, topic=topic.code, kind=kind,
            first_kind=kind, via=via, received_on=day, made_at=at(day, 9, self.rng.randint(0, 50)), entered_by=by,
            hamlet=self.rng.choice(office.hamlets) if office.hamlets and self.rng.random() < 0.8 else None,
            agency=self.agencies[f"ubnd-{office.unit.code}"] if by else None,
            code_digest=f"{self.rng.getrandbits(256):064x}",
        )  # fmt: skip
        if report is not None:
            row.received_on, row.made_at, row.hamlet = report.day, report.told_at, report.hamlet
            row.source, row.entered_by_id = f"{REPORTS.key}:{report.pk}", report.entered_by_id
        one, day = _Told(row, story), self._looked_at_on(row.made_at)
        for step in fates or (self._legal(office, day) if legal else self._course(office, day, luck)):
            if step.at > self.now:
                break
            self._take(one, step, office)
        steps = [Told(step.step, step.at, Actor(step.actor), step.kind) for step in one.steps]
        row.due_on = due_on(course_of(Received(received, kind), steps).now, self.limits)
        return one

    def _looked_at_on(self, moment: datetime) -> date:
        """The day on which the unit looks at what came at a moment: what comes after three o'clock, or on a day off, is
        looked at on the next working day."""
        local = moment.astimezone(clock.ZONE)
        return next_working_day(local.date() + (local.hour >= _LAST_HOUR) * ONE_DAY, self.calendar)

    def _story(self, report: WeeklyReport | None) -> Story:
        """What was said; of an opinion its own words, and an answer of its topic."""
        if report is None:
            return self.rng.choice(STORIES)
        topic = heard_as(report.topic)
        story = self.rng.choice([one for one in STORIES if one.topic == topic])
        return replace(story, text=report.text, place=report.address)

    def _take(self, one: _Told, step: FeedbackStep, office: _Office) -> None:
        row = one.row
        one.steps.append(step)
        row.status = STEPS[step.step].target or row.status
        row.version += 1
        match step.step:
            case "assign":
                row.assigned = step.assigned
            case "draft":
                one.answer = FeedbackAnswer(
                    summary=one.story.summary, text=one.story.answer, signer=signers_of(office.unit)[0],
                    by=office.clerk, at=step.at,
                )  # fmt: skip
            case "answer" | "close" | "forward":
                row.answered_on = step.at.astimezone(clock.ZONE).date()
            case "publish":
                row.published_at = step.at
            case "exempt":
                row.exempt = step.exempt
            case "solved":
                row.solved = True
            case "again":
                row.solved, row.published_at, row.exempt, row.answered_on = False, None, "", None

    def _legal(self, office: _Office, day: date) -> Iterator[FeedbackStep]:
        yield _step("legal", at(day, 10), Actor.CITIZEN)
        passed = add_working_days(day, self.rng.randint(1, 4), self.calendar)
        to = "Người có thẩm quyền giải quyết khiếu nại, tố cáo (minh họa)"
        yield _step("refer", at(passed, 10), Actor.LEGAL, office.inspector, to=to)

    def _course(self, office: _Office, day: date, luck: float) -> Iterator[FeedbackStep]:
        """What comes of it: the weaker the unit, the later."""
        lack = 1 - office.quality
        if luck < 0.05:
            yield _step("spam", at(day, 16), Actor.LEADER, office.chair, note="Quảng cáo, không phải phản ánh")
        elif luck < 0.10:
            on = add_working_days(day, self.rng.randint(4, 6) if luck < 0.05 + 0.05 * lack else 2, self.calendar)
            yield _step(
                "forward", at(on, 10), Actor.UNIT, office.clerk, to="Công ty Điện lực (minh họa)",
                note="Lưới điện do công ty quản lý",
            )  # fmt: skip
        elif luck > 1 - 0.2 * lack:
            yield _step("assign", at(day, 16), Actor.UNIT, office.clerk, assigned=office.clerk)
        else:
            slow = self.rng.random() < 0.5 * lack
            yield from self._answered(office, day, days=self.rng.randint(11, 25) if slow else self.rng.randint(1, 8))

    def _answered(self, office: _Office, day: date, *, days: int) -> Iterator[FeedbackStep]:
        lack, clerk, chair = 1 - office.quality, office.clerk, office.chair
        urgent = min(days, 2) if days <= 8 else days  # a good unit looks after a danger at once
        done = add_working_days(day, urgent if self.rng.random() < 0.4 else days, self.calendar)
        yield _step("assign", at(day, 16), Actor.UNIT, clerk, assigned=clerk)
        if self.rng.random() < 0.12:
            yield _step("ask", at(day, 16, 30), Actor.UNIT, clerk, note="Sự việc ở đoạn nào, từ khi nào?")
            yield _step("tell", at(add_working_days(day, 1, self.calendar), 9), Actor.CITIZEN)
        yield _step("draft", at(done, 14), Actor.UNIT, clerk)
        closed = self.rng.random() < 0.08
        note = "Cần vốn của năm sau, đã đưa vào kế hoạch" if closed else ""
        yield _step("close" if closed else "answer", at(done, 15), Actor.LEADER, chair, note=note)
        if self.rng.random() < 0.05:
            yield _step(
                "exempt", at(done, 16), Actor.LEADER, chair, note="Việc riêng của một hộ", exempt=Exempt.PERSONAL
            )
        elif self.rng.random() > 0.4 * lack:
            shown = add_working_days(done, self.rng.randint(1, 4), self.calendar)
            yield _step("publish", at(shown, 9), Actor.LEADER, chair)
        later = add_working_days(done, 6, self.calendar)
        if self.rng.random() < 0.4:
            yield _step("solved" if self.rng.random() < 0.9 else "again", at(later, 20), Actor.CITIZEN)

    # --- What belongs to it ---

    def _steps_of(self, one: _Told) -> Iterator[FeedbackStep]:
        for step in one.steps:
            step.feedback_id = one.row.pk
            if step.step in ("draft", "answer", "close", "publish"):
                step.answer_id = one.row.answer_id
            yield step

    def _texts(self, one: _Told) -> Iterator[FeedbackText]:
        """What is open, or ended a few days ago, has its text and a key; of the others both are gone."""
        ended = not Status(one.row.status).is_open and one.steps
        gone = one.steps[-1].at + _KEPT if ended else None
        said = {"text": one.story.text, "place": one.story.place}
        yield self._text(one.row, Part.TEXT, said, gone)
        if one.row.status in RESULTS and one.row.pk % 3 == 0:
            yield self._text(one.row, Part.CONTACT, {"phone": f"0900 000 {self.rng.randint(100, 999)}"}, gone)

    def _text(self, row: Feedback, part: Part, texts: Mapping[str, str], gone: datetime | None) -> FeedbackText:
        if gone is not None and gone < self.now:
            return FeedbackText(feedback=row, part=part, at=row.made_at, erased_at=gone)
        sealed = seal(SHELVES[part], texts)
        return FeedbackText(
            feedback=row, part=part, at=row.made_at, sealed_key=sealed.key, sealed=sealed.content
        )  # fmt: skip


def _with_picture(fates: Iterator[FeedbackStep], clerk: User) -> Iterator[FeedbackStep]:
    """What comes of it, and before the answer is drafted its photograph is covered."""
    for step in fates:
        if step.step == "draft":
            yield _step("blur", step.at - timedelta(minutes=20), Actor.UNIT, clerk, note=ALT)
        yield step


def _step(name: str, moment: datetime, actor: Actor, by: User | None = None, **more: object) -> FeedbackStep:
    return FeedbackStep(step=name, at=moment, actor=actor, by=by, **more)


def _numbers(model: type[models.Model], count: int) -> list[int]:
    """So many numbers that nobody has yet."""
    table = model._meta.db_table  # noqa: SLF001 - Django's own description of a model
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )  # fmt: skip
        return [number for (number,) in cursor.fetchall()]
