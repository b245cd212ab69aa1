"""`create_administrator`: the first person of a new installation; everyone else is added in the browser."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from thanthien.accounts.actions import add_person, start_membership
from thanthien.accounts.roles import Role
from thanthien.core import clock
from thanthien.core.acting.errors import Invalid, Refused
from thanthien.core.acting.pages import sentences
from thanthien.units.models import Agency


class Command(BaseCommand):
    """Adds one administrator, with a password typed at the terminal or read from standard input."""

    help = "Thêm một quản trị hệ thống; mật khẩu được hỏi, hoặc đọc một dòng từ đầu vào chuẩn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name", help="họ và tên")
        parser.add_argument("--agency", default="so-noi-vu", help="mã cơ quan (mặc định: so-noi-vu)")

    @transaction.atomic
    def handle(self, *args: Any, email: str, full_name: str, agency: str, **options: Any) -> None:
        office = Agency.objects.current().filter(code=agency).first()
        if office is None:
            raise CommandError(f"Không có cơ quan “{agency}”. Cần chạy load_place trước.")
        try:
            person = add_person(email=email, full_name=full_name, by=None)
            start_membership(person=person, agency=office, role=Role.ADMINISTRATOR, first_day=clock.today(), by=None)
            password = getpass("Mật khẩu: ") if sys.stdin.isatty() else input()
            validate_password(password, person)
        except (Refused, Invalid) as problem:
            raise CommandError(" ".join(sentences(problem))) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        person.set_password(password)
        person.save(update_fields=["password"])
        self.stdout.write(f"Đã thêm quản trị hệ thống {person.email}.")
