"""Browsers in words."""

import pytest

from thanthien.accounts.devices import device_words

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{_WINDOWS} {_WEBKIT} Chrome/131.0.0.0 Safari/537.36", "Chrome trên Windows"),
        (f"{_WINDOWS} {_WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Microsoft Edge trên Windows"),
        (f"{_WINDOWS} {_WEBKIT} coc_coc_browser/110.0 Chrome/104.0 Safari/537.36", "Cốc Cốc trên Windows"),
        (f"{_WINDOWS}; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox trên Windows"),
        (f"Mozilla/5.0 (Linux; Android 14) {_WEBKIT} Chrome/131.0 Mobile Safari/537.36", "Chrome trên Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1",
            "Safari trên iPhone",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/131.0 Safari/604.1", "Chrome trên iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15", "Safari trên macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) Something/1.0", "Trình duyệt không rõ trên Linux"),
        ("Firefox/1.0", "Firefox trên máy không rõ"),
        ("curl/8.0", "Trình duyệt không rõ"),
        ("", "Trình duyệt không rõ"),
    ],
)
def test_browser_and_system_are_named(user_agent, words):
    assert device_words(user_agent) == words
