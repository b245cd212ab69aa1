"""What a request may put on the disk before anyone has looked at it."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from thanthien.core.files import MEGABYTE, Limits


class LimitedUploadHandler(FileUploadHandler):
    """Stands before the others and drops what comes after a file has passed the largest size that is taken.

    The file then ends just above the limit, so that the check refuses it with its sentence, and the disk is spared.
    """

    chunk_size = FileUploadHandler.chunk_size

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Each file starts anew."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.received = 0
        self.most = Limits(settings.EVIDENCE_MAX_MB * MEGABYTE).largest

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hands the piece on, unless more than the limit was handed on already."""
        if self.received > self.most:
            return None
        self.received += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:  # type: ignore[type-arg]
        """The handlers behind make the file."""
        return None
