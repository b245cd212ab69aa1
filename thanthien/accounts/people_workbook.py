"""The workbook of people: each row a person in a role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from thanthien.accounts import actions
from thanthien.accounts.managed import managed_roles
from thanthien.accounts.models import Membership, email_form
from thanthien.accounts.own_actions import import_own_people, managed_ids
from thanthien.accounts.own_people import managed_people, own_agencies, own_seats
from thanthien.accounts.people_check import CheckedLine, PersonLine, check_lines
from thanthien.accounts.roles import ROLES, Rank, Role
from thanthien.accounts.usernames import LONGEST, username_form, username_problem
from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.workbooks.checking import Check, Row
from thanthien.core.workbooks.columns import Column, Record, Workbook
from thanthien.core.workbooks.kinds import Cell, CellProblem, Choice, Day, Option, Text, cell_text, shown
from thanthien.core.workbooks.packing import Given
from thanthien.core.workbooks.views import WorkbookImport
from thanthien.units.models import Agency

_NEW, _ADDED, _RANKED, _SAME = "Người mới", "Thêm vai trò", "Ghi chức danh", "Không đổi"
_RANK_WORDS = {Rank.HEAD: ("Chủ tịch", "Bí thư"), Rank.DEPUTY: ("Phó Chủ tịch", "Phó Bí thư")}


@dataclass(frozen=True)
class Email(Text):
    """An address in its stored form."""

    longest: int = 254

    def read(self, cell: Cell) -> str:
        """The address. Raises CellProblem."""
        address = email_form(cell_text(cell))
        try:
            validate_email(address)
        except ValidationError as error:
            raise CellProblem(f"Email “{shown(cell)}” chưa đúng.") from error
        return super().read(address)


@dataclass(frozen=True)
class Username(Text):
    """A name to sign in with, in its stored form."""

    longest: int = LONGEST

    def read(self, cell: Cell) -> str:
        """The name. Raises CellProblem."""
        username = username_form(cell_text(cell))
        if problem := username_problem(username):
            raise CellProblem(problem)
        return super().read(username)


def people_workbook(agencies: Iterable[Agency], on: date, of: Iterable[Role] = Role) -> Workbook:
    """The columns, for some roles or all; the agencies of a day are offered, former ones are still read."""
    offices = [
        Option(one, one.code, one.name, listed=one.valid_from <= on and (one.valid_to is None or one.valid_to >= on))
        for one in agencies
    ]
    roles = [Option(role, role.title, role.sentence, also=(str(role),)) for role in of]
    ranks = [
        Option(rank, ", ".join(words), also=(*words, *(info.ranks[rank] for info in ROLES.values() if info.ranks)))
        for rank, words in _RANK_WORDS.items()
    ]
    office = Choice(offices, unknown="Không có cơ quan mang mã “{}”.", named=True)
    role = Choice(roles, unknown="Không có vai trò “{}”.")
    return Workbook(
        title="Người dùng",
        file_name="nguoi-dung",
        columns=(
            Column("full_name", "Họ tên", Text(120), 28, required=True, example="Nguyễn Thị Ví Dụ"),
            Column("email", "Email", Email(), 30, example="vi-du@example.org",
                   note="Không bắt buộc; một người một địa chỉ."),
            Column("agency", "Mã cơ quan", office, 22, required=True, note="Mã trong danh mục của tệp."),
            Column("role", "Vai trò", role, 40, required=True, note="Tên vai trò trong danh mục của tệp."),
            Column("first_day", "Từ ngày", Day(), 14, required=True, example=date(2026, 7, 1),
                   note="Ngày đầu tiên giữ vai trò."),
            Column("last_day", "Đến ngày", Day(), 14, note="Ngày cuối cùng giữ vai trò; chưa biết thì để trống."),
            Column("username", "Tên đăng nhập", Username(), 24, example="nguyen.thi.vi.du",
                   note="Để trống thì hệ thống đặt theo họ tên; người đã có tài khoản thì ghi đúng tên đó."),
            Column("rank", "Chức danh", Choice(ranks), 26,
                   note="Chỉ ghi với lãnh đạo Ủy ban nhân dân, Đảng ủy cấp xã; hồ sơ ghi chức danh này khi ký."),
            Column("hamlet", "Thôn, tổ dân phố", Text(120), 26,
                   note="Nơi người này báo cáo thay; chỉ ghi với trưởng thôn, tổ trưởng, đoàn thể."),
        ),
    )  # fmt: skip


class PeopleImport(WorkbookImport):
    """New people and roles from a file; who is there already only gets the role."""

    purpose = "accounts.people"
    route = "accounts:people_import"
    joint = "_"
    title = "Nhập người dùng từ Excel"
    crumb = ("Người dùng", "accounts:people")
    template_hint = ", điền mỗi dòng một người một vai trò. Tệp mẫu có danh mục mã cơ quan và vai trò."
    hints = ("Dòng đã có đúng như vậy trong hệ thống thì giữ nguyên, nên có thể sửa tệp đã xuất rồi nhập lại.",)
    exports = True

    def workbook(self) -> Workbook:
        """One statement."""
        return people_workbook(Agency.objects.in_list_order(), clock.today())

    def checked_lines(self, lines: Sequence[PersonLine], by: Any) -> list[CheckedLine]:
        """Each line with what it would add, and what is wrong in it."""
        return check_lines(lines, by)

    def add(self, lines: Sequence[PersonLine], by: Any) -> int:
        """Adds what isn't there yet; how many roles."""
        return actions.import_people(lines=lines, by=by)

    def check(self, check: Check, given: Given, by: Any) -> None:
        """Six statements."""
        checked = self.checked_lines([_line(row) for row in check.rows], by)
        for row, line in zip(check.rows, checked, strict=True):
            for name, sentence in line.problems.items():
                row.fault(name, sentence)
            row.told = _told(line)
        ranked = sum(line.ranks is not None for line in checked)
        same = sum(line.unchanged for line in checked) - ranked
        people = len({line.line.who for line in checked if line.person_id is None})
        waiting = sum(line.waits for line in checked)
        check.told.append(
            f"Thêm {number(len(checked) - same - ranked)} vai trò, trong đó có {number(people)} người mới. "
            f"{number(same)} dòng không đổi."
        )
        if ranked:
            check.told.append(f"Ghi chức danh cho {number(ranked)} vai trò đã có.")
        if waiting:
            check.told.append(
                f"{number(waiting)} vai trò cấp thành phố có hiệu lực khi quản trị hệ thống thứ hai đồng ý."
            )

    def act(self, check: Check, given: Given, by: Any) -> str:
        """Adds what isn't there yet."""
        added = self.add([_line(row) for row in check.rows], by)
        return f"Đã ghi {number(added)} vai trò."

    def stored(self) -> Iterator[Record]:
        """Today's roles. One statement."""
        return _records(Membership.objects.current())


def _records(held: QuerySet[Membership]) -> Iterator[Record]:
    rows = held.select_related("user", "agency", "hamlet")
    for one in rows.order_by("agency__sort", "agency__sort_key", "user__sort_key", "pk"):
        yield {
            "full_name": one.user.full_name,
            "email": one.user.email or None,
            "agency": one.agency,
            "role": one.role_enum,
            "first_day": one.valid_from,
            "last_day": one.valid_to,
            "username": one.user.username,
            "rank": Rank(one.rank) if one.rank else None,
            "hamlet": one.hamlet.name if one.hamlet else None,
        }


class OwnPeopleImport(PeopleImport):
    """The same, of one's own unit: its agencies, and the roles that the city leaves to it. Other people's accounts are
    neither changed nor told of."""

    purpose = "accounts.own_people"
    route = "accounts:own_people_import"
    title = "Nhập người của đơn vị từ Excel"
    crumb = ("Người của đơn vị", "accounts:own_people")
    template_hint = (
        ", điền mỗi dòng một người một vai trò. Tệp mẫu có danh mục cơ quan và vai trò mà đơn vị được tự quản."
    )

    def workbook_for(self, by: Any) -> Workbook:
        """One statement."""
        return people_workbook(own_agencies(by), clock.today(), managed_roles())

    def checked_lines(self, lines: Sequence[PersonLine], by: Any) -> list[CheckedLine]:
        """Seven statements."""
        return check_lines(lines, by, managed_ids(by))

    def add(self, lines: Sequence[PersonLine], by: Any) -> int:
        """Adds what isn't there yet; how many roles."""
        return import_own_people(lines=lines, by=by)

    def stored_for(self, by: Any) -> Iterator[Record]:
        """Today's roles of the people whom the unit manages. One statement."""
        return _records(own_seats(by).current().filter(user__in=managed_people(by).order_by().values("pk")))


def _told(line: CheckedLine) -> str:
    if line.unchanged:
        return _RANKED if line.ranks else _SAME
    said = _ADDED if line.person_id else _NEW
    return f"{said}; chờ đồng ý" if line.waits else said


def _line(row: Row) -> PersonLine:
    # A last day that wasn't understood is not “until further notice”.
    first_day = None if "last_day" in row.faults else row.get("first_day")
    return PersonLine(
        row.number, row.get("full_name"), row.get("email"), row.get("agency"), row.get("role"), first_day,
        row.get("last_day"), row.get("username"), row.get("rank"), row.get("hamlet"),
    )  # fmt: skip


people_import = PeopleImport()
own_people_import = OwnPeopleImport()
