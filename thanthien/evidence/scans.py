"""Files that no scanner has looked at yet: they were taken while there was none, or while it was away."""

from __future__ import annotations

import logging
from typing import BinaryIO, cast

from thanthien.core.kept.actions import NotGenuineError, open_genuine
from thanthien.core.scanning import Scan, Verdict, is_scanning, scan
from thanthien.evidence.models import SHELF, DocumentVersion, FileScan

logger = logging.getLogger(__name__)
AT_ONCE = 200
IN_A_ROW = 3  # silences after which the scanner is away


def keep_scan(version: DocumentVersion, said: Scan) -> None:
    """Note what the scanner said; nothing when it said nothing."""
    if said.verdict == Verdict.NOT_SCANNED:
        return
    FileScan.objects.create(version=version, found=said.name)
    if said.name:
        logger.error("malware_in_stored_file", extra={"version": version.pk})


def scan_waiting() -> tuple[int, int]:
    """Have files scanned that wait for it, the youngest first. How many were, and how many hold malware.

    It ends early when the scanner stays silent.
    """
    if not is_scanning():
        return 0, 0
    said, silent = [], 0
    for version in DocumentVersion.objects.not_scanned().order_by("-pk")[:AT_ONCE]:
        found = _scan(version)
        silent = silent + 1 if found.verdict == Verdict.NOT_SCANNED else 0
        if silent == IN_A_ROW:
            break
        keep_scan(version, found)
        said.append(found.verdict)
    return sum(one != Verdict.NOT_SCANNED for one in said), said.count(Verdict.FOUND)


def _scan(version: DocumentVersion) -> Scan:
    try:
        with open_genuine(SHELF, version) as content:
            return scan(cast("BinaryIO", content))
    except NotGenuineError:  # noted by whoever found it; its bytes say nothing
        return Scan(Verdict.NOT_SCANNED)
