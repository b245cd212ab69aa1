"""Finds files of photographs of feedback that no row knows."""

from thanthien.core.sweeping import Shelf, SweepCommand
from thanthien.feedback.kept_photographs import SHELF, FeedbackPhotograph, photograph_storage


class Command(SweepCommand):
    help = "Liệt kê (và với --delete: xóa) các tệp ảnh của phản ánh cũ hơn một ngày mà cơ sở dữ liệu không biết tới."

    def shelf(self) -> Shelf:
        """Photographs: `photograph_path` puts each in a folder of two letters."""
        return Shelf(photograph_storage(), SHELF, FeedbackPhotograph.objects.all())
