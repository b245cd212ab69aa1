"""Every change of people, roles and settings, as the auditor reads it: told from the append-only history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Field, Q, QuerySet
from pghistory.models import Events

from thanthien.accounts.models import User
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.codes import joined
from thanthien.core.formats import date_vn, datetime_vn
from thanthien.evaluations.workflow import PHASE_LABELS, PhaseKey
from thanthien.units.enums import HeadPost
from thanthien.units.models import Agency, Unit
from thanthien.units.rooms import find_room

_ADDED, _REMOVED = "Thêm mới", "Xóa"
_SYSTEM = "Hệ thống"
_EMPTY = "để trống"
# Columns that follow from others, or tell no person anything.
_SILENT = frozenset({"folded", "sort_key", "version", "saved_by_id", "saved_at"})


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the people, agencies and units that some events speak of."""

    people: Mapping[int, str]
    agencies: Mapping[int, str]
    units: Mapping[int, str]

    def person(self, key: Any) -> str:
        """The name of a person by number; the system where there is none."""
        return self.people.get(int(key), f"#{key}") if key is not None else _SYSTEM

    def agency(self, key: Any) -> str:
        """The name of an agency by number."""
        return self.agencies.get(int(key), f"#{key}")

    def unit(self, key: Any) -> str:
        """The name of a unit by number."""
        return self.units.get(int(key), f"#{key}")


Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of change: the history it stands in, its title, and of what a row of it speaks."""

    history: str
    title: str
    about: Callable[[Data, Names], str]


def _role(person: str) -> Callable[[Data, Names], str]:
    """“Lê Thị Na: Chuyên viên cơ quan thường trực, Sở Nội vụ”; ``person``: the column that names whom."""
    return lambda data, names: (
        f"{names.person(data[person])}: {Role(data['role']).title}, {names.agency(data['agency_id'])}"
    )


def _room(data: Data, names: Names) -> str:
    """“Phường Hồng Bàng: Ngày giải quyết nhanh, không dùng từ ngày 01/07/2026: lý do”."""
    room = find_room(data["room"])
    how = "dùng" if data["on"] else "không dùng"
    told = f"{room.title if room else data['room']}, {how} từ ngày {_told_day(data['first_day'])}"
    return f"{names.unit(data['unit_id'])}: {told}: {data['reason']}"


def _head(data: Data, names: Names) -> str:
    """“Phường Hồng Bàng: Chủ tịch, người đứng đầu chính quyền, Nguyễn Văn An”."""
    return f"{names.unit(data['unit_id'])}: {HeadPost(data['post']).label}, {data['full_name']}"


def _pilot(data: Data, names: Names) -> str:
    """“Phường Hồng Bàng tham gia: lý do”."""
    return f"{names.unit(data['unit_id'])} {'tham gia' if data['joined'] else 'rút khỏi kỳ thí điểm'}: {data['reason']}"


def _standard(data: Data, names: Names) -> str:
    """“Phường Hồng Bàng: Đã thay bóng đèn”; those for all units are the city's."""
    return f"{names.unit(data['unit_id']) if data['unit_id'] else 'Chung của thành phố'}: {data['title']}"


KINDS: dict[str, Kind] = {
    "nguoi": Kind("accounts.UserEvent", "Người dùng", lambda data, _: f"{data['full_name']} ({data['username']})"),
    "vai-tro": Kind("accounts.MembershipEvent", "Vai trò", _role("user_id")),
    "cho-dong-y": Kind("accounts.RoleRequestEvent", "Vai trò chờ đồng ý", _role("person_id")),
    "ky": Kind("evaluations.CycleEvent", "Kỳ đánh giá", lambda data, _: str(data["title"])),
    "thi-diem": Kind("evaluations.PilotChangeEvent", "Đơn vị thí điểm", _pilot),
    "giai-doan": Kind("evaluations.PhaseEvent", "Giai đoạn", lambda data, _: _phase(data)),
    "gia-han": Kind("evaluations.ExtensionEvent", "Gia hạn", lambda data, _: f"{_phase(data)}: {data['reason']}"),
    "thong-so": Kind("evaluations.SettingChangeEvent", "Thông số của số liệu", lambda data, _: _settings(data)),
    "khong-ap-dung": Kind("evaluations.WaiverEvent", "Tiêu chí không áp dụng", lambda data, _: str(data["reason"])),
    "ap-dung-lai": Kind("evaluations.WaiverEndEvent", "Áp dụng lại tiêu chí", lambda data, _: str(data["reason"])),
    "bo-tieu-chi": Kind("criteria.CriteriaSetEvent", "Bộ tiêu chí", lambda data, _: str(data["title"])),
    "lich": Kind(
        "core.CalendarDayEvent", "Lịch làm việc", lambda data, _: f"{_told_day(data['date'])}: {data['name']}"
    ),
    "thay-doi-don-vi": Kind(
        "units.UnitChangeEvent", "Sáp nhập, đổi tên đơn vị", lambda data, _: f"{data['from_name']} → {data['to_name']}"
    ),
    "nguoi-dung-dau": Kind("units.HeadTermEvent", "Người đứng đầu đơn vị", _head),
    "phan-viec": Kind("units.RoomWordEvent", "Phần việc hằng tuần", _room),
    "co-quan": Kind("units.AgencyEvent", "Cơ quan", lambda data, _: str(data["name"])),
    "he-thong-gui": Kind("feedback.ApiClientEvent", "Hệ thống gửi phản ánh", lambda data, _: str(data["name"])),
    "mau-tra-loi": Kind("feedback.StandardAnswerEvent", "Mẫu trả lời phản ánh", _standard),
}
_OF_UNITS = {KINDS[key].history for key in ("phan-viec", "thi-diem", "nguoi-dung-dau", "mau-tra-loi")}
_BY_HISTORY = {kind.history: kind for kind in KINDS.values()}


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """What the log is narrowed to; days are local and both included. ``by``: words of the name of who did it."""

    kind: str = ""
    first: date | None = None
    last: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: when, by whom, of what, and what became of it."""

    at: datetime
    by: str
    kind: str
    about: str
    told: str


def changes(wanted: ChangeFilter) -> QuerySet[Any]:
    """Events of the histories above, newest first."""
    kinds = [KINDS[wanted.kind]] if wanted.kind in KINDS else KINDS.values()
    rows: QuerySet[Any] = Events.objects.across(*(kind.history for kind in kinds))  # type: ignore[no-untyped-call]
    if wanted.first:
        rows = rows.filter(pgh_created_at__gte=_start(wanted.first))
    if wanted.last:
        rows = rows.filter(pgh_created_at__lt=_start(wanted.last + timedelta(days=1)))
    if wanted.by.strip():
        words = Q()
        for word in wanted.by.split():
            words &= Q(full_name__icontains=word) | Q(username__icontains=word)
        rows = rows.filter(pgh_context__user__in=list(User.objects.filter(words).values_list("pk", flat=True)))
    # Changes of one transaction have one moment. The slug ends in the number as text, where 9 comes after 10.
    return rows.order_by("-pgh_created_at", "-pgh_id", "-pgh_slug")


def told(events: Sequence[Any]) -> list[Change]:
    """The events in words. Two statements, one more where units are named."""
    names = _names_in(events)
    return [_change(event, names) for event in events]


def _names_in(events: Iterable[Any]) -> Names:
    people: set[Any] = set()
    agencies: set[Any] = set()
    units: set[Any] = set()
    for event in events:
        if event.pgh_model in _OF_UNITS:
            units.add(event.pgh_data["unit_id"])
        people.add((event.pgh_context or {}).get("user"))
        for column, value in event.pgh_data.items():
            target = _field(event, column).related_model
            if target in (User, Agency):
                both = {value, *(event.pgh_diff or {}).get(column, ())}
                (people if target is User else agencies).update(both)
    return Names(
        dict(User.objects.filter(pk__in=people - {None}).values_list("pk", "full_name")),
        dict(Agency.objects.filter(pk__in=agencies - {None}).values_list("pk", "name")),
        dict(Unit.objects.filter(pk__in=units).values_list("pk", "name")) if units else {},
    )


def _change(event: Any, names: Names) -> Change:
    kind = _BY_HISTORY[event.pgh_model]
    by = names.person((event.pgh_context or {}).get("user"))
    return Change(event.pgh_created_at, by, kind.title, kind.about(event.pgh_data, names), _differences(event, names))


def _differences(event: Any, names: Names) -> str:
    """“đến ngày: để trống → 31/05/2026”, in the order of the fields."""
    if event.pgh_label != "update":
        return _REMOVED if event.pgh_label == "delete" else _ADDED
    found, changed = [], event.pgh_diff or {}
    for column, field in _columns(event.pgh_obj_model).items():
        if column in changed and column not in _SILENT:
            old, new = (_value(field, value, names) for value in changed[column])
            found.append(f"{field.verbose_name}: {old} → {new}")
    return "; ".join(found)


def _field(event: Any, column: str) -> Field[Any, Any]:
    return _columns(event.pgh_obj_model)[column]


def _columns(label: str) -> dict[str, Field[Any, Any]]:
    return {field.column: field for field in apps.get_model(label)._meta.concrete_fields}  # noqa: SLF001 - documented


def _value(field: Field[Any, Any], value: Any, names: Names) -> str:
    if value in (None, "", []):
        return _EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if field.related_model is User:
        return names.person(value)
    if field.related_model is Agency:
        return names.agency(value)
    if field.name == "role":
        return Role(value).title
    if field.name == "took_over":
        return "; ".join(f"{name} từ ngày {_told_day(first)}" for _, name, first in value.values()) or _EMPTY
    if isinstance(value, list):
        return joined(value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {one}" for key, one in value.items()) or _EMPTY
    kind = field.get_internal_type()
    if kind == "DateField":
        return _told_day(value)
    return datetime_vn(datetime.fromisoformat(value)) if kind == "DateTimeField" else str(_label(field, value))


def _label(field: Field[Any, Any], value: Any) -> Any:
    return dict(field.flatchoices).get(value, value)


def _phase(data: Data) -> str:
    return PHASE_LABELS[PhaseKey(data["key"])]


def _settings(data: Data) -> str:
    """The settings as they are stored, by measure and setting: a set may be withdrawn, its history stays readable."""
    changed = (f"{key}: {data['before'].get(key, _EMPTY)} → {value}" for key, value in data["after"].items())
    return f"{'; '.join(changed)}. {data['reason']}"


def _told_day(text: str) -> str:
    return date_vn(date.fromisoformat(text))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), clock.ZONE)
