"""The procedures of the fast day are data of the city."""

from pathlib import Path
from typing import Any

import pytest

from thanthien.service.procedures import Procedure, catalogue, certifications, choices, minimum_list

_OTHER = """
- {code: "1", title: Việc một, minimum: true}
- {code: "2", title: Việc hai, certification: true}
- {code: "3", title: Việc ba, minimum: true}
"""


def test_another_city_gives_its_own_file(settings: Any, tmp_path: Path) -> None:
    shipped = catalogue()
    settings.FAST_DAY_PROCEDURES = tmp_path / "procedures.yaml"
    settings.FAST_DAY_PROCEDURES.write_text(_OTHER, encoding="utf-8")
    assert catalogue()["2"] == Procedure("2", "Việc hai", certification=True)
    assert (minimum_list(), certifications()) == ("1; 3", frozenset({"2"}))
    assert choices() == [("1", "Việc một"), ("2", "Việc hai"), ("3", "Việc ba")]
    assert set(shipped) & set(catalogue()) == set()


@pytest.mark.parametrize("text", ["a: [", "- {title: Việc một}", "- một", '- {code: "1", title: x, most: true}'])
def test_file_that_cannot_be_understood_is_named(settings: Any, tmp_path: Path, text: str) -> None:
    settings.FAST_DAY_PROCEDURES = tmp_path / "procedures.yaml"
    settings.FAST_DAY_PROCEDURES.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=str(settings.FAST_DAY_PROCEDURES)):
        catalogue()
