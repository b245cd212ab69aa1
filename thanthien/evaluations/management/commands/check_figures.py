"""`check_figures`: the figures in seals, counted again from the records that only the platform has."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from thanthien.evaluations.enums import CycleKind
from thanthien.evaluations.models import Cycle
from thanthien.evaluations.queries.figure_checks import Checked, Verdict, check_figures


class Command(BaseCommand):
    """Lists what doesn't fit, then the counts; ends with an error when something doesn't."""

    help = "Đếm lại số liệu trong các bản niêm phong của một năm từ bản ghi, đúng như đã biết khi đó."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, help="năm")
        parser.add_argument("--trial", action="store_true", help="kỳ chấm thử của năm")
        parser.add_argument("--unit", default="", help="mã một đơn vị")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = CycleKind.TRIAL if options["trial"] else CycleKind.OFFICIAL
        cycles = Cycle.objects.filter(year=options["year"], kind=kind).order_by("pk")
        if not cycles:
            raise CommandError("Không có kỳ đánh giá của năm này.")
        checked = [one for cycle in cycles for one in check_figures(cycle, options["unit"])]
        for one in checked:
            if one.verdict != Verdict.SAME:
                self.stdout.write(_line(one))
        counts = Counter(one.verdict for one in checked)
        self.stdout.write(f"Đã đếm lại {len(checked)} số liệu, {counts[Verdict.SAME]} khớp.")
        if counts[Verdict.SAME] < len(checked):
            raise CommandError("Có số liệu không khớp hoặc không kiểm tra được.")


def _line(one: Checked) -> str:
    return f"{one.number} ({one.unit_code}), {one.measure}, {one.moment}: {one.verdict}."
