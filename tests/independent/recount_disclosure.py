"""Counts what was made public again (1.1.1 to 1.1.5) from five lists that a person downloads and the catalogue of
items, without the product: written from the sentences in docs/measures.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.independent.recount import DAY, _day, _moment, in_time_until, rows_of, works

Row = Mapping[str, str]
Item = dict[str, Any]
LISTS = ("disclosures", "disclosure-postings", "disclosure-nothing", "disclosure-reviews", "disclosure-samples")
CATALOGUE = Path("thanthien/disclosure/data/catalogue.yaml")
WEB, POSTED, BROADCAST = "trang thông tin điện tử của đơn vị", "niêm yết", "truyền thanh"
OFFICE, COMMITMENT = "trụ sở", "CK"
DAYS_TO_PUBLISH, STANDING_DAYS, REVIEW_DAYS, ITEMS_OF_A_FORM, DAYS_OF_A_YEAR = 5, 90, 15, 3, 90
_QUARTERS = ("quý I", "quý II", "quý III", "quý IV")


def items() -> dict[str, Item]:
    """The city's catalogue by code."""
    return {one["code"]: one for one in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))}


def _corrected(row: Row) -> bool:
    return row["Trạng thái"].startswith("đã đính chính")


def _stands(row: Row) -> bool:
    return not row["Trạng thái"].startswith(("đã hủy", "đã đính chính"))


def _codes(text: str, known: Mapping[str, Item]) -> set[str]:
    """The codes in a text such as “DC11.02.b Dự toán …; TN10.a …”."""
    return {code for code in known if f"; {text}".find(f"; {code} ") >= 0}


def _plus(day: date, working: int) -> date:
    while working:
        day += DAY
        working -= works(day)
    return day


@dataclass(frozen=True)
class Quarter:
    words: str
    first: date
    last: date

    @property
    def until(self) -> datetime:
        return in_time_until(self.last)


def quarter_of(day: date) -> Quarter:
    """That of a day."""
    number = (day.month - 1) // 3
    first = date(day.year, 3 * number + 1, 1)
    last = (first + timedelta(days=95)).replace(day=1) - DAY
    return Quarter(f"{_QUARTERS[number]}/{day.year}", first, last)


@dataclass(frozen=True)
class Shown:
    """A form that stands: from its first day to its last."""

    form: str
    first: date
    last: date
    at_office: bool
    at: datetime
    pictures: int

    def runs_on(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def on_web(self) -> bool:
        return self.form == WEB

    @property
    def on_board(self) -> bool:
        return self.form == POSTED and self.at_office


@dataclass(frozen=True)
class Paper:
    """A document as everybody saw it last; of one that nobody saw the version that stands. ``since``: of each item the
    moment from which it was public with its day."""

    day: date
    codes: frozenset[str]
    signed: bool
    ends: date
    withdrawn: bool
    since: Mapping[str, datetime]
    shown: tuple[Shown, ...]

    @property
    def limit(self) -> date:
        return _plus(self.day, DAYS_TO_PUBLISH)


@dataclass(frozen=True)
class Said:
    """All five lists of one unit, and the days that count: the first and last one of the span, that which is asked, and
    the unit's own first and last one."""

    papers: tuple[Paper, ...]
    nothing: tuple[tuple[Row, datetime], ...]
    reviews: tuple[tuple[Row, datetime], ...]
    samples: tuple[Row, ...]
    first: date
    last: date
    asked: date
    born: date
    ended: date
    known: Mapping[str, Item]

    @property
    def begins(self) -> date:
        return max(self.first, self.born)

    def quarters(self) -> list[Quarter]:
        """Whole ones that are over."""
        found, day = [], self.first
        while day <= self.last:
            one = quarter_of(day)
            if one.first >= self.begins and one.last <= min(self.last, self.asked, self.ended):
                found.append(one)
            day = one.last + DAY
        return found


# --- What stands in the lists ---------------------------------------------------------------------------------------


def _with_corrected(row: Row, rows: list[dict[str, str]], same: Callable[[Row, Row], bool]) -> datetime:
    """When it was told: a correction that changes nothing of what makes it count keeps the earlier moment."""
    return min(
        [_moment(row["Ghi lúc"]), *(_moment(one["Ghi lúc"]) for one in rows if _corrected(one) and same(one, row))]
    )


def _same_form(old: Row, new: Row) -> bool:
    named = ("Mã văn bản", "Hình thức", "Ngày", "Thôn, tổ dân phố")
    spots = [set(filter(None, row["Nơi niêm yết"].split("; "))) for row in (old, new)]
    return all(old[name] == new[name] for name in named) and spots[0] >= spots[1]


def _forms(file: bytes) -> dict[str, list[Shown]]:
    rows, found = rows_of(file), dict[str, list[Shown]]()
    for row in filter(_stands, rows):
        last = _day(row["Đến hết ngày"]) if row["Đến hết ngày"] else date.max
        at_office = OFFICE in row["Nơi niêm yết"].split("; ")
        at = _with_corrected(row, rows, _same_form)
        one = Shown(row["Hình thức"], _day(row["Ngày"]), last, at_office, at, int(row["Ảnh"]))
        found.setdefault(row["Mã văn bản"], []).append(one)
    return found


def _papers(file: bytes, forms: Mapping[str, list[Shown]], known: Mapping[str, Item]) -> tuple[Paper, ...]:
    chains: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(file):
        chains.setdefault(row["Mã văn bản"], []).append(row)
    return tuple(_paper(rows, tuple(forms.get(mark, ())), known) for mark, rows in chains.items())


def _paper(rows: list[dict[str, str]], shown: tuple[Shown, ...], known: Mapping[str, Item]) -> Paper:
    public = sorted((row for row in rows if row["Công khai bản này lúc"]), key=lambda row: _moment(row["Ghi lúc"]))
    withdrawn = all(not _stands(row) for row in rows)
    row = public[-1] if public else max(rows, key=lambda row: (_stands(row), _moment(row["Ghi lúc"])))
    day, codes, since = _day(row["Ngày"]), _satisfied(row, known), dict[str, datetime]()
    for code in codes if public else ():
        # Back to the first version in a row that is dated so and names the item.
        for one in reversed(public):
            if _day(one["Ngày"]) != day or code not in _satisfied(one, known):
                break
            since[code] = _moment(one["Công khai bản này lúc"])
    ends = _day(row["Công khai đến hết ngày"]) if row["Công khai đến hết ngày"] else date.max
    return Paper(day, frozenset(codes), bool(row["Chức vụ người ký"]), ends, withdrawn, since, shown)


def _satisfied(row: Row, known: Mapping[str, Item]) -> set[str]:
    """The items it is published under, and those that they bring along."""
    told = _codes(row["Nội dung phải công khai"], known)
    return told | {other for code in told for other in known[code].get("also") or ()}


def said_of(lists: Mapping[str, bytes], days: tuple[date, date, date], born: date, ended: date) -> Said:
    """What one unit's lists say; ``days``: the first and last one of the span, and the last one that is over."""
    known = items()
    papers = _papers(lists["disclosures"], _forms(lists["disclosure-postings"]), known)
    nothing = _told(lists["disclosure-nothing"], _same_statement)
    reviews = _told(lists["disclosure-reviews"], _same_review)
    samples = tuple(filter(_stands, rows_of(lists["disclosure-samples"])))
    return Said(papers, nothing, reviews, samples, *days, born, ended, known)


def _told(file: bytes, same: Callable[[Row, Row], bool]) -> tuple[tuple[Row, datetime], ...]:
    """What stands, with the moment from which it counts as told."""
    rows = rows_of(file)
    return tuple((row, _with_corrected(row, rows, same)) for row in rows if _stands(row))


def _same_statement(old: Row, new: Row) -> bool:
    told = [set(row["Nội dung không phát sinh"].split("; ")) for row in (old, new)]
    return old["Kỳ"] == new["Kỳ"] and told[0] >= told[1]


def _same_review(old: Row, new: Row) -> bool:
    return old["Quý được rà soát"] == new["Quý được rà soát"]


# --- 1.1.1, 1.1.2 ---------------------------------------------------------------------------------------------------


def compliant(said: Said, law: str) -> tuple[int, int]:
    """Item × period made public as the law asks, and all that are due."""
    found = [_is_met(said, item, quarter) for item in said.known.values() if item["law"] == law
             for quarter in _periods(said, item)]  # fmt: skip
    return sum(found), len(found)


def _periods(said: Said, item: Item) -> list[Quarter]:
    """The due periods of an item."""
    if item["period"] in ("event", "quarter"):
        return [one for one in said.quarters() if _asked_in(item, one.first, one.last)]
    day = min(said.asked, said.last)
    if item["period"] == "permanent":
        there = said.begins <= day <= said.ended and _asked_in(item, day, day)
        return [Quarter("", said.begins, day)] if there else []
    lived = (said.last - said.begins).days + 1
    due = said.asked >= said.last and said.ended >= said.last and lived >= DAYS_OF_A_YEAR
    return (
        [Quarter(f"năm {said.last.year}", said.first, said.last)]
        if due and _asked_in(item, said.first, said.last)
        else []
    )


def _asked_in(item: Item, first: date, last: date) -> bool:
    return bool(item["valid_from"] <= first and (not item.get("valid_to") or last <= item["valid_to"]))


def _is_met(said: Said, item: Item, period: Quarter) -> bool:
    if any(_finds_fault(row, item["code"], period, said.known) for row in said.samples):
        return False
    own = [one for one in said.papers if item["code"] in one.codes]
    if item["period"] == "permanent":
        return any(_is_there(one, item, period, said.last) for one in own if not one.withdrawn)
    of_period = [one for one in own if period.first <= one.limit <= period.last]
    standing = [one for one in of_period if not one.withdrawn]
    if standing:
        return all(_in_time(one, item, period) for one in standing)
    if any(one.since for one in of_period):
        return False  # everybody saw it, then it was taken back
    return any(
        row["Kỳ"] == period.words and at < period.until
        and item["code"] in _codes(row["Nội dung không phát sinh"], said.known)
        for row, at in said.nothing
    )  # fmt: skip


def _finds_fault(row: Row, code: str, period: Quarter, known: Mapping[str, Item]) -> bool:
    """A look that found it wrong or hidden, in the quarter that it names or else in that of its day."""
    day = _day(row["Ngày"])
    if row["Quý được kiểm tra"]:
        number, year = row["Quý được kiểm tra"].split("/")
        day = min(day, quarter_of(date(int(year), 3 * _QUARTERS.index(number) + 1, 1)).last)
    right = row["Kết quả"] == "đã công khai đúng"
    return not right and code in _codes(row["Nội dung được kiểm tra"], known) and period.first <= day <= period.last


def _is_there(one: Paper, item: Item, period: Quarter, last: date) -> bool:
    """On the last day public, on the web and posted, as told by the end of the second working day after it; in the
    middle of the year as known at the end of the day."""
    day, since = period.last, one.since.get(item["code"])
    until = in_time_until(last) if day == last else datetime.combine(day + DAY, datetime.min.time())
    if since is None or since >= until or day > one.ends:
        return False
    runs = [each for each in one.shown if each.runs_on(day) and each.at < until]
    on_web = not item["web"] or any(each.on_web for each in runs)
    return on_web and ("office" not in (item.get("places") or ()) or any(each.on_board for each in runs))


def _in_time(one: Paper, item: Item, period: Quarter) -> bool:
    """Public on the platform, on the web and posted by the limit, and told in time."""
    since = one.since.get(item["code"])
    if since is None or since.date() > one.limit or since >= period.until:
        return False
    told = [each for each in one.shown if each.at < period.until and each.first <= one.limit]
    on_web = not item["web"] or any(each.on_web for each in told)
    return on_web and ("office" not in (item.get("places") or ()) or any(each.on_board for each in told))


# --- 1.1.3, 1.1.4, 1.1.5 --------------------------------------------------------------------------------------------


def commitment(said: Said) -> bool:
    """Whether a signed one has been public, on the web and posted for so many days on end."""
    day = min(said.asked, said.last)
    needed = min(STANDING_DAYS, ((said.last - said.first).days + 1) // 2)
    for one in said.papers:
        if COMMITMENT not in one.since or one.withdrawn or not one.signed or day > one.ends:
            continue
        days = 0
        at = day
        while at >= one.since[COMMITMENT].date() and _stood(one, at):
            at, days = at - DAY, days + 1
            if days >= needed:
                return True
    return False


def _stood(one: Paper, day: date) -> bool:
    runs = [each for each in one.shown if each.runs_on(day)]
    return any(each.on_web for each in runs) and any(each.on_board for each in runs)


def reviewed(said: Said) -> tuple[int, int]:
    """Quarters with a review made and told within so many days after it, and those that are over."""
    due = said.quarters()
    return sum(any(_reviews(*told, one) for told in said.reviews) for one in due), len(due)


def _reviews(row: Row, at: datetime, quarter: Quarter) -> bool:
    last = quarter.last + REVIEW_DAYS * DAY
    return row["Quý được rà soát"] == quarter.words and _day(row["Ngày"]) <= last and at.date() <= last


def forms_used(said: Said) -> int:
    """Forms in which enough of what is public was made known in the days, told by the second working day after their
    quarter."""
    found: dict[str, int] = {}
    for one in said.papers:
        if one.since and not one.withdrawn:
            for form in {each.form for each in one.shown if _counts(each, said)}:
                found[form] = found.get(form, 0) + 1
    return sum(many >= ITEMS_OF_A_FORM for many in found.values())


def _counts(one: Shown, said: Said) -> bool:
    proved = one.form not in (POSTED, BROADCAST) or one.pictures > 0
    in_days = said.first <= one.first <= min(said.asked, said.last)
    return proved and in_days and one.at < quarter_of(one.first).until
