"""Takes checked values out of a plain tree (YAML or JSON), collecting every problem."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar, cast

from thanthien.criteria.problems import Path
from thanthien.criteria.rules import UNIT_KINDS

MAX_TEXT = 8000
MAX_LIST = 500

Found: TypeAlias = tuple[Path, str, str]
T = TypeVar("T")

_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_INTEGER = re.compile(r"[0-9]{1,6}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ZERO = Decimal(0)


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


class Reader:
    """Takes values out of a tree and notes what is wrong; a wrong value yields a harmless stand-in."""

    def __init__(self) -> None:
        self.problems: list[Found] = []

    def wrong(self, path: Path, vi: str, en: str) -> None:
        self.problems.append((path, vi, en))

    def mapping(self, raw: object, path: Path, keys: str) -> Mapping[str, Any]:
        """``keys`` lists what may stand here; a key that ends in ``!`` must."""
        if not isinstance(raw, Mapping):
            self.wrong(path, "Cần một mục gồm các cặp “khóa: giá trị”.", "Expected a mapping.")
            return {}
        allowed = {key.rstrip("!") for key in keys.split()}
        for key in raw:
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                self.wrong((*path, str(key)), f"Không nhận ra khóa “{key}”. Có thể dùng: {known}.",
                           f"Unknown key; expected one of: {known}.")  # fmt: skip
        for key in keys.split():
            if key.endswith("!") and _absent(raw.get(key[:-1])):
                self.wrong(path, f"Thiếu “{key[:-1]}”.", f"Missing “{key[:-1]}”.")
        return {key: value for key, value in raw.items() if not _absent(value)}

    def items(self, raw: object, path: Path, read: Callable[[Any, Path], T]) -> tuple[T, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list):
            self.wrong(path, "Cần một danh sách (mỗi dòng bắt đầu bằng “- ”).", "Expected a list.")
            return ()
        if len(raw) > MAX_LIST:
            self.wrong(path, f"Danh sách quá dài (tối đa {MAX_LIST}).", f"List too long (at most {MAX_LIST}).")
            return ()
        for index, value in enumerate(raw):
            if value is None:
                self.wrong((*path, index), "Dòng này để trống.", "This entry is empty.")
        return tuple(read(value, (*path, index)) for index, value in enumerate(raw) if value is not None)

    def text(self, raw: object, path: Path) -> str:
        if raw is None:
            return ""
        if not isinstance(raw, str):
            self.wrong(path, "Cần một đoạn chữ.", "Expected text.")
            return ""
        clean = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if _CONTROL.search(clean) or len(clean) > MAX_TEXT:
            self.wrong(path, f"Chữ có ký tự điều khiển hoặc dài quá {MAX_TEXT} ký tự.",
                       f"Text has control characters or is longer than {MAX_TEXT}.")  # fmt: skip
            return ""
        return clean

    def texts(self, raw: object, path: Path) -> tuple[str, ...]:
        return self.items(raw, path, self.text)

    def code(self, raw: object, path: Path) -> str:
        text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else self.text(raw, path)
        if raw is not None and not _CODE.fullmatch(text):
            self.wrong(path, "Mã chỉ gồm chữ không dấu, số, dấu chấm, gạch nối, gạch dưới (tối đa 64).",
                       "A code has ASCII letters, digits, dot, hyphen, underscore (at most 64).")  # fmt: skip
        return text

    def codes(self, raw: object, path: Path) -> tuple[str, ...]:
        return self.items(raw, path, self.code)

    def one_of(self, raw: object, path: Path, choices: tuple[str, ...], default: str) -> Any:
        if raw is None:
            return default
        if raw not in choices:
            listed = ", ".join(choices)
            self.wrong(path, f"Cần một trong: {listed}.", f"Expected one of: {listed}.")
            return default
        return raw

    def kinds(self, raw: object, path: Path) -> tuple[str, ...]:
        return self.items(raw, path, lambda kind, at: cast("str", self.one_of(kind, at, UNIT_KINDS, UNIT_KINDS[0])))

    def integer(self, raw: object, path: Path) -> int:
        text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
        if isinstance(text, str) and _INTEGER.fullmatch(text):
            return int(text)
        if raw is not None:
            self.wrong(path, "Cần một số nguyên không âm.", "Expected a whole number ≥ 0.")
        return 0

    def boolean(self, raw: object, path: Path, *, default: bool) -> bool:
        if raw is None:
            return default
        if isinstance(raw, bool):
            return raw
        if raw in ("true", "false"):
            return raw == "true"
        self.wrong(path, "Cần ghi true (có) hoặc false (không).", "Expected true or false.")
        return default

    def number(self, raw: object, path: Path) -> Decimal:
        """A decimal with a dot: ``0.25``. A percentage or a comma is refused."""
        text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
        if isinstance(text, str) and _DECIMAL.fullmatch(text):
            return Decimal(text)
        if raw is not None:
            self.wrong(path, "Cần một số không âm, dấu thập phân là dấu chấm, ví dụ 0.25.",
                       "Expected a number ≥ 0 such as 0.25.")  # fmt: skip
        return ZERO

    def share(self, raw: object, path: Path) -> Decimal:
        """A percentage with its sign: ``60%`` is the share 0.6."""
        if isinstance(raw, str) and raw.endswith("%") and _DECIMAL.fullmatch(raw[:-1].rstrip()):
            return Decimal(raw[:-1].rstrip()) / 100
        if raw is not None:
            self.wrong(path, "Cần một tỷ lệ phần trăm, ví dụ 60%.", "Expected a percentage such as 60%.")
        return ZERO

    def bound(self, raw: object, path: Path, form: str) -> Decimal:
        return self.share(raw, path) if form in ("ratio", "percent") else self.number(raw, path)
