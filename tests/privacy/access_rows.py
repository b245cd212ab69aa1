"""Who reads and keeps the registers of personal data."""

from tests.access_rows import row
from thanthien.accounts.roles import Role

_READERS = dict.fromkeys((Role.DATA_PROTECTION, Role.AUDITOR), 200)

ROWS = [
    row("personal-data", everyone=200),
    row("personal-data", everyone=200, query="?tai=csv"),
    row("privacy-purposes", _READERS),
    row("privacy-purposes", _READERS, query="?tai=xlsx"),
    row("privacy-consents", _READERS),
    row("privacy-purposes-print", _READERS),
]
