"""Finds files of evidence that no version knows."""

from thanthien.core.sweeping import Shelf, SweepCommand
from thanthien.evidence.models import STORAGE_ROOT, DocumentVersion, evidence_storage


class Command(SweepCommand):
    help = "Liệt kê (và với --delete: xóa) các tệp minh chứng cũ hơn một ngày mà cơ sở dữ liệu không biết tới."

    def shelf(self) -> Shelf:
        """Files of evidence: `storage_path` puts each in a folder of two letters."""
        return Shelf(evidence_storage(), STORAGE_ROOT, DocumentVersion.objects.all())
