"""A city of any size with its years, loaded in bulk: as many rows as years of use leave behind.

Some dossiers (the models) are answered and scored by the engine; every other dossier is a copy of the model that fits
its kind of unit. Sums are therefore true, and only the variety is smaller than in life. Deterministic.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import connection, transaction
from django.db.models import F, QuerySet

from bench import database
from bench.copying import copy_rows
from bench.database import analyse, without_triggers
from bench.engine import SET_FILE, make_answer
from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.text import sort_key
from thanthien.criteria.actions import import_draft, issue
from thanthien.criteria.compiling import CompiledIndicator
from thanthien.criteria.models import CriteriaSet, Indicator
from thanthien.criteria.scoring import score_indicator
from thanthien.criteria.values import Answer as EngineAnswer
from thanthien.criteria.values import NotApplicable, value_to_json
from thanthien.evaluations.actions.cycles import stated_gates
from thanthien.evaluations.actions.seals import seal_decision
from thanthien.evaluations.actions.totals import compute_totals
from thanthien.evaluations.enums import AnswerState, Column, DecisionKind, SheetStatus
from thanthien.evaluations.models import (
    Answer,
    Conclusion,
    Cycle,
    Decision,
    DecisionItem,
    Dossier,
    GateFact,
    Phase,
    Sheet,
    SheetItem,
    StepLog,
    Total,
)
from thanthien.evaluations.workflow import PhaseKey, Status
from thanthien.evidence.enums import DocumentKind
from thanthien.evidence.models import Document
from thanthien.reports.demo.people import CITY_POSTS, Post, create_people
from thanthien.units.actions import load_units
from thanthien.units.enums import AgencyKind, UnitKind
from thanthien.units.models import Agency, Unit

YEARS_OF_HISTORY = 5
MODELS = 24  # for each kind of unit
SEALED_UP_TO = 200  # units; sealing every dossier of a larger city would take longer than the measurements
DOCUMENTS = 3  # for each unit
# Five people of a commune who score: chair, focal point, three officers.
COMMUNE_POSTS = (
    ("chutich", Role.COMMUNE_CHAIR), ("daumoi", Role.COMMUNE_FOCAL), ("congchuc1", Role.COMMUNE_OFFICER),
    ("congchuc2", Role.COMMUNE_OFFICER), ("congchuc3", Role.COMMUNE_OFFICER),
)  # fmt: skip


def use_city(units: int) -> str:
    """Let this process work on a city of so many units, loaded at the first call; the address of its database."""
    return database.use(units, load)


def load(units: int) -> None:
    """Fill an empty database: units, people, years of published results, one under appraisal, one being scored."""
    with without_triggers(), transaction.atomic():
        people = place_and_people(units)
        city = _City(people)
        for years_ago in range(YEARS_OF_HISTORY, 0, -1):
            city.published(clock.today().year - years_ago)
        city.under_appraisal(clock.today().year)
        city.being_scored(clock.today().year + 1)
    analyse()


def sizes() -> dict[str, int]:
    """How many rows of each kind the database in use holds."""
    tables = {"units": Unit, "people": User, "cycles": Cycle, "dossiers": Dossier, "answers": Answer,
              "sheet_items": SheetItem, "conclusions": Conclusion, "documents": Document, "steps": StepLog}  # fmt: skip
    return {name: table.objects.count() for name, table in tables.items()}


# --- Place and people ------------------------------------------------------------------------------------------------


def place_and_people(units: int) -> dict[str, User]:
    """So many units, and the people of the city and of each; by the name they sign in with."""
    load_units(by=None)
    have = list(Unit.objects.order_by("code"))
    more_units(have, units - len(have))
    posts = [
        Post(f"{name}.{code}", f"ubnd-{code}", role)
        for code in Unit.objects.values_list("code", flat=True)
        for name, role in COMMUNE_POSTS
    ]
    return create_people(Random(1), [*CITY_POSTS, *posts])


def more_units(like: Sequence[Unit], count: int) -> None:
    """Further units with names like those of the place and a number."""
    made = []
    for number, model in zip(range(count), itertools.cycle(like), strict=False):
        name = f"{model.short_name} {number // len(like) + 2}"
        made.append(
            Unit(
                code=str(900_000 + number), name=f"{UnitKind(model.kind).label.capitalize()} {name}", short_name=name,
                kind=model.kind, valid_from=model.valid_from, sort_key=f"{sort_key(name)} {model.kind}",
            )
        )  # fmt: skip
    Unit.objects.bulk_create(made, batch_size=2000)
    Agency.objects.bulk_create(
        [
            Agency(code=f"{prefix}-{unit.code}", name=f"{body} {unit.name_in_sentence}", kind=kind, unit=unit,
                   valid_from=unit.valid_from, sort_key=unit.sort_key)
            for unit in made
            for prefix, body, kind in (
                ("ubnd", "Ủy ban nhân dân", AgencyKind.COMMUNE_COMMITTEE),
                ("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam", AgencyKind.COMMUNE_FRONT),
            )
        ],
        batch_size=2000,
    )  # fmt: skip


# --- Years -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Model:
    """One answered dossier: the engine's answers of the three columns by indicator code."""

    dossier: Dossier
    own: Mapping[str, EngineAnswer | None]
    found: Mapping[str, EngineAnswer | None]


class _City:
    """Loads cycles one after another; the models live in the first one."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self.people, self.office, self.rng = people, people["chuyenvien"], Random(2026)
        self.units = list(Unit.objects.order_by("pk"))
        self.agencies = {agency.code: agency for agency in Agency.objects.of_city()}
        self.set = self._issued_set()
        self.indicators = {row.code: row for row in Indicator.objects.filter(criteria_set=self.set)}
        self.models: list[_Model] = []
        self._documents()

    def _issued_set(self) -> CriteriaSet:
        head = self.people["lanhdao.snv"]
        draft = import_draft(by=head, text=SET_FILE.read_text(encoding="utf-8"))
        return issue(by=head, set_id=draft.pk, decision_number="00/QĐ-ĐO", decision_date=clock.today())

    def _documents(self) -> None:
        owners = {agency.unit_id: agency for agency in Agency.objects.filter(kind=AgencyKind.COMMUNE_COMMITTEE)}
        Document.objects.bulk_create(
            [
                Document(unit=unit, owner_agency=owners[unit.pk], title=f"Sổ theo dõi {number + 1}",
                         kind=DocumentKind.LINK, url="https://vi-du.vn/so", created_by=self.office)
                for unit in self.units
                for number in range(DOCUMENTS)
            ],
            batch_size=2000,
        )  # fmt: skip

    def published(self, year: int) -> None:
        """A year with results that the public sees."""
        cycle = self._cycle(year, ends=date(year + 1, 3, 31), published=True)
        dossiers = self._dossiers(cycle, Status.PUBLISHED, level=0)
        if not self.models:
            self.models = [self._model(dossier) for dossier in _first_of_each_kind(dossiers)]
        self._copy(cycle, (Answer, Conclusion, GateFact, Sheet, StepLog, Total), Total.objects.all())
        self._decide(cycle)

    def under_appraisal(self, year: int) -> None:
        """A year in the hands of the bodies: every fourth dossier waits for sheets, every fourth is concluded."""
        cycle = self._cycle(year, ends=clock.today() + timedelta(60))
        dossiers = self._dossiers(cycle, Status.UNDER_APPRAISAL)
        self._copy(cycle, (Answer, Conclusion, GateFact, Sheet, StepLog, Total), Total.objects.all())
        ids = [dossier.pk for dossier in dossiers]
        _take_back_sheets(ids[::4])
        Dossier.objects.filter(pk__in=ids[1::4]).update(status=Status.CONCLUDED, proposed_level=2)

    def being_scored(self, year: int) -> None:
        """A year in which communes score themselves now."""
        cycle = self._cycle(year, ends=clock.today() + timedelta(120))
        self._dossiers(cycle, Status.SELF_SCORING)
        self._copy(cycle, (Answer, GateFact, Total), Total.objects.filter(column=Column.SELF))

    def _cycle(self, year: int, ends: date, *, published: bool = False) -> Cycle:
        cycle = Cycle.objects.create(
            criteria_set=self.set, year=year, title=f"Kỳ đánh giá năm {year}", as_of=date(year, 12, 31),
            span_first=date(year, 1, 1), span_last=date(year, 12, 31), decided_by="Ủy ban nhân dân thành phố",
            opened_by=self.office, opened_at=clock.now(), results_published_at=clock.now() if published else None,
        )  # fmt: skip
        starts = ends - timedelta(150)
        Phase.objects.bulk_create(
            Phase(cycle=cycle, key=key, starts_on=starts, ends_on=ends - timedelta(len(PhaseKey) - place))
            for place, key in enumerate(PhaseKey)
        )
        return cycle

    def _dossiers(self, cycle: Cycle, status: Status, level: int | None = None) -> list[Dossier]:
        person, now, today = self.office, clock.now(), clock.today()
        signed = status != Status.SELF_SCORING
        steps = {"signed_at": now, "signed_by": person, "submitted_at": now, "submitted_by": person,
                 "posted_on": today, "posting_ends_on": today, "sheets_complete_at": now}  # fmt: skip
        return Dossier.objects.bulk_create(
            [
                Dossier(cycle=cycle, unit=unit, status=status, status_since=now, target_level=2, registered_at=now,
                        registered_by=person, proposed_level=level, decided_level=level, **(steps if signed else {}))
                for unit in self.units
            ],
            batch_size=2000,
        )  # fmt: skip

    # --- Models ---

    def _model(self, dossier: Dossier) -> _Model:
        compiled = self.set.compiled(dossier.unit.kind)
        own = {item.code: make_answer(item, self.rng) for item in compiled.indicators}
        found = {item.code: self._checked(item, own[item.code]) for item in compiled.indicators}
        GateFact.objects.bulk_create(
            GateFact(dossier=dossier, key=key, holds=False, stated_at=clock.now(), stated_by=self.office)
            for key in stated_gates(compiled)
        )
        self._answer(dossier, own)
        self._appraise(dossier, found, own)
        for column, answers in ((Column.SELF, own), (Column.APPRAISED, found), (Column.COUNCIL, found)):
            compute_totals(column, dossier.cycle, [(dossier, answers)])
        StepLog.objects.bulk_create(
            StepLog(dossier=dossier, step=step, from_status=Status.REGISTERED, to_status=Status.SELF_SCORING,
                    by=self.office, role=Role.CITY_OFFICER, at=clock.now())
            for step in ("start", "post", "sign", "submit", "accept", "conclude")
        )  # fmt: skip
        return _Model(dossier, own, found)

    def _checked(self, item: CompiledIndicator, own: EngineAnswer | None) -> EngineAnswer | None:
        """What the bodies find: the same in nine of ten cases."""
        if own is not None and self.rng.random() < 0.9:
            return own
        return make_answer(item, self.rng) or own

    def _answer(self, dossier: Dossier, answers: Mapping[str, EngineAnswer | None]) -> None:
        Answer.objects.bulk_create(
            Answer(dossier=dossier, indicator=self.indicators[code], explanation="Đã thực hiện đầy đủ theo kế hoạch.",
                   **self._scored(dossier, code, answer))
            for code, answer in answers.items()
        )  # fmt: skip

    def _appraise(
        self, dossier: Dossier, found: Mapping[str, EngineAnswer | None], own: Mapping[str, EngineAnswer | None]
    ) -> None:
        compiled = self.set.compiled(dossier.unit.kind).by_code
        sheets = {}
        for code in sorted({code for item in compiled.values() for code in item.definition.bodies}):
            sheets[code] = Sheet.objects.create(
                dossier=dossier, body=self.agencies[code], status=SheetStatus.SENT, sent_at=clock.now(),
                sent_by=self.office,
            )  # fmt: skip
        SheetItem.objects.bulk_create(
            SheetItem(sheet=sheets[body], indicator=self.indicators[code], **self._scored(dossier, code, answer))
            for code, answer in found.items()
            for body in compiled[code].definition.bodies
        )
        Conclusion.objects.bulk_create(
            Conclusion(dossier=dossier, indicator=self.indicators[code],
                       **self._concluded(dossier, code, answer, contested=answer != own[code]))
            for code, answer in found.items()
        )  # fmt: skip

    def _scored(self, dossier: Dossier, code: str, answer: EngineAnswer | None) -> dict[str, object]:
        if answer is None:
            return {"state": AnswerState.MISSING}
        points = score_indicator(self.set.compiled(dossier.unit.kind).by_code[code], answer).points
        who = {"version": 1, "updated_at": clock.now(), "updated_by": self.office, "points": points}
        if isinstance(answer, NotApplicable):
            return who | {"state": AnswerState.NOT_APPLICABLE, "reason": answer.reason}
        return who | {"state": AnswerState.VALUE, "value": value_to_json(answer)}

    def _concluded(self, dossier: Dossier, code: str, answer: EngineAnswer | None, *, contested: bool) -> dict:
        scored = self._scored(dossier, code, answer)
        if not contested:
            return scored
        return scored | {"contested": True, "reason": scored.get("reason") or "Theo kết quả kiểm tra thực tế."}

    # --- Copies ---

    def _copy(self, cycle: Cycle, tables: Sequence[type], totals: QuerySet[Total]) -> None:
        """Give every other dossier of the cycle the rows of the model that fits its unit, and documents to answers."""
        _match(cycle, [model.dossier for model in self.models])
        for table in tables:
            copy_rows(table, totals if table is Total else table.objects.all())
        if Sheet in tables:
            _copy_sheet_items(cycle)
        _attach(cycle, self.office)

    def _decide(self, cycle: Cycle) -> None:
        """A decision on all dossiers: the level that was computed."""
        total = Total.objects.filter(dossier__cycle=cycle, column=Column.COUNCIL)
        for level in total.values_list("level", flat=True).distinct():
            own = Dossier.objects.filter(cycle=cycle, totals__in=total.filter(level=level))
            Dossier.objects.filter(pk__in=own).update(decided_level=level or 0, proposed_level=level or 0)
        decision = Decision.objects.create(
            cycle=cycle, kind=DecisionKind.RECOGNITION, number=f"{cycle.year}/QĐ-UBND", signed_on=clock.today(),
            signer="Người ký", file="quyet-dinh/do.pdf", file_name="do.pdf", sha256="0" * 64,
            recorded_by=self.office, recorded_at=clock.now(),
        )  # fmt: skip
        dossiers = list(Dossier.objects.filter(cycle=cycle).select_related("unit", "cycle__criteria_set__scheme"))
        DecisionItem.objects.bulk_create(
            [DecisionItem(decision=decision, dossier=row, level=row.decided_level) for row in dossiers], batch_size=2000
        )
        if len(self.units) <= SEALED_UP_TO:
            seal_decision(by=self.office, dossiers=dossiers, decision=decision)


def _first_of_each_kind(dossiers: Sequence[Dossier]) -> list[Dossier]:
    return [row for kind in UnitKind for row in [one for one in dossiers if one.unit.kind == kind][:MODELS]]


def _take_back_sheets(dossier_ids: Sequence[int]) -> None:
    """Sheets that are not sent yet, every second item of them still empty."""
    Dossier.objects.filter(pk__in=dossier_ids).update(sheets_complete_at=None)
    Sheet.objects.filter(dossier__in=dossier_ids).update(status=SheetStatus.DRAFT, sent_at=None, sent_by=None)
    every_second = SheetItem.objects.filter(sheet__dossier__in=dossier_ids).alias(odd=F("pk") % 2).filter(odd=1)
    every_second.update(state=AnswerState.MISSING, value=None, reason="", points=None)
    Conclusion.objects.filter(dossier__in=dossier_ids).update(
        state=AnswerState.MISSING, value=None, reason="", points=None, contested=False
    )
    Total.objects.filter(dossier__in=dossier_ids, column=Column.APPRAISED).delete()


def _match(cycle: Cycle, models: Sequence[Dossier]) -> None:
    """A temporary table `pair`: every dossier of the cycle that is no model, and the model it copies."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pair; DROP TABLE IF EXISTS model")
        cursor.execute("CREATE TEMP TABLE model (id bigint, kind text, place int)")
        places = dict.fromkeys((row.unit.kind for row in models), 0)
        for row in models:
            cursor.execute("INSERT INTO model VALUES (%s, %s, %s)", [row.pk, row.unit.kind, places[row.unit.kind]])
            places[row.unit.kind] += 1
        cursor.execute(
            """
            CREATE TEMP TABLE pair AS
            SELECT d.id AS copy, m.id AS model FROM evaluations_dossier d JOIN units_unit u ON u.id = d.unit_id
            JOIN (SELECT kind, count(*) AS n FROM model GROUP BY kind) k ON k.kind = u.kind
            JOIN model m ON m.kind = u.kind AND m.place = d.unit_id %% k.n
            WHERE d.cycle_id = %s AND d.id NOT IN (SELECT id FROM model)
            """,
            [cycle.pk],
        )
        cursor.execute("ANALYZE pair")


def _copy_sheet_items(cycle: Cycle) -> None:
    copy_rows(
        SheetItem,
        SheetItem.objects.all(),
        owner="sheet_id",
        pairs="""
            SELECT c.id AS copy, m.id AS model FROM pair
            JOIN evaluations_sheet m ON m.dossier_id = pair.model
            JOIN evaluations_sheet c ON c.dossier_id = pair.copy AND c.body_id = m.body_id
        """,
    )


def _attach(cycle: Cycle, by: User) -> None:
    """One document of the unit to every fifth answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO evaluations_answerevidence (answer_id, document_id, pages, attached_at, attached_by_id)
            SELECT a.id, (SELECT min(id) FROM evidence_document e WHERE e.unit_id = d.unit_id) + a.id %% %s,
                   'trang 3', now(), %s
            FROM evaluations_answer a JOIN evaluations_dossier d ON d.id = a.dossier_id
            WHERE d.cycle_id = %s AND a.indicator_id %% 5 = 0
            """,
            [DOCUMENTS, by.pk, cycle.pk],
        )
