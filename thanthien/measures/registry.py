"""The measures that rooms offer, by key. Each room registers its own in its ``apps.py: ready()``.

A key is known when it is registered (computed), announced (its room is still to come: the figure is absent, and the
commune declares as before) or retired (named by sets that were issued earlier). An unknown key is refused when a set is
imported or issued, never when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeAlias

from thanthien.core.formats import number
from thanthien.core.question import Question
from thanthien.measures.figures import Absent, Finding, Form, RecordLine
from thanthien.measures.periods import Period, PeriodKind
from thanthien.measures.scope import Scope, SettingValue
from thanthien.measures.timeliness import Timeliness

if TYPE_CHECKING:
    from thanthien.accounts.models import User
    from thanthien.measures.terms import Terms

Asks: TypeAlias = Callable[[Scope], Question[Mapping[int, Finding]]]
Records: TypeAlias = Callable[[int, Scope], Sequence[RecordLine]]
Punctuality: TypeAlias = Callable[[Scope], Mapping[int, Timeliness]]
Reads: TypeAlias = "Callable[[User, Sequence[RecordLine]], Sequence[RecordLine]]"


def of_each_unit(find: Callable[[Any], Finding], asked: Question[Mapping[int, Any]]) -> Question[Mapping[int, Finding]]:
    """A measure's question: the finding of what was read of each unit."""
    return Question(lambda told: {unit: find(one) for unit, one in told.items()}, asked)


def nobody(user: User, lines: Sequence[RecordLine]) -> Sequence[RecordLine]:
    """Nobody reads single records; a figure shows only how many there are."""
    return ()


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """What a period is called by what was told of it: “có tiếp nhận”, “không phát sinh”, “không có báo cáo”."""

    something: str = "có phát sinh"
    nothing: str = "không phát sinh"
    untold: str = "không có bản ghi"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the city may set about a measure, never the commune. ``label`` says it with its unit. ``choices``: code and
    words of what can be chosen; of ``several`` the codes stand in one text, parted by semicolons."""

    key: str
    label: str
    default: SettingValue
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False

    def parted(self, value: str) -> list[str]:
        """The codes of a text."""
        return [code for part in value.split(";") if (code := part.strip())]

    def joined(self, codes: Iterable[str]) -> str:
        """Codes as one text, in the order of the choices."""
        wanted = set(codes)
        return "; ".join(code for code, _ in self.choices if code in wanted)

    def words(self, value: SettingValue) -> str:
        """A value for reading: a share as “0,2”."""
        if isinstance(self.default, int | Decimal):
            return number(Decimal(value))
        named = dict(self.choices)
        codes = self.parted(str(value)) if self.several else [str(value)]
        return "; ".join(named.get(code, code) for code in codes)

    def takes(self, value: object) -> bool:
        """Is this a value of the setting, as it is stored (decimals as text)?"""
        if self.choices:
            codes = self.parted(str(value)) if self.several else [value]
            return bool(codes) and {*codes} <= {code for code, _ in self.choices}
        if isinstance(self.default, int):
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if isinstance(self.default, Decimal):
            return isinstance(value, str) and _is_amount(value)
        return isinstance(value, str) and bool(value.strip())


def _is_amount(text: str) -> bool:
    try:
        return Decimal(text) >= 0
    except InvalidOperation:
        return False


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that the platform computes from a room's records.

    ``sentence`` says in Vietnamese what exactly is counted; it is the one text that page, method and
    ``docs/measures.md`` show. ``asks`` is its question for all units of the scope; a unit that the answer leaves out is
    absent. ``records`` lists what lies behind the figure of one unit. ``form``: what the figure is; ``periods`` come
    with the kind of ``period`` they are counted by. ``late_period``: by which periods a body accepts late records,
    where the figure itself isn't counted by periods. ``timeliness``: how punctually the records came, for all units in
    a constant number of statements; None where the late rule has no say. ``reads``: of some records those that a person
    may open, in one statement. ``period_words``: what its periods are called. ``guards``: what the one who is measured
    could make smaller, and what keeps it as it is; for ``docs/measures.md``.
    """

    key: str
    title: str
    sentence: str
    form: Form
    asks: Asks
    records: Records
    unit: str = ""
    numerator: str = ""
    denominator: str = ""
    period: PeriodKind | None = None
    late_period: PeriodKind | None = None
    timeliness: Punctuality | None = None
    codes: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    public: bool = True
    losses_stay: bool = False
    room: str = ""
    reads: Reads = nobody
    period_words: PeriodWords = PeriodWords()
    guards: str = ""

    @property
    def accepted_by(self) -> PeriodKind | None:
        """The kind of period of which a body may accept late records; None: there is nothing to accept."""
        return self.late_period or self.period

    def sentence_by(self, scope: Scope) -> str:
        """The sentence for one question: the late rule that holds in the place of the usual “[2]”, and without the
        brackets that mark what the city sets."""
        told = self.sentence.replace("thứ [2]", f"thứ {scope.span.late_days}")
        return told.replace("[", "").replace("]", "")

    def compute(self, scope: Scope) -> Mapping[int, Finding]:
        """What the room has of the units of the scope."""
        return self.asks(scope).answer()

    def answer(self, scope: Scope) -> dict[int, Finding]:
        """The finding of every unit of the scope; absent where the room has none, or is not used."""
        return self.finding(scope).answer()

    def finding(self, scope: Scope) -> Question[dict[int, Finding]]:
        """The question for it."""
        without = scope.without(self.room)

        def read(found: Mapping[int, Finding]) -> dict[int, Finding]:
            return {unit: ROOM_OFF if unit in without else found.get(unit, NO_FINDING) for unit in scope.units}

        return Question(read, self.asks(scope))

    def setting(self, scope: Scope, key: str) -> SettingValue:
        """What the city set, else the default. Raises KeyError for a setting that the measure hasn't."""
        return scope.settings.get(self.name_of(key), self._usual(key))

    def _usual(self, key: str) -> SettingValue:
        default = next((one.default for one in self.settings if one.key == key), None)
        if default is None:
            raise KeyError(f"{self.key} has no setting {key}.")
        return default

    def name_of(self, key: str) -> str:
        """The setting's full name, under which a year keeps it."""
        return f"{self.key}.{key}"

    def whole(self, scope: Scope, key: str) -> int:
        """A setting that is a whole number."""
        return int(self.setting(scope, key))

    def whole_by(self, terms: Terms, period: Period, key: str) -> int:
        """The same by the terms of the year that holds a period: for duties and pages, which have no scope."""
        return int(terms.setting(self.name_of(key), period, self._usual(key)))

    def share(self, scope: Scope, key: str) -> Decimal:
        """A setting that is a share (0.02 for 2%)."""
        return Decimal(self.setting(scope, key))


NO_FINDING = Finding(Absent("Chưa có số liệu của đơn vị này."))
ROOM_OFF = Finding(
    Absent("Phần việc này không được dùng trong hệ thống đủ mọi ngày của thời kỳ số liệu nên đơn vị tự nhập số liệu.")
)


@dataclass(frozen=True, slots=True)
class Named:
    """A key without a computation: ``announced`` (its room is to come), or retired in favour of ``successor``."""

    key: str
    title: str
    sentence: str
    form: Form
    announced: bool = True
    successor: str = ""
    room: str = ""


_measures: dict[str, Measure] = {}
_named: dict[str, Named] = {}


def register(*measures: Measure) -> None:
    """Offer measures; one of an announced key takes its place. Raises ValueError for a key given twice."""
    for measure in measures:
        if measure.key in _measures:
            raise ValueError(f"{measure.key} is registered already.")
        if (measure.form == "periods") != (measure.period is not None):
            raise ValueError(f"{measure.key}: figures per period need the kind of period, others have none.")
        _measures[measure.key] = measure


def announce(*names: Named) -> None:
    """State keys without a computation. Raises ValueError for a key given twice."""
    for name in names:
        if name.key in _named:
            raise ValueError(f"{name.key} is named already.")
        _named[name.key] = name


def find(key: str) -> Measure | None:
    """The measure that computes a key; None when its room is to come, or is retired, or unknown."""
    return _measures.get(key)


def known(key: str) -> Measure | Named | None:
    """What is known of a key."""
    return _measures.get(key) or _named.get(key)


def title_of(key: str) -> str:
    """The measure's title; the key itself for an unknown one."""
    found = known(key)
    return found.title if found else key


def all_known() -> Iterator[Measure | Named]:
    """Every known key once, by key."""
    for key in sorted({*_measures, *_named}):
        yield _measures.get(key) or _named[key]
