"""Numbers in Vietnamese words, as people say them: “một nghìn hai trăm linh năm”, “tám phẩy bốn”."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def whole_words(number: int) -> str:
    """A whole number from 0 up to 999,999 in words."""
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _up_to_999(rest)
    return f"{_up_to_999(thousands)} nghìn{f' {_up_to_999(rest, after_more=True)}' if rest else ''}"


def decimal_words(whole: int, digits: str) -> str:
    """“tám phẩy bốn” for 8 and “4”; digits behind the comma are said one by one, none: the whole number alone."""
    behind = " ".join(DIGITS[int(digit)] for digit in digits)
    return f"{whole_words(whole)} phẩy {behind}" if behind else whole_words(whole)


def _up_to_999(number: int, *, after_more: bool = False) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not after_more:
        return _up_to_99(rest)
    head = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return head
    return f"{head} linh {DIGITS[rest]}" if rest < 10 else f"{head} {_up_to_99(rest)}"


def _up_to_99(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    return f"{head} {_ones(tens, ones)}" if ones else head


def _ones(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else DIGITS[ones]
