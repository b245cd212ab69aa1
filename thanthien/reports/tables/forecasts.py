"""The forecasts of a cycle's units as a list: who can reach what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F, FloatField, QuerySet
from django.db.models.functions import Cast, NullIf
from django.urls import reverse

from thanthien.core.components.basics import status_tag
from thanthien.core.formats import points
from thanthien.core.levels import LevelNames
from thanthien.core.tables.columns import Column, Extra, Phone
from thanthien.core.tables.levels import level_column
from thanthien.core.tables.table import Empty, Table
from thanthien.core.workbooks.cells import WHOLE, decimal
from thanthien.evaluations.models import Cycle, DailyForecast
from thanthien.reports.forms import ForecastForm

PAGE_SIZE = 150
GIVEN_UP = "Không còn đạt được"  # of the level aimed at
OF_LEVELS = frozenset({"nguy-co", "muc", "muc-cao"})  # what nobody counts while marks are given


def forecasts_table(rows: QuerySet[Any], cycle: Cycle, form: ForecastForm) -> Table[Any]:
    """The forecasts as the form narrowed them."""
    return Table(
        name="du-bao",
        file=f"du-bao-{cycle.year}-{cycle.kind}",
        caption=f"Dự báo của các đơn vị, {cycle.title}",
        noun="đơn vị",
        rows=rows,
        columns=[one for one in _columns(cycle.level_names) if not (form.levels_hidden and one.key in OF_LEVELS)],
        link=lambda row: reverse("forecast", args=[cycle.pk, row.dossier.unit.code]),
        filters=form,
        words=form.wanted().text,
        page_size=PAGE_SIZE,
        empty=Empty("Chưa có dự báo", "Dự báo được tính vào mỗi buổi sáng cho các hồ sơ chưa niêm yết."),
    )


def _reach(row: Any) -> str | None:
    return GIVEN_UP if row.out_of_reach else None


def _missed(row: DailyForecast) -> int:
    return row.missed


def _points(row: DailyForecast) -> Decimal:
    return row.points


_SHARE = Cast(F("points"), FloatField()) / NullIf(Cast(F("maximum"), FloatField()), 0.0)


def _columns(names: LevelNames) -> list[Column[Any]]:
    return [
        Column(
            "don-vi", "Đơn vị", lambda row: row.dossier.unit.name, order="dossier__unit__sort_key", phone=Phone.TITLE
        ),
        Column(
            "nguy-co",
            "Mức độ phấn đấu",
            _reach,
            cell=lambda row: status_tag(GIVEN_UP, "warn") if row.out_of_reach else "",
            phone=Phone.BESIDE,
        ),
        Column(
            "diem",
            "Điểm đến nay",
            _points,
            decimal(2),
            cell=lambda row: f"{points(row.points)} / {points(row.maximum)}",
            order=_SHARE,
            extras=(Extra("Điểm tối đa áp dụng", lambda row: row.maximum, decimal(2)),),
        ),
        Column(
            "thap-nhat", "Điểm thấp nhất", lambda row: row.points_low, decimal(2), order="points_low", phone=Phone.MORE
        ),
        Column("cao-nhat", "Điểm cao nhất", lambda row: row.points_high, decimal(2), order="points_high"),
        level_column("muc", "Giữ như đến nay", "level_now", names),
        Column("muc-cao", "Mức cao nhất", lambda row: names.name(row.level_high), order="level_high"),
        Column("dang-ky", "Đăng ký", lambda row: names.known(row.dossier.target_level), order="dossier__target_level"),
        Column("da-lo", "Kỳ không được tính", _missed, WHOLE, order="missed"),
        Column("den-han", "Kỳ đến hạn chưa làm", lambda row: row.due, WHOLE, order="due"),
        Column("da-mat", "Điểm đã mất", lambda row: row.lost, decimal(2), order="lost"),
    ]
