"""Finds files of pictures of feedback for everybody that no row knows, or that were put away."""

from thanthien.core.sweeping import Shelf, SweepCommand
from thanthien.feedback.kept_photographs import PUBLIC_SHELF, PublicPhotograph, photograph_storage


class Command(SweepCommand):
    help = "Liệt kê (và với --delete: xóa) các tệp ảnh công khai của phản ánh cũ hơn một ngày mà không còn dùng."

    def shelf(self) -> Shelf:
        """Pictures: `public_path` puts each in a folder of two letters; of one that was put away none is kept."""
        return Shelf(photograph_storage(), PUBLIC_SHELF, PublicPhotograph.objects.kept())
