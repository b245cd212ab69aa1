"""Where the hard year happens: a small city whose year 2026 is published, its people, and what units do as usual.

The troubles themselves are told in ``hard_commune`` and ``hard_city``; ``test_hard_round`` strings them together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tests.e2e.conftest import Calendar
from tests.e2e.visitor import Visitor
from tests.evaluations.scenario import GOOD, SMALL_SET, Year, agency, fresh, on, open_year, pdf, person
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.actions import load_calendar
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions import answers, council, decisions, gates, intake, registration, sheets, submission
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Cycle, Dossier, SheetItem
from thanthien.evaluations.scored import Entry
from thanthien.units.models import Agency

MAIN, LATE, OUT, RENEWED, GONE, NEW = "10001", "10002", "10003", "10004", "10005", "10009"
OPENED = date(2027, 1, 4)
LESS = Entry(AnswerState.VALUE, {"numerator": "40", "denominator": "52"}, "Sổ chỉ ghi 40 tuần")
DENSE = GOOD | {"2.2": Entry(AnswerState.VALUE, {"option": "dat"})}

# The set of 2027: as that of 2026, and Sở Tư pháp appraises 2.2 alone. In November 1.2 is worth more.
FIRST_VERSION = (
    SMALL_SET.read_text(encoding="utf-8")
    .replace("year: 2026", "year: 2027")
    .replace("source: judged\n        bodies: [so-noi-vu]", "source: judged\n        bodies: [so-tu-phap]")
)
SECOND_VERSION = FIRST_VERSION.replace("version: 1", "version: 2").replace(
    "max: 2\n        rule: {kind: linear", "max: 3\n        rule: {kind: linear"
)


@dataclass
class Story:
    """The year 2027 in its course: who takes part, each at a screen of their own, and the calendar."""

    before: Year
    calendar: Calendar
    window: Callable[..., Visitor]
    admin: User
    justice: User
    next_chair: User
    screens: dict[int, Visitor] = field(default_factory=dict)

    # --- People and pages -------------------------------------------------------------------------------------------

    def at(self, user: User) -> Visitor:
        """The person's screen. Pages are looked at by axe where they are tested alone; here the story counts."""
        if user.pk not in self.screens:
            self.screens[user.pk] = self.window(user)
            self.screens[user.pk].watch = None
        return self.screens[user.pk]

    @property
    def office(self) -> Visitor:
        return self.at(self.before.people.office)

    @property
    def citizen(self) -> Visitor:
        """Anybody, without an account."""
        if 0 not in self.screens:
            self.screens[0] = self.window()
            self.screens[0].watch = None
        return self.screens[0]

    @property
    def secretary(self) -> Visitor:
        return self.at(self.before.people.secretary)

    def of(self, code: str, job: str = "chair") -> Visitor:
        """Someone of a unit."""
        return self.at(self.before.people.communes[code][job])

    def today(self, year: int, month: int, day: int) -> None:
        """A later day comes."""
        self.calendar.turn_to(date(year, month, day))

    # --- The year ---------------------------------------------------------------------------------------------------

    @property
    def cycle(self) -> Cycle:
        return Cycle.objects.select_related("criteria_set").get(year=2027)

    @property
    def year(self) -> Year:
        return Year(self.cycle, self.before.people)

    def base(self, code: str) -> str:
        """Where the pages of a unit's dossier stand."""
        return f"/ky/{self.cycle.pk}/{code}/"

    def dossier(self, code: str) -> Dossier:
        return self.year.dossier(code)

    def log(self, code: str, *words: str) -> None:
        """The log of steps tells it, to who follows the dossier."""
        self.office.open(f"{self.base(code)}?muc=dien-bien")
        self.office.sees(*words)


def published_before() -> Year:
    """2026: three units get their result, two handed nothing in; all of it is published."""
    year = open_year(units=5)
    year.decide(LATE)
    year.decide(OUT)
    year.announce(MAIN)
    closed = [year.dossier(code).pk for code in (RENEWED, GONE)]
    with on(date(2026, 3, 24)):
        office = fresh(year.people.office)
        intake.close_unsubmitted(by=office, dossier_ids=closed)
        decisions.record_decision(
            by=office, cycle=year.cycle, paper=Printed("12/QĐ-UBND", clock.today(), "Người ký", pdf()),
            verdicts=dict.fromkeys(closed, decisions.Verdict(0)) | {year.dossier(MAIN).pk: decisions.Verdict(2)},
        )  # fmt: skip
    with on(date(2026, 3, 25)):
        decisions.publish(by=fresh(year.people.office), cycle=year.cycle, seen=year.decided())
    return year


def story_of(before: Year, calendar: Calendar, window: Callable[..., Visitor]) -> Story:
    """After the published year: the usual calendar with Tết, one body more, an administrator, a chairman to come."""
    load_calendar(by=None)
    justice = agency("so-tu-phap", "Sở Tư pháp", "department")
    city = Agency.objects.get(code="ubnd-tp")
    with on(OPENED):
        issued(before.people.head, FIRST_VERSION, "01/QĐ-SNV")
    return Story(
        before, calendar, window,
        admin=person("admin", city, Role.ADMINISTRATOR), justice=person("tuphap", justice, Role.APPRAISER),
        next_chair=person("moi"),
    )  # fmt: skip


def issued(head: User, text: str, number: str) -> CriteriaSet:
    """A version of the set, issued today."""
    draft = import_draft(by=fresh(head), text=text)
    return issue(by=fresh(head), set_id=draft.pk, decision_number=number, decision_date=clock.today())


# --- What people do as usual, on the day that the calendar shows ------------------------------------------------------


def register(story: Story, *codes: str) -> None:
    """They aim at level 2."""
    for code in codes:
        who, key = story.year.who(code, "focal"), story.dossier(code).pk
        registration.register(by=who, dossier_id=key, target_level=2)


def score(story: Story, code: str, entries: dict[str, Entry]) -> None:
    """The unit scores these indicators."""
    drafts = {key: answers.Draft(entry) for key, entry in entries.items()}
    answers.save_answers(by=story.year.who(code, "focal"), dossier_id=story.dossier(code).pk, drafts=drafts)


def post(story: Story, code: str) -> None:
    """The draft is posted."""
    submission.post(
        by=story.year.who(code, "focal"), dossier_id=story.dossier(code).pk, posted_on=clock.today(), places="Trụ sở"
    )


def meet(story: Story, code: str) -> None:
    """The unit meets on its draft."""
    submission.record_meeting(
        by=story.year.who(code, "focal"), dossier_id=story.dossier(code).pk, version=story.dossier(code).version,
        held_on=clock.today(), minutes=story.year.document(code),
    )  # fmt: skip


def sign(story: Story, code: str) -> None:
    """The chairman signs."""
    submission.sign(by=story.year.who(code, "chair"), dossier_id=story.dossier(code).pk, seen=story.year.mark(code))


def submit(story: Story, code: str) -> None:
    """The unit meets, its chairman signs and submits."""
    meet(story, code)
    sign(story, code)
    submission.submit(by=story.year.who(code, "chair"), dossier_id=story.dossier(code).pk, seen=story.year.mark(code))


def accept(story: Story, *codes: str) -> None:
    """The office takes dossiers into appraisal."""
    keys = [story.dossier(code).pk for code in codes]
    intake.accept(by=fresh(story.before.people.office), dossier_ids=keys)


def appraise(story: Story, code: str, user: User, changes: dict[str, Entry] | None = None) -> None:
    """A body agrees, but for ``changes``, and sends its sheet."""
    who, others = fresh(user), changes or {}
    items = [_changed(item, others.get(item.indicator.code)) for item in items_of(story, code, who)]
    sheets.save_items(by=who, changes=items)
    ready = sheets.sendable(who, story.cycle, [story.dossier(code).pk])
    sheets.send_sheets(by=who, cycle=story.cycle, sheet_ids=[sheet.pk for sheet in ready])


def items_of(story: Story, code: str, user: User) -> QuerySet[SheetItem]:
    """What a body judges of a unit."""
    bodies = [hat.agency_id for hat in user.hats]
    found = SheetItem.objects.filter(sheet__dossier=story.dossier(code), sheet__body_id__in=bodies)
    return found.select_related("indicator").order_by("indicator__position")


def _changed(item: SheetItem, entry: Entry | None) -> sheets.ItemChange:
    more: dict[str, Any] = {"confirm": True} if entry is None else {"entry": entry}
    return sheets.ItemChange(item.pk, item.version, **more)


def conclude(story: Story, *codes: str) -> None:
    """The council concludes what all agree on, today."""
    keys = [story.dossier(code).pk for code in codes]
    council.conclude(by=story.year.concluder, dossier_ids=keys, session=Session(clock.today()))


def announce(story: Story, *codes: str) -> None:
    """The office tells units their provisional results."""
    council.announce(by=fresh(story.before.people.office), dossier_ids=[story.dossier(code).pk for code in codes])


def no_head_was_disciplined(story: Story, *codes: str) -> None:
    """Sở Nội vụ states the gate that it is asked about."""
    words = gates.one_word_for([story.dossier(code).pk for code in codes], False)
    gates.state_gates(by=fresh(story.before.people.noi_vu), key="ky-luat", words=words)
