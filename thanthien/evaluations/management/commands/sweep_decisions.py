"""Finds signed decisions that no row knows."""

from django.core.files.storage import default_storage

from thanthien.core.sweeping import Shelf, SweepCommand
from thanthien.evaluations.models import Decision
from thanthien.evaluations.models.decision import DECISION_ROOT


class Command(SweepCommand):
    help = "Liệt kê (và với --delete: xóa) các tệp quyết định cũ hơn một ngày mà cơ sở dữ liệu không biết tới."

    def shelf(self) -> Shelf:
        """Signed PDFs of decisions, in a folder for each year."""
        return Shelf(default_storage, DECISION_ROOT, Decision.objects.all())
