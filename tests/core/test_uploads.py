"""A request can't fill the disk: what comes behind the limit is dropped while it arrives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from thanthien.core.files import MEGABYTE


def received(*sizes: int) -> list[int]:
    sent = {"files": [SimpleUploadedFile(f"{size}.pdf", b"a" * size) for size in sizes]}
    request = RequestFactory().post("/", sent)
    arrived = [file.size for file in request.FILES.getlist("files")]
    request.close()
    return arrived


@pytest.mark.parametrize("size", [1, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1])
def test_files_around_the_limit_arrive_whole(settings, size):
    settings.EVIDENCE_MAX_MB = 1

    assert received(size) == [size]


def test_file_far_above_the_limit_is_cut_just_above_it(settings):
    settings.EVIDENCE_MAX_MB = 1

    cut, small = received(9 * MEGABYTE, 10)

    assert (MEGABYTE < cut <= MEGABYTE + 64 * 1024, small) == (True, 10)
