"""People as a list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from thanthien.accounts.forms import PeopleFilterForm
from thanthien.accounts.own_forms import OwnFilterForm
from thanthien.accounts.own_people import search_own_people
from thanthien.accounts.queries import search_people
from thanthien.accounts.slips import has_own_password
from thanthien.core.components.basics import status_tag
from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table

LOCKED = "Tạm khóa"


def people_table(form: PeopleFilterForm) -> Table[Any]:
    """People with the roles that they hold today."""
    return Table(
        name="nguoi-dung",
        caption="Người dùng và vai trò hiện nay",
        noun="người",
        rows=search_people(form.read("q"), form.read("vai_tro")),
        columns=_COLUMNS,
        link=lambda person: reverse("accounts:person", args=[person.pk]),
        filters=form,
        words=form.read("q"),
        order_label="Theo tên, thứ tự bảng chữ cái",
        empty=Empty("Chưa có người dùng nào", icon="people"),
    )


def own_people_table(by: Any, form: OwnFilterForm) -> Table[Any]:
    """People of a unit with the roles that they hold there."""
    return Table(
        name="nguoi-cua-don-vi",
        caption="Người của đơn vị và vai trò hiện nay",
        noun="người",
        rows=search_own_people(by, form.read("q"), form.read("vai_tro")),
        columns=_OWN_COLUMNS,
        link=lambda person: reverse("accounts:own_person", args=[person.pk]),
        filters=form,
        words=form.read("q"),
        order_label="Theo tên, thứ tự bảng chữ cái",
        empty=Empty("Chưa có ai. Thêm từng người, hoặc nhập từ Excel.", icon="people"),
    )


def _own_roles(person: Any) -> str:
    held = [f"{one.title}{f', {one.hamlet.name}' if one.hamlet else ''}" for one in person.current_memberships]
    return "; ".join(held) or "đã kết thúc"


def _roles(person: Any) -> str:
    held = [f"{one.title}, {one.agency.name}" for one in person.current_memberships]
    return "; ".join(held) or "chưa có"


def _own_sign_in(person: Any) -> str:
    if not person.is_active:
        return LOCKED
    if person.slip_expires_at:
        return "có phiếu mật khẩu"
    return "có mật khẩu" if has_own_password(person) else "chưa có mật khẩu"


def _locked(person: Any) -> SafeString | str:
    return "" if person.is_active else status_tag(LOCKED, "warn")


_COLUMNS: list[Column[Any]] = [
    Column("ten", "Họ và tên", lambda person: person.full_name, order="sort_key", phone=Phone.TITLE),
    Column("ten-dang-nhap", "Tên đăng nhập", lambda person: person.username, order="username", phone=Phone.WHOLE),
    Column("email", "Email", lambda person: person.email or None, order="email", phone=Phone.WHOLE, width=32),
    Column("vai-tro", "Vai trò hiện nay", _roles, phone=Phone.WHOLE, clip=True, width=60),
    Column(
        "trang-thai",
        "Trạng thái",
        lambda person: "" if person.is_active else LOCKED,
        cell=_locked,
        order="is_active",
        phone=Phone.BESIDE,
    ),
]

_OWN_COLUMNS: list[Column[Any]] = [
    _COLUMNS[0],
    _COLUMNS[1],
    _COLUMNS[2],
    Column("vai-tro", "Vai trò tại đơn vị", _own_roles, phone=Phone.WHOLE, clip=True, width=60),
    Column(
        "mat-khau",
        "Đăng nhập",
        _own_sign_in,
        phone=Phone.BESIDE,
    ),
]
