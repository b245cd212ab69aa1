"""Writes of the units room: a place's data, boundaries, figures, thôn and tổ dân phố."""

import csv
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from thanthien.core import clock
from thanthien.core.acting.errors import Refused
from thanthien.core.acting.seen import set_changed
from thanthien.core.audit import acting
from thanthien.core.db import update_rows
from thanthien.core.text import exact, sort_key
from thanthien.units.boundaries import Outline
from thanthien.units.enums import AgencyKind, UnitKind
from thanthien.units.hamlets import HamletLine, HamletPlan, plan_hamlets
from thanthien.units.models import Agency, Boundary, Hamlet, Unit, UnitFigure, UnitName
from thanthien.units.naming import hold_names
from thanthien.units.queries import hamlets_by_unit
from thanthien.units.tiles import place_tiles

DEGREE_PLACES = 6  # a tenth of a metre
_IN_USE = (
    "Danh sách bỏ một thôn, tổ dân phố đã có người phụ trách hoặc có báo cáo. Cần giữ tên đó trong danh sách của ngày "
    "này, hoặc chọn ngày áp dụng sau."
)
BY_RENAMING = "Tên khác cần có văn bản, ghi bằng “Đổi tên” ở trang của đơn vị."
_FIGURE_SOURCE = "Dữ liệu đơn vị hành chính kèm hệ thống"
# The names of a stored unit are its own: it takes another by a document (units/changing.py: rename_unit).
_UNIT_FIELDS = ("kind", "latitude", "longitude", "tile_col", "tile_row")
_AGENCY_FIELDS = ("name", "label", "kind", "sort", "sort_key")
# The administrator may have renamed an agency of the city since; those of the units are named after their unit.
_KEPT_AGENCY_FIELDS = ("kind", "sort")
# Agencies of the city come first in lists, in the order of their file; those of the units follow by name.
_COMMUNE_SORT = 1000


def unit_sort_key(short_name: str, kind: str) -> str:
    """Order of units: by name, a phường before a xã of the same name."""
    return f"{sort_key(short_name)} {kind}"


@transaction.atomic
def load_units(*, by: Any, folder: Path | None = None) -> int:
    """Load units, tiles, areas, agencies, other names of a place's folder; a second run corrects middles and tiles.

    Returns the number of units of the place. Units no longer in the file are left alone, and so are the names of
    stored units, others too: mergers and new names are actions of their own.
    """
    place = folder or settings.PLACE_DATA_DIR
    rows = _read(place / "units.csv")
    with acting(by, action="load_units"):
        stored = set(Unit.objects.values_list("code", flat=True))
        units = _load_unit_rows(rows, place)
        _load_areas(rows, units)
        _load_agencies(_city_agencies(place), _KEPT_AGENCY_FIELDS)
        name_agencies_of(units.values())
        _load_other_names(place, units, stored)
    return len(rows)


def _load_unit_rows(rows: list[dict[str, str]], place: Path) -> dict[str, Unit]:
    tiles = place_tiles(rows, _read(place / "tiles.csv") if (place / "tiles.csv").exists() else [])
    Unit.objects.bulk_create(
        [_unit(row, *tiles[row["code"]]) for row in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_UNIT_FIELDS,
    )
    return Unit.objects.in_bulk([row["code"] for row in rows], field_name="code")


def _unit(row: dict[str, str], tile_col: int, tile_row: int) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=UnitKind(row["kind"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        tile_col=tile_col,
        tile_row=tile_row,
        valid_from=date.fromisoformat(row["valid_from"]),
        sort_key=unit_sort_key(row["short_name"], row["kind"]),
    )


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit as a file tells it; None: not told. ``valid_from`` counts for a new unit only."""

    code: str
    kind: UnitKind
    short_name: str
    latitude: float | None
    longitude: float | None
    valid_from: date

    @property
    def name(self) -> str:
        """The full name: the word of the kind before the name."""
        return f"{self.kind.title} {self.short_name}"


@transaction.atomic
def import_units(*, lines: Sequence[UnitLine], by: Any) -> int:
    """Correct middles of units and how their names are written, and add new ones with their agencies. Units that no
    line names are left alone: a merger is its own action. Returns how many were added or changed. Raises Refused for
    another kind, and for another name: that one goes by a document (:func:`thanthien.units.changing.rename_unit`)."""
    hold_names()
    codes = [line.code for line in lines]
    stored = {one.code: one for one in Unit.objects.select_for_update().filter(code__in=codes).order_by("pk")}
    if any(line.code in stored and stored[line.code].kind != line.kind for line in lines):
        raise Refused("Loại của đơn vị không thay đổi: đơn vị khác loại là đơn vị mới.")
    renamed = [one for line in lines if (one := stored.get(line.code)) and is_other_name(one, line.short_name)]
    if renamed:
        raise Refused([f"{unit.name}: {BY_RENAMING}" for unit in renamed])
    changed = [stored[line.code] for line in lines if line.code in stored and correct(stored[line.code], line)]
    added = _new_units([line for line in lines if line.code not in stored])
    with acting(by, action="import_units"):
        update_rows(changed, ["name", "short_name", "sort_key", "latitude", "longitude"])
        Unit.objects.bulk_create(added)
        name_agencies_of([*changed, *added])
    return len(changed) + len(added)


def is_other_name(unit: Unit, short_name: str) -> bool:
    """Whether this is another name than the unit's, not only the same one written otherwise."""
    return exact(short_name) != exact(unit.short_name)


def correct(unit: Unit, line: UnitLine) -> list[str]:
    """Set on a stored unit what a line tells otherwise; the names of those fields. Nothing is written."""
    told: dict[str, Any] = {"name": line.name, "short_name": line.short_name}
    told |= {"sort_key": unit_sort_key(line.short_name, line.kind)}
    middle = {"latitude": line.latitude, "longitude": line.longitude}
    told |= {name: value for name, value in middle.items() if value is not None and not _near(unit, name, value)}
    return set_changed(unit, told)


def _near(unit: Unit, name: str, value: float) -> bool:
    """Whether the stored degree is the one told, as exactly as a file tells it."""
    stored = getattr(unit, name)
    return stored is not None and round(stored, DEGREE_PLACES) == value


def _new_units(lines: Sequence[UnitLine]) -> list[Unit]:
    """Units not stored yet, each with a place below those on the tile map."""
    known = Unit.objects.filter(tile_col__isnull=False).values("code", "tile_col", "tile_row") if lines else ()
    on_map = [line for line in lines if line.latitude is not None and line.longitude is not None]
    middles = [{"code": one.code, "latitude": str(one.latitude), "longitude": str(one.longitude)} for one in on_map]
    rooms = _used_nowhere() if lines else {}
    tiles = place_tiles(middles, [{name: str(value) for name, value in row.items()} for row in known])
    return [
        Unit(
            code=line.code, name=line.name, short_name=line.short_name, kind=line.kind, latitude=line.latitude,
            longitude=line.longitude, tile_col=col, tile_row=row, valid_from=line.valid_from,
            sort_key=unit_sort_key(line.short_name, line.kind), rooms=rooms,
        )
        for line in lines
        for col, row in [tiles.get(line.code, (None, None))]
    ]  # fmt: skip


def _used_nowhere() -> dict[str, Any]:
    """What was said of rooms that no unit uses today: a new one doesn't either. One statement."""
    today, units = clock.today(), list(Unit.objects.current())
    keys = {key for unit in units for key in unit.rooms}
    return {key: units[0].rooms[key] for key in keys if not any(unit.uses(key, today) for unit in units)}


def _load_areas(rows: list[dict[str, str]], units: dict[str, Unit]) -> None:
    UnitFigure.objects.bulk_create(
        [
            UnitFigure(
                unit=units[row["code"]],
                as_of=date.fromisoformat(row["valid_from"]),
                area_km2=Decimal(row["area_km2"]),
                source=_FIGURE_SOURCE,
            )
            for row in rows
            if row.get("area_km2")
        ],
        ignore_conflicts=True,
    )


def _load_other_names(place: Path, units: dict[str, Unit], stored: Container[str]) -> None:
    """Names by which people look for units besides their own, but for those stored before: a name that was removed
    there stays away. A place may have no such file."""
    file = place / "other-names.csv"
    rows = _read(file) if file.exists() else []
    new = [row for row in rows if row["code"] not in stored]
    names = [UnitName(unit=units[row["code"]], name=row["name"], note=row["note"]) for row in new]
    UnitName.objects.bulk_create(names, ignore_conflicts=True)


def name_agencies_of(units: Iterable[Unit]) -> None:
    """The agencies that every unit has bear its name; those that are missing are made."""
    _load_agencies(_commune_agencies(units), _AGENCY_FIELDS)


def _city_agencies(place: Path) -> list[Agency]:
    first_day = min(date.fromisoformat(row["valid_from"]) for row in _read(place / "units.csv"))
    return [
        Agency(
            code=row["code"],
            name=row["name"],
            label=row["label"],
            kind=AgencyKind(row["kind"]),
            sort=place_in_list,
            valid_from=first_day,
            sort_key=sort_key(row["name"]),
        )
        for place_in_list, row in enumerate(_read(place / "agencies.csv"), start=1)
    ]


def _commune_agencies(units: Iterable[Unit]) -> list[Agency]:
    return [
        Agency(
            code=f"{prefix}-{unit.code}",
            name=f"{body} {unit.name_in_sentence}",
            kind=kind,
            unit=unit,
            sort=_COMMUNE_SORT + place_in_unit,
            valid_from=unit.valid_from,
            sort_key=unit.sort_key,
        )
        for unit in units
        for place_in_unit, (prefix, body, kind) in enumerate(
            (
                ("ubnd", "Ủy ban nhân dân", AgencyKind.COMMUNE_COMMITTEE),
                ("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam", AgencyKind.COMMUNE_FRONT),
            )
        )
    ]


def _load_agencies(agencies: list[Agency], corrected: Sequence[str]) -> None:
    Agency.objects.bulk_create(agencies, update_conflicts=True, unique_fields=["code"], update_fields=corrected)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@transaction.atomic
def import_boundaries(*, outlines: Sequence[Outline], source: str, by: Any) -> int:
    """Replace the outlines of the named units; the outlines were checked by `boundaries.read_geojson`."""
    units = Unit.objects.in_bulk([outline.code for outline in outlines], field_name="code")
    with acting(by, action="import_boundaries"):
        Boundary.objects.bulk_create(
            [
                Boundary(
                    unit=units[outline.code],
                    geometry=outline.geometry,
                    source=source,
                    imported_at=clock.now(),
                )
                for outline in outlines
            ],
            update_conflicts=True,
            unique_fields=["unit"],
            update_fields=["geometry", "source", "imported_at"],
        )
    return len(outlines)


@transaction.atomic
def remove_boundaries(*, by: Any) -> int:
    """Go back to the tile map: all outlines are removed. Returns how many there were."""
    with acting(by, action="remove_boundaries"):
        count, _ = Boundary.objects.all().delete()
    return count


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one unit; None: not known."""

    unit_id: int
    area_km2: Decimal | None
    population: int | None
    households: int | None


@transaction.atomic
def import_figures(*, rows: Sequence[Figures], as_of: date, source: str, by: Any) -> int:
    """Store the figures of a day; those of the same unit and day are replaced, those of other days stay, and what is
    not known now but was known of that day stays too."""
    stored = UnitFigure.objects.select_for_update().filter(as_of=as_of, unit__in=[row.unit_id for row in rows])
    known = {one.unit_id: one for one in stored.order_by("unit_id")}
    made = [
        UnitFigure(
            unit_id=row.unit_id,
            as_of=as_of,
            source=source,
            area_km2=_else_known(row, known, "area_km2"),
            population=_else_known(row, known, "population"),
            households=_else_known(row, known, "households"),
        )
        for row in rows
    ]
    with acting(by, action="import_figures"):
        UnitFigure.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["unit", "as_of"],
            update_fields=["area_km2", "population", "households", "source"],
        )
    return len(made)


def _else_known(row: Figures, known: dict[int, UnitFigure], name: str) -> Any:
    said = getattr(row, name)
    return getattr(known.get(row.unit_id), name, None) if said is None else said


@transaction.atomic
def import_hamlets(*, lines: Sequence[HamletLine], from_day: date, by: Any) -> int:
    """Give the named units their list of thôn and tổ dân phố from a day on; other units are left alone.

    Those that a unit's list doesn't name end the day before. Returns the number of units. Raises Refused for
    a unit whose stored list is younger than the day.
    """
    given: dict[int, list[HamletLine]] = {}
    for line in lines:
        given.setdefault(line.unit_id, []).append(line)
    # Two imports at once would both compare with the same list.
    units = list(Unit.objects.select_for_update().filter(pk__in=given).order_by("pk"))
    stored = hamlets_by_unit(given)
    with acting(by, action="import_hamlets"):
        _write_hamlets([plan_hamlets(stored.get(unit.pk, []), given[unit.pk], from_day) for unit in units], from_day)
    return len(units)


def _write_hamlets(plans: Sequence[HamletPlan], from_day: date) -> None:
    ended = [one.pk for plan in plans for one in plan.ended]
    now = clock.now()
    Hamlet.objects.filter(pk__in=ended).update(valid_to=from_day - timedelta(days=1), told_at=now)
    taken_back = Hamlet.objects.filter(pk__in=[one.pk for plan in plans for one in plan.taken_back])
    taken_back.update(told_at=now)  # its last word in the history: gone from now on
    try:
        taken_back.delete()
    except ProtectedError as problem:
        raise Refused(_IN_USE) from problem
    kept = [_as_said(hamlet, line, now) for plan in plans for hamlet, line in plan.kept]
    update_rows(kept, ["kind", "name", "sort_key", "households", "valid_to", "told_at"])
    Hamlet.objects.bulk_create([_hamlet(line, from_day) for plan in plans for line in plan.added], batch_size=5000)


def _as_said(hamlet: Hamlet, line: HamletLine, now: datetime) -> Hamlet:
    if hamlet.valid_to is not None:
        hamlet.valid_to, hamlet.told_at = None, now
    hamlet.kind, hamlet.name, hamlet.sort_key = line.kind, line.name, sort_key(line.name)
    if line.households is not None:
        hamlet.households = line.households
    return hamlet


def _hamlet(line: HamletLine, from_day: date) -> Hamlet:
    return Hamlet(
        unit_id=line.unit_id,
        kind=line.kind,
        name=line.name,
        households=line.households,
        valid_from=from_day,
        sort_key=sort_key(line.name),
    )
