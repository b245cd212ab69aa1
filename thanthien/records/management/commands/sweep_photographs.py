"""Finds files of photographs that no row knows."""

from thanthien.core.sweeping import Shelf, SweepCommand
from thanthien.records.models import SHELF, Photograph, photograph_storage


class Command(SweepCommand):
    help = "Liệt kê (và với --delete: xóa) các tệp ảnh cũ hơn một ngày mà cơ sở dữ liệu không biết tới."

    def shelf(self) -> Shelf:
        """Photographs: `photograph_path` puts each in a folder of two letters."""
        return Shelf(photograph_storage(), SHELF, Photograph.objects.all())
