"""Made-up creative models of the running year: registered in spring, reported in autumn, some confirmed or recognised,
some adopted by neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from thanthien.accounts.models import User
from thanthien.core.calendar import next_working_day
from thanthien.core.queries import work_calendar
from thanthien.initiatives.enums import Outcome, Topic, Verdict
from thanthien.initiatives.kinds import ADOPTIONS, INITIATIVES, RECOGNITIONS, REPORTS, WORDS
from thanthien.initiatives.permissions import judgements
from thanthien.measures.permissions import can_accept_late
from thanthien.records.actions import Entry
from thanthien.reports.demo.diary import Diary, at
from thanthien.units.models import Unit

_MODELS = (
    ("Trả kết quả tại nhà cho người cao tuổi", Topic.PROCEDURES, "Người cao tuổi đi lại khó khăn.",
     "Đoàn viên mang kết quả đến nhà, ký nhận trên phiếu."),
    ("Một cửa không chờ đợi", Topic.PROCEDURES, "Đầu tuần người dân phải chờ lâu.", "Đặt giờ qua điện thoại."),
    ("Khu dân cư số lắng nghe Nhân dân", Topic.LISTENING, "Góp ý chỉ đến sau cuộc họp.",
     "Mỗi khu dân cư có mã QR và người trả lời trong ngày."),
    ("Cà phê gặp gỡ người dân sáng thứ Sáu", Topic.LISTENING, "Người dân ngại đến phòng tiếp công dân.",
     "Lãnh đạo gặp người dân ở nhà văn hóa mỗi sáng thứ Sáu."),
    ("Tổ công nghệ số cuối tuần", Topic.DIGITAL, "Nhiều hộ chưa biết nộp hồ sơ trực tuyến.",
     "Thanh niên hướng dẫn tại nhà văn hóa sáng thứ Bảy."),
    ("Góc trẻ em ở Trung tâm", Topic.WORKPLACE, "Cha mẹ đi làm thủ tục phải mang theo con nhỏ.",
     "Có góc sách và người trông trẻ."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Registered:
    entry: Entry
    unit: Unit
    quality: float


def make_initiatives(people: Mapping[str, User], quality: Mapping[str, float], *, year: int) -> int:
    """Models of a year with all that was told of them up to now; returns how many records."""
    # Numbers of its own: the story of the years doesn't depend on them.
    story = _Story(people, Random(year), year)  # noqa: S311 - plausible data, no secrets
    units = list(Unit.objects.current().in_vietnamese_order())
    for unit in units:
        if story.rng.random() < 0.35 + 0.5 * quality[unit.code]:
            story.register(unit, quality[unit.code])
    for unit in units:
        if story.rng.random() < 0.3:
            story.adopt(unit)
    return story.tell()


class _Story:
    def __init__(self, people: Mapping[str, User], rng: Random, year: int) -> None:
        self.people, self.rng, self.year, self.calendar = people, rng, year, work_calendar()
        self.models, self.reports, self.words, self.decisions, self.adoptions = (
            Diary(kind, rng) for kind in (INITIATIVES, REPORTS, WORDS, RECOGNITIONS, ADOPTIONS)
        )
        self.registered: list[_Registered] = []

    def register(self, unit: Unit, quality: float) -> None:
        title, topic, problem, novelty = self.rng.choice(_MODELS)
        day = self._day(max(date(self.year, 2, 10), unit.valid_from), 35)
        told = {"title": title, "topic": topic, "problem": problem, "novelty": novelty,
                "doer": "Trung tâm Phục vụ hành chính công", "started_on": day}  # fmt: skip
        entry = self.models.entry(unit, day, told)
        if self.models.note(at(day, 10), self._officer(unit), [entry]):
            self.registered.append(_Registered(entry, unit, quality))
            self._results(self.registered[-1])

    def _results(self, one: _Registered) -> None:
        """A report in autumn, of the better ones a word of the body and, seldom, a decision of the city."""
        if self.rng.random() > 0.3 + 0.7 * one.quality:
            return
        day = self._day(max(date(self.year, 10, 1), one.entry.day), 20)
        people = self.rng.randint(40, 900)
        told = {"initiative": one.entry.key, "results": f"Phục vụ {people} lượt người; không có ý kiến phàn nàn.",
                "people": people}  # fmt: skip
        entry = self.reports.entry(one.unit, day, told)
        if self.reports.note(at(day, 15), self._officer(one.unit), [entry]) and self.rng.random() < 0.7 * one.quality:
            self._judged(one, self._day(day + timedelta(days=10), 15))

    def _judged(self, one: _Registered, day: date) -> None:
        number, moment = self.rng.randint(100, 900), at(day, 16)
        if self.rng.random() < 0.2:
            by = self.people["chuyenvien"]
            told = {"initiative": one.entry.key, "document": f"{number}/QĐ-UBND", "signer": "Phó Chủ tịch"}
            self.decisions.note(moment, by, [self.decisions.entry(one.unit, day, told)])
        elif self._may_speak(by := self.people["td.snv"], one.unit):
            said = {"initiative": one.entry.key, "verdict": Verdict.EFFECTIVE, "document": f"{number}/SNV-XDCQ",
                    "year": self.year, "words": ""}  # fmt: skip
            self.words.note(moment, by, [self.words.entry(one.unit, day, said)])

    def _may_speak(self, by: User, unit: Unit) -> bool:
        years = {judge.span.last.year for _, judge in judgements(by, unit)}
        return self.year in years and can_accept_late(by, unit, date(self.year, 1, 1))

    def adopt(self, unit: Unit) -> None:
        """A neighbour takes a model over in summer."""
        others = [one for one in self.registered if one.unit.pk != unit.pk]
        if others:
            chosen = self.rng.choice(others)
            day = self._day(max(date(self.year, 6, 1), chosen.entry.day, unit.valid_from), 90)
            told = {"initiative": chosen.entry.key, "outcome": self.rng.choice((Outcome.RUNNING, Outcome.WORKS)),
                    "words": "Áp dụng nguyên cách làm, thêm một buổi mỗi tuần."}  # fmt: skip
            self.adoptions.note(at(day, 11), self._officer(unit), [self.adoptions.entry(unit, day, told)])

    def tell(self) -> int:
        return sum(one.tell() for one in (self.models, self.reports, self.words, self.decisions, self.adoptions))

    def _officer(self, unit: Unit) -> User:
        return self.people[f"congchuc.{unit.code}"]

    def _day(self, first: date, within: int) -> date:
        return next_working_day(first + timedelta(days=self.rng.randrange(within)), self.calendar)
