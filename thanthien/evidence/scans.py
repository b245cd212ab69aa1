"""Files that no scanner has looked at yet: they were taken while there was none, or while it was away."""

from __future__ import annotations

import logging

from thanthien.core.kept.taking import scan_rows
from thanthien.core.scanning import Scan, Verdict, is_scanning
from thanthien.evidence.models import SHELF, DocumentVersion, FileScan

logger = logging.getLogger(__name__)
AT_ONCE = 200


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
    return scan_rows(SHELF, DocumentVersion.objects.not_scanned().order_by("-pk")[:AT_ONCE], keep_scan)
