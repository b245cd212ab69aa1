"""What the reading process says of a file, on its first line; behind it stands the text."""

from enum import StrEnum

KINDS = frozenset({"pdf", "docx", "odt", "txt"})  # of core/files.py, that may hold text which is read


class Said(StrEnum):
    """What came of reading a file. All but the first two say why its text isn't known."""

    TEXT = "text"
    EMPTY = "empty"
    LOCKED = "locked"
    BROKEN = "broken"
    BOMB = "bomb"
    SLOW = "slow"
    LARGE = "large"

    @property
    def words(self) -> str:
        """Why it can't be read, behind “không đọc được: ”; empty where it could."""
        return _WORDS.get(self, "")


_WORDS = {
    Said.LOCKED: "tệp đặt mật khẩu",
    Said.BROKEN: "tệp hỏng hoặc có cấu trúc lạ",
    Said.BOMB: "tệp giải nén ra dung lượng lớn bất thường",
    Said.SLOW: "tệp quá phức tạp, đọc quá thời gian cho phép",
    Said.LARGE: "tệp cần quá nhiều bộ nhớ",
}
