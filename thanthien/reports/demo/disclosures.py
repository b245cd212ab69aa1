"""What made-up units make public in the running year: rules that hold all the time, budgets, lists of people that end,
what nothing arose of, reviews. All units at once at each moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from thanthien.accounts.models import User
from thanthien.core import clock
from thanthien.core.calendar import add_working_days, next_working_day
from thanthien.core.codes import joined
from thanthien.core.queries import work_calendar
from thanthien.disclosure.catalogue import catalogue
from thanthien.disclosure.enums import Act, Change, Form, People, Verdict
from thanthien.disclosure.items import COMMITMENT, of_laws
from thanthien.disclosure.kinds import DISCLOSURES, NOTHING, POSTINGS, REVIEWS, SAMPLES
from thanthien.disclosure.models import Disclosure, Face, Posting, Step, words_of
from thanthien.disclosure.reading_files import read_waiting
from thanthien.measures.periods import period_of
from thanthien.records.actions import Entry
from thanthien.reports.demo.diary import Diary, at
from thanthien.reports.demo.disclosed_files import DEAD_ITEM, MOVED, attach, let_die
from thanthien.units.models import Unit

_FULL_QUALITY = 0.93
_LATE = 9  # working days after which weak units publish
_MORE_FORMS = (Form.BY_HEADS, Form.MEETING, Form.TO_BODIES)
# Month, day, items, title; a list of people ends after so many days.
_PAPERS: tuple[tuple[int, int, tuple[str, ...], str, int], ...] = (
    (1, 5, ("DC11.04.a", "DC11.04.b", "DC11.04.c"), "Quy chế thực hiện dân chủ, nhiệm vụ và quy tắc ứng xử", 0),
    (1, 6, ("DC11.13",), "Danh mục thủ tục hành chính do đơn vị giải quyết", 0),
    (1, 7, (COMMITMENT,), "Cam kết không gây phiền hà, sách nhiễu, tiêu cực", 0),
    (1, 8, ("DC14.1",), "Kế hoạch công khai của năm", 0),
    (1, 12, ("DC11.01.a", "DC11.02.a", "DC11.02.b"), "Kế hoạch phát triển kinh tế - xã hội và dự toán ngân sách", 0),
    (3, 5, ("DC11.02.c",), "Tình hình thực hiện ngân sách quý I", 0),
    (5, 11, ("DC11.07.b", "DC11.07.c"), "Danh sách hộ được hỗ trợ sửa chữa nhà ở", 30),
    (6, 4, ("DC11.02.c", "DC11.02.d"), "Tình hình thực hiện ngân sách quý II, quyết toán năm trước", 0),
    (7, 6, ("DC11.01.b",), "Kết quả phát triển kinh tế - xã hội 6 tháng", 0),
    (9, 7, ("DC11.02.c",), "Tình hình thực hiện ngân sách quý III", 0),
    (11, 16, ("DC11.09.a", "DC11.09.b", "DC11.09.c", "DC11.09.d"), "Thực hiện nghĩa vụ quân sự", 30),
    (12, 7, ("DC11.02.c", "DC11.01.c"), "Tình hình thực hiện ngân sách quý IV, kết quả năm", 0),
)
_QUARTERS = ((3, 25), (6, 24), (9, 24), (12, 24))  # month and day of statement and review


@dataclass(frozen=True, slots=True)
class _Told:
    """A paper that was entered, and the day on which everybody saw it."""

    key: UUID
    by: User
    public_on: date


def make_disclosures(
    units: Sequence[Unit], people: Mapping[str, User], quality: Mapping[str, float], *, full: str, seed_number: int,
    year: int,
) -> int:  # fmt: skip
    """What units made public in a year up to now; returns how many records."""
    # Numbers of its own: the story of the years doesn't depend on them.
    story = _Story(Random(seed_number + 11), year, full)  # noqa: S311 - plausible data, no secrets
    for unit in units:
        known = _FULL_QUALITY if unit.code == full else quality[unit.code]
        story.publish(unit, people[f"congchuc.{unit.code}"], known)
        story.look_through(unit, people[f"congchuc.{unit.code}"], known)
    for unit in units[:: max(len(units) // 10, 1)]:
        story.sample(unit, people["td.snv"])
    return story.tell()


class _Story:
    def __init__(self, rng: Random, year: int, full: str) -> None:
        self.rng, self.year, self.full, self.calendar = rng, year, full, work_calendar()
        self.papers, self.forms, self.silences, self.reviews, self.samples = (
            Diary(kind, rng) for kind in (DISCLOSURES, POSTINGS, NOTHING, REVIEWS, SAMPLES)
        )
        self.told: list[_Told] = []

    def publish(self, unit: Unit, by: User, quality: float) -> None:
        """Good units publish all in time, weak ones leave out some and are late with others."""
        for number, (month, day, items, title, days) in enumerate(_PAPERS, 1):
            written = next_working_day(date(self.year, month, day), self.calendar)
            if written < unit.valid_from or self.rng.random() > 0.6 + 0.4 * quality:
                continue
            values = {
                "items": joined(items), "title": f"{title} ({self.year})", "number": f"{number}/UBND",
                "issuer": f"Ủy ban nhân dân {unit.name_in_sentence}", "signer": "Chủ tịch Ủy ban nhân dân",
                "text": f"{title} của {unit.name_in_sentence}. Số liệu minh họa.",
                "responsible": "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
                "people": People.LISTED if days else People.NONE,
                "ends_on": written + timedelta(days=days) if days else None,
            }  # fmt: skip
            entry = self.papers.entry(unit, written, values)
            if self.papers.note(at(written, 10), by, [entry]):
                self._show(unit, by, entry, quality)

    def _show(self, unit: Unit, by: User, paper: Entry, quality: float) -> None:
        late = self.rng.random() > 0.7 + 0.3 * quality
        day = add_working_days(paper.day, _LATE if late else 2, self.calendar)
        if at(day, 11) > clock.now():
            return
        self.told.append(_Told(paper.key, by, day))
        forms: list[tuple[Form, str, str]] = [
            (Form.WEB, "", self._page(unit, paper)),
            (Form.POSTED, "office; culture; community", ""),
        ]
        forms += [(one, "", "Nhà văn hóa") for one in _MORE_FORMS if self.rng.random() < quality]
        entries = [
            self.forms.entry(
                unit, day, {"disclosure": paper.key, "form": form, "spots": spots, "where": where, "last": None}
            )
            for form, spots, where in forms
        ]
        self.forms.note(at(day, 15), by, entries)

    def _page(self, unit: Unit, paper: Entry) -> str:
        """Where the unit shows it."""
        address = f"https://trang-cua-don-vi.example/{unit.code}"
        moved = unit.code == self.full and paper.values["items"] == DEAD_ITEM
        return f"{address}/{MOVED}" if moved else address

    def look_through(self, unit: Unit, by: User, quality: float) -> None:
        """At the end of each quarter what nothing arose of, and a review: good units go through every item, others
        leave some out."""
        events = [one.code for one in of_laws(catalogue(), "democracy", "corruption") if one.period == "event"]
        for month, day in _QUARTERS:
            said = date(self.year, month, day)
            if said < unit.valid_from:
                continue
            key = period_of("quarter", said).key
            told = self._written_in(key)
            share = 1.0 if self.rng.random() < quality else 0.75
            codes = [code for code in events if code not in told and self.rng.random() < share]
            silence = self.silences.entry(unit, said, {"period": key, "items": joined(codes), "note": ""})
            self.silences.note(at(said, 16), by, [silence])
            if self.rng.random() < 0.5 + 0.5 * quality:
                values = {"period": key, "change": Change.NONE, "words": "", "reviewer": "Văn phòng"}
                self.reviews.note(at(said, 17), by, [self.reviews.entry(unit, said, values)])

    def _written_in(self, key: str) -> set[str]:
        """Under which items units write something in a quarter: of another one they say that nothing arose."""
        return {
            code
            for month, day, items, _, _ in _PAPERS
            if period_of("quarter", date(self.year, month, day)).key == key
            for code in items
        }

    def sample(self, unit: Unit, by: User) -> None:
        """A body looked at some units in autumn."""
        day = next_working_day(date(self.year, 9, 21), self.calendar)
        verdict = self.rng.choice((Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG))
        values = {"items": "DC11.02.c", "verdict": verdict, "document": "31/BB-SNV", "words": ""}
        self.samples.note(at(day, 14), by, [self.samples.entry(unit, day, values)])

    def tell(self) -> int:
        count = self.papers.tell()
        self._attach_files()
        self._make_public()
        count += sum(one.tell() for one in (self.forms, self.silences, self.reviews, self.samples))
        read_waiting()
        moved = Posting.objects.filter(where__endswith=f"/{MOVED}").order_by()
        for address in moved.values_list("where", flat=True).distinct():
            let_die(address)
        return count

    def _attach_files(self) -> None:
        """Two papers of the unit that is shown have files, added before they are checked."""
        by = {one.key: one for one in self.told}
        for record in Disclosure.objects.filter(unit__code=self.full, origin__in=by):
            told = by[record.origin]
            attach(record, told.by, at(told.public_on, 9, 30))

    def _make_public(self) -> None:
        """Checks and publications of all papers in a few statements, as their actions would have written them."""
        records = {one.origin: one for one in Disclosure.objects.filter(origin__in=[told.key for told in self.told])}
        steps, faces = [], []
        for told in sorted(self.told, key=lambda one: one.public_on):
            record, checked, public = records[told.key], at(told.public_on, 10), at(told.public_on, 11)
            steps += [
                Step(disclosure=told.key, version=record, act=act, at=moment, by=told.by)
                for act, moment in ((Act.CHECK, checked), (Act.PUBLISH, public))
            ]
            over = record.ends_on is not None and record.ends_on < clock.today()
            gone_at = at(record.ends_on + timedelta(days=1), 0, 7) if over and record.ends_on else None
            why = "Hết thời gian niêm yết" if gone_at else ""
            if gone_at:
                steps.append(Step(disclosure=told.key, version=record, act=Act.TAKE_DOWN, at=gone_at, words=why))
            faces.append(
                Face(
                    disclosure=told.key, version=record, unit_id=record.unit_id, first_at=public, published_at=public,
                    checked_at=checked, gone_at=gone_at, gone_why=why, words=words_of(record),
                )
            )  # fmt: skip
        Step.objects.bulk_create(steps, batch_size=2000)
        Face.objects.bulk_create(faces, batch_size=2000)
