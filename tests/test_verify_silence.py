"""That a body said nothing, as seals state it: whom, on which day, after which reminder."""

import pytest

from thanthien.verify_dossier import Told
from thanthien.verify_facts import check_facts


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        [{"body": "a"}],
        [{"body": "a", "name": "A", "on": "2026-03-01", "reminder": {"number": "9", "signed_on": "2026-03-06"}}],
        [{"body": "a", "name": "A", "on": "2026-03-09", "reminder": {"number": "9", "signed_on": "6/3/2026"}}],
        [
            {
                "body": "a",
                "name": "A",
                "on": "2026-03-09",
                "reminder": {"number": "9", "signed_on": "2026-03-06"},
                "only": "sheet",
            },
        ],
    ],
)
def test_forged_silence_is_told(told):
    said = Told()
    right = {"body": "a", "name": "A", "on": "2026-03-09", "reminder": {"number": "9", "signed_on": "2026-03-06"}}
    check_facts(said, {"silent": [right, {**right, "body": "b", "only": "gates"}]}, "ở đây")
    assert said.differences == []
    check_facts(said, {"silent": told}, "ở đây")
    assert len(said.differences) == 1
