"""Finds signed papers of the procedure that no row knows."""

from django.core.files.storage import default_storage

from thanthien.core.sweeping import Shelf, SweepCommand
from thanthien.evaluations.models import Paper
from thanthien.evaluations.models.paper import PAPER_ROOT


class Command(SweepCommand):
    help = "Liệt kê (và với --delete: xóa) các tệp văn bản cũ hơn một ngày mà cơ sở dữ liệu không biết tới."

    def shelf(self) -> Shelf:
        """Signed PDFs of papers, in a folder for each year."""
        return Shelf(default_storage, PAPER_ROOT, Paper.objects.exclude(file=""))
