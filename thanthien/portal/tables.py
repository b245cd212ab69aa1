"""The units of a published year as a list."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.safestring import SafeString

from thanthien.core.components.basics import level_badge
from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.table import Table
from thanthien.evaluations.queries.public import UnitResult
from thanthien.portal.forms import ResultFilter
from thanthien.portal.open_data import file_name
from thanthien.portal.years import Year, unit_urls
from thanthien.units.enums import UnitKind

PAGE_SIZE = 150


def result_table(year: Year, form: ResultFilter, held: Mapping[str, str]) -> Table[UnitResult]:
    """Units by level from the highest down, those without a result last; within a level nobody is ranked. ``held``: by
    code, what keeps a unit below a level for which its points in all suffice."""
    by_level = [unit for group in year.groups for unit in group.units]
    url = unit_urls()
    places = {unit.code: place for place, unit in enumerate(year.units)}
    return Table(
        name="cac-don-vi",
        file=file_name(year.cycle, "muc-do").replace(".", "-"),
        caption=f"Mức độ của từng đơn vị, {year.cycle.title}",
        noun="đơn vị",
        rows=[unit for unit in by_level if form.keeps(unit)] if form.narrows else by_level,
        columns=[
            Column(
                "ten",
                "Đơn vị",
                lambda unit: unit.name,
                order=lambda unit: places[unit.code],
                extras=(
                    Extra("Mã đơn vị", lambda unit: unit.code),
                    Extra("Loại đơn vị", lambda unit: UnitKind(unit.kind).title),
                ),
                phone=Phone.TITLE,
            ),
            _level(year.level_names),
            Column(
                "ly-do",
                "Đủ tổng điểm, chưa lên mức vì",
                lambda unit: held.get(unit.code),
                cell=lambda unit: held.get(unit.code, ""),  # nothing to say: no dash, and no line on a phone
                phone=Phone.WHOLE,
                wraps=True,
                width=60,
            ),
        ],
        link=lambda unit: url(unit.code),
        filters=form,
        words=form.words,
        order_label="Theo mức độ, rồi theo thứ tự bảng chữ cái",
        page_size=PAGE_SIZE,
        # What strangers search for is hardly asked for twice, and would push out what is.
        drawn_by=None if form.narrows else (year.level_names, tuple(held.items()), url("")),
    )


def _level(names: LevelNames) -> Column[UnitResult]:
    def badge(unit: UnitResult) -> SafeString:
        return level_badge(unit.level, names)

    return Column(
        "muc",
        "Mức độ",
        lambda unit: names.name(unit.level),
        cell=badge,
        order=lambda unit: unit.level,
        phone=Phone.BESIDE,
    )
