"""What was made is made once for the values by which it is known, and the oldest goes first."""

from thanthien.core.remembered import Remembered


def test_what_is_known_is_not_made_again_and_the_oldest_goes_first() -> None:
    made: list[str] = []

    def one(name: str) -> str:
        return kept.get(name, lambda: made.append(name) or name.upper())  # type: ignore[func-returns-value]

    kept: Remembered[str] = Remembered(2)
    assert [one(name) for name in ("a", "b", "a", "c", "b", "a")] == ["A", "B", "A", "C", "B", "A"]
    assert made == ["a", "b", "c", "a"]


def test_what_fails_is_tried_again() -> None:
    kept: Remembered[float] = Remembered(1)
    told = []
    for below in (0, 2):
        try:
            told.append(kept.get("share", lambda below=below: 1 / below))
        except ZeroDivisionError:
            told.append(0.0)
    assert told == [0.0, 0.5]
