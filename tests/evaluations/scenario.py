"""A small year to test with: three units, two bodies, four indicators, people of every role.

``Year`` drives dossiers to any state through the actions, as people do; nothing is written past them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import files
from tests.factories.criteria import with_agencies
from tests.recorder import recorded
from thanthien.accounts.models import Membership, User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.models import CriteriaSet
from thanthien.evaluations.actions import (
    answers,
    council,
    cycles,
    decisions,
    gates,
    intake,
    registration,
    sheets,
    submission,
)
from thanthien.evaluations.actions.council_day import Session
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import AnswerState
from thanthien.evaluations.models import Answer, Conclusion, Cycle, Dossier, SheetItem
from thanthien.evaluations.queries.reading import content_mark
from thanthien.evaluations.scored import Entry
from thanthien.evaluations.workflow import PhaseKey, Status
from thanthien.evidence.models import Document
from thanthien.units.models import Agency, Unit

FIRST_DAY = date(2026, 1, 5)
SMALL_SET = Path(__file__).with_name("small-set.yaml")

# A year of two weeks, so that tests move the clock little: phase → (first day, last day).
PHASES = {
    PhaseKey.REGISTRATION: (date(2026, 1, 5), date(2026, 1, 9)),
    PhaseKey.EXECUTION: (date(2026, 1, 5), date(2026, 1, 16)),
    PhaseKey.SELF_SCORING: (date(2026, 1, 12), date(2026, 1, 23)),
    PhaseKey.POSTING: (date(2026, 1, 12), date(2026, 2, 6)),
    PhaseKey.APPRAISAL: (date(2026, 2, 9), date(2026, 3, 6)),
    PhaseKey.COUNCIL: (date(2026, 3, 9), date(2026, 3, 13)),
    PhaseKey.PROVISIONAL: (date(2026, 3, 16), date(2026, 3, 17)),
    PhaseKey.REVIEW: (date(2026, 3, 16), date(2026, 3, 20)),
    PhaseKey.DECISION: (date(2026, 3, 23), date(2026, 3, 31)),
}
# As a year opened before units were heard first: what lowers a recognition in other tests needs no proceedings.
SWITCHES = cycles.Switches(decided_by="Ủy ban nhân dân thành phố", proceedings_required=False)
GOOD = {
    "1.1": Entry(AnswerState.VALUE, {"numerator": "46", "denominator": "52"}),
    "1.2": Entry(AnswerState.VALUE, {"numerator": "9", "denominator": "10"}),
    "2.1": Entry(AnswerState.VALUE, {"passed": True}),
    "2.2": Entry(AnswerState.VALUE, {"option": "tot"}),
}


def pdf(name: str = "quyet-dinh.pdf") -> SimpleUploadedFile:
    """A small real PDF."""
    return SimpleUploadedFile(name, files.pdf(), content_type="application/pdf")


def other_pdf() -> SimpleUploadedFile:
    """The same with other bytes."""
    again = pdf()
    again.file.write(again.file.read() + b"% again\n")
    again.size = again.file.tell()
    again.file.seek(0)
    return again


@dataclass
class People:
    """One person for each role that tests need; ``stranger`` holds none."""

    office: User
    head: User
    secretary: User
    member: User
    leader: User
    auditor: User
    mttq: User
    noi_vu: User
    stranger: User
    communes: dict[str, dict[str, User]] = field(default_factory=dict)


def person(name: str, agency: Agency | None = None, *roles: Role, since: date = date(2025, 1, 1)) -> User:
    """A person with memberships in one agency."""
    user = User.objects.create_user(email=f"{name}@vi.du", full_name=name.title(), password="mat-khau-dai-12")
    for role in roles:
        Membership.objects.create(user=user, agency=agency, role=role, valid_from=since)
    return user


def agency(code: str, name: str, kind: str, unit: Unit | None = None) -> Agency:
    """An agency that has existed for long."""
    return Agency.objects.create(
        code=code, name=name, kind=kind, unit=unit, valid_from=date(2025, 1, 1), sort_key=name, sort=1
    )


def unit(code: str, name: str, kind: str = "xa") -> Unit:
    """A unit with its two agencies."""
    made = Unit.objects.create(
        code=code, name=name, short_name=name.split(" ", 1)[1], kind=kind, valid_from=date(2025, 1, 1),
        sort_key=name, tile_col=int(code) % 10, tile_row=1,
    )  # fmt: skip
    agency(f"ubnd-{code}", f"Ủy ban nhân dân {name}", "commune_committee", made)
    agency(f"mttq-{code}", f"Ủy ban Mặt trận Tổ quốc Việt Nam {name}", "commune_front", made)
    return made


def people_of(units: Iterable[Unit]) -> People:
    """Agencies of the city and everyone who works in them."""
    noi_vu = agency("so-noi-vu", "Sở Nội vụ", "department")
    mttq = agency("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố", "front")
    hoi_dong = agency("hoi-dong", "Hội đồng thẩm định", "council")
    ubnd = agency("ubnd-tp", "Ủy ban nhân dân thành phố", "city_committee")
    people = People(
        office=person("office", noi_vu, Role.CITY_OFFICER),
        head=person("head", noi_vu, Role.CITY_HEAD),
        secretary=person("secretary", hoi_dong, Role.COUNCIL_SECRETARY),
        member=person("member", hoi_dong, Role.COUNCIL_MEMBER),
        leader=person("leader", ubnd, Role.CITY_LEADER),
        auditor=person("auditor", ubnd, Role.AUDITOR),
        mttq=person("mttq", mttq, Role.APPRAISER),
        noi_vu=person("noivu", noi_vu, Role.APPRAISER),
        stranger=person("stranger"),
    )
    for made in units:
        committee = Agency.objects.get(code=f"ubnd-{made.code}")
        people.communes[made.code] = {
            "chair": person(f"chair{made.code}", committee, Role.COMMUNE_CHAIR),
            "focal": person(f"focal{made.code}", committee, Role.COMMUNE_FOCAL),
            "officer": person(f"officer{made.code}", committee, Role.COMMUNE_OFFICER),
        }
    return people


def issued_set(people: People, text: str | None = None) -> CriteriaSet:
    """The small set or another one, whose agencies are made where they are not there, issued."""
    text = with_agencies(text or SMALL_SET.read_text(encoding="utf-8"))
    draft = import_draft(by=people.head, text=text)
    return issue(by=people.head, set_id=draft.pk, decision_number="01/QĐ-SNV", decision_date=FIRST_DAY)


@dataclass
class Year:
    """An open cycle and the people in it. Codes of units: 10001, 10002, 10003."""

    cycle: Cycle
    people: People

    def dossier(self, code: str = "10001") -> Dossier:
        return Dossier.objects.select_related("unit", "cycle__criteria_set").get(cycle=self.cycle, unit__code=code)

    @property
    def concluder(self) -> User:
        """Who writes conclusions in the mode of the cycle."""
        return fresh(self.people.office if self.cycle.council_mode == "standing" else self.people.secretary)

    def who(self, code: str, job: str) -> User:
        return fresh(self.people.communes[code][job])

    def answer(self, code: str, indicator: str) -> Answer:
        return Answer.objects.get(dossier=self.dossier(code), indicator__code=indicator)

    def item(self, code: str, indicator: str, body: str) -> SheetItem:
        return SheetItem.objects.get(
            sheet__dossier=self.dossier(code), indicator__code=indicator, sheet__body__code=body
        )

    def conclusion(self, code: str, indicator: str) -> Conclusion:
        return Conclusion.objects.get(dossier=self.dossier(code), indicator__code=indicator)

    def mark(self, code: str = "10001") -> str:
        """What a page shows of the dossier's content to who signs it."""
        return content_mark(self.dossier(code))

    def decided(self) -> list[int]:
        """The dossiers that wait for publication."""
        return list(Dossier.objects.filter(cycle=self.cycle, status=Status.DECIDED).values_list("pk", flat=True))

    # --- Steps, each to the next state ------------------------------------------------------------------------------

    @recorded
    def register(self, code: str = "10001", level: int = 2) -> None:
        with on(date(2026, 1, 6)):
            registration.register(by=self.who(code, "focal"), dossier_id=self.dossier(code).pk, target_level=level)

    @recorded
    def score(self, code: str = "10001", entries: dict[str, Entry] | None = None) -> None:
        self.register(code)
        drafts = {key: answers.Draft(entry) for key, entry in (entries or GOOD).items()}
        with on(date(2026, 1, 13)):
            answers.save_answers(by=self.who(code, "focal"), dossier_id=self.dossier(code).pk, drafts=drafts)

    def save(
        self, code: str, indicator: str, draft: answers.Draft, *, who: str = "focal", version: int | None = None
    ) -> answers.Saved:
        """One answer as the page saves it; ``version``: what the person saw, the stored one unless given."""
        seen = self.answer(code, indicator).version if version is None else version
        place = answers.Place(self.cycle.pk, code, indicator)
        return answers.save_typed(by=self.who(code, who), place=place, version=seen, read=lambda _: draft)

    @recorded
    def post(self, code: str = "10001", entries: dict[str, Entry] | None = None) -> None:
        self.score(code, entries)
        with on(date(2026, 1, 14)):
            submission.post(
                by=self.who(code, "focal"), dossier_id=self.dossier(code).pk,
                posted_on=clock.today(), places="Trụ sở, nhà văn hóa",
            )  # fmt: skip

    @recorded
    def meet(self, code: str = "10001", entries: dict[str, Entry] | None = None) -> None:
        self.post(code, entries)
        with on(date(2026, 1, 20)):
            minutes = self.document(code)
            dossier = self.dossier(code)
            submission.record_meeting(
                by=self.who(code, "focal"), dossier_id=dossier.pk, version=dossier.version,
                held_on=clock.today(), minutes=minutes,
            )  # fmt: skip

    @recorded
    def sign(self, code: str = "10001", entries: dict[str, Entry] | None = None) -> None:
        self.meet(code, entries)
        with on(date(2026, 1, 20)):
            submission.sign(by=self.who(code, "chair"), dossier_id=self.dossier(code).pk, seen=self.mark(code))

    @recorded
    def submit(self, code: str = "10001", entries: dict[str, Entry] | None = None) -> None:
        self.sign(code, entries)
        with on(date(2026, 1, 21)):
            submission.submit(by=self.who(code, "chair"), dossier_id=self.dossier(code).pk, seen=self.mark(code))

    @recorded
    def accept(self, code: str = "10001", entries: dict[str, Entry] | None = None) -> None:
        self.submit(code, entries)
        with on(date(2026, 2, 9)):
            intake.accept(by=fresh(self.people.office), dossier_ids=[self.dossier(code).pk])

    @recorded
    def appraise(self, code: str = "10001", changes: dict[tuple[str, str], Entry] | None = None) -> None:
        """Bodies confirm what the commune said, but for ``changes``: (body, indicator) → entry."""
        self.accept(code)
        for user in (self.people.mttq, self.people.noi_vu):
            self.fill(code, user, changes or {})
            self.send(code, user)

    @recorded
    def fill(self, code: str, user: User, changes: dict[tuple[str, str], Entry]) -> None:
        user = fresh(user)
        items = SheetItem.objects.filter(
            sheet__dossier=self.dossier(code), sheet__body_id__in=[hat.agency_id for hat in user.hats]
        ).select_related("sheet__body", "indicator")
        with on(date(2026, 2, 10)):
            sheets.save_items(by=user, changes=[self._change(item, changes) for item in items])

    def _change(self, item: SheetItem, changes: dict[tuple[str, str], Entry]) -> sheets.ItemChange:
        entry = changes.get((item.sheet.body.code, item.indicator.code))
        return sheets.ItemChange(item.pk, item.version, entry=entry, confirm=entry is None)

    @recorded
    def send(self, code: str, user: User) -> None:
        user = fresh(user)
        with on(date(2026, 2, 11)):
            ready = sheets.sendable(user, self.cycle, [self.dossier(code).pk])
            sheets.send_sheets(by=user, cycle=self.cycle, sheet_ids=[sheet.pk for sheet in ready])

    @recorded
    def conclude(self, code: str = "10001") -> None:
        self.appraise(code)
        dossier = self.dossier(code)
        with on(date(2026, 3, 10)):
            council.adopt_agreed(by=self.concluder, dossier_ids=[dossier.pk])
            gates.state_gates(
                by=fresh(self.people.noi_vu), key="ky-luat", words=gates.one_word_for([dossier.pk], False)
            )
            day = clock.today() if self.cycle.council_day_label else None
            council.conclude(by=self.concluder, dossier_ids=[dossier.pk], session=Session(day))

    @recorded
    def announce(self, code: str = "10001") -> None:
        self.conclude(code)
        with on(date(2026, 3, 16)):
            council.announce(by=fresh(self.people.office), dossier_ids=[self.dossier(code).pk])

    @recorded
    def decide(self, code: str = "10001", number: str = "12/QĐ-UBND") -> None:
        self.announce(code)
        dossier = self.dossier(code)
        with on(date(2026, 3, 24)):
            decisions.record_decision(
                by=fresh(self.people.office), cycle=self.cycle,
                paper=Printed(number, clock.today(), "Người ký", pdf()),
                verdicts={dossier.pk: decisions.Verdict(dossier.proposed_level or 0)},
            )  # fmt: skip

    @recorded
    def publish(self, code: str = "10001", number: str = "12/QĐ-UBND") -> None:
        self.decide(code, number)
        with on(date(2026, 3, 25)):
            decisions.publish(by=fresh(self.people.office), cycle=self.cycle, seen=self.decided())

    @recorded
    def prove(self, code: str, indicator: str) -> int:
        """A document behind an indicator; the number of the evidence."""
        (row,) = answers.attach(
            by=self.who(code, "focal"), answer_id=self.answer(code, indicator).pk,
            document_ids=[self.document(code, "Sổ tiếp nhận").pk],
        )  # fmt: skip
        return row.pk

    def document(self, code: str, title: str = "Biên bản họp") -> Document:
        """A text document of the unit in the library."""
        committee = Agency.objects.get(code=f"ubnd-{code}")
        return Document.objects.create(
            unit=committee.unit, owner_agency=committee, title=title, kind="text", text="Nội dung",
            created_by=self.who(code, "focal"), created_at=clock.now(),
        )  # fmt: skip


def checked(client: Client, address: str, keys: list[int]) -> dict[str, object]:
    """What the form of a list to check sends, once a person has seen the list."""
    return confirming(client.post(address, {"chon": keys}))


def confirming(shown: Any) -> dict[str, object]:
    """What the list to check sends with its button: what it showed."""
    return {"buoc": "lam", "thay": shown.context["seen"], "ma": shown.context["token"]}


def fresh(user: User) -> User:
    """The person as a new request sees them (roles are read once per request)."""
    return User.objects.get(pk=user.pk)


@contextmanager
def on(day: date) -> Iterator[None]:
    """The clock stands at 08:00 of a day."""
    with clock.set_to(day):
        yield


@recorded
def open_year(
    *, units: int = 3, switches: cycles.Switches | None = None, phases: dict | None = None, text: str | None = None
) -> Year:
    """A small open cycle. The clock must then be moved by the caller (see ``on``)."""
    names = ["Xã An Hòa", "Phường Bình Minh", "Đặc khu Cát Vàng", *(f"Xã Số {n}" for n in range(4, units + 1))]
    kinds = ["xa", "phuong", "dac_khu", *["xa"] * (units - 3)]
    made = [unit(str(10001 + n), names[n], kinds[n]) for n in range(units)]
    people = people_of(made)
    with on(FIRST_DAY):
        plan = cycles.Plan(
            criteria_set=issued_set(people, text), year=2026, title="Kỳ đánh giá năm 2026",
            phases=phases or PHASES, switches=switches or SWITCHES,
        )  # fmt: skip
        return Year(cycles.open_cycle(by=fresh(people.office), plan=plan), people)
