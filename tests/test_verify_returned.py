"""That the city returned the Tờ trình, as seals state it: by which document, and what came of it."""

import pytest

from thanthien.verify_dossier import Told
from thanthien.verify_facts import check_facts

FIRST = {"number": "812/UBND", "signed_on": "2026-03-23", "outcome": "reopened"}
LAST = {"number": "901/UBND", "signed_on": "2026-04-06", "outcome": "kept"}


def differences(returned: object) -> list[tuple[str, str]]:
    said = Told()
    check_facts(said, {"returned": returned}, "ở đây")
    return list(said.differences)


def test_what_was_returned_is_taken_as_it_is() -> None:
    assert differences([FIRST, LAST]) == []


@pytest.mark.parametrize(
    "forged",
    [
        [], {}, [{**FIRST, "outcome": ""}], [{"number": "1", "signed_on": "2026-03-23"}],
        [{**FIRST, "signed_on": "23/03/2026"}], [LAST, FIRST], [FIRST, FIRST],
    ],
)  # fmt: skip
def test_forged_return_is_told(forged: object) -> None:
    assert len(differences(forged)) == 1
