"""Typed readers for environment variables.

A wrong value stops the start with one sentence that names the variable (`SettingProblem`).
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlsplit

_TRUE = frozenset({"1", "true", "yes", "on"})
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_FALSE = frozenset({"0", "false", "no", "off"})


class SettingProblem(SystemExit):
    """A variable is missing or wrong. Python prints the sentence and exits with 1."""


def _raw(name: str) -> str | None:
    value = os.environ.get(name)
    return value.strip() if value is not None and value.strip() else None


def text(name: str, default: str | None = None) -> str:
    """Text; without a default the variable is required."""
    value = _raw(name)
    if value is not None:
        return value
    if default is None:
        raise SettingProblem(f"{name} is not set. It is required; see docs/settings.md.")
    return default


def flag(name: str, default: bool) -> bool:
    """True or false, written 1/0, true/false, yes/no or on/off."""
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise SettingProblem(f"{name} must be true or false, not “{value}”.")


def integer(name: str, default: int, *, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    value = _raw(name)
    if value is None:
        return default
    if not re.fullmatch(r"-?\d{1,15}", value, re.ASCII):
        raise SettingProblem(f"{name} must be a whole number, not “{value}”.")
    if not low <= int(value) <= high:
        raise SettingProblem(f"{name} must lie between {low} and {high}, not {value}.")
    return int(value)


def choice(name: str, default: str, options: Iterable[str]) -> str:
    """One of the given words."""
    value = _raw(name) or default
    allowed = tuple(options)
    if value not in allowed:
        raise SettingProblem(f"{name} must be one of {', '.join(allowed)}, not “{value}”.")
    return value


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    value = _raw(name)
    if value is None:
        return list(default)
    return [part.strip() for part in value.split(",") if part.strip()]


def integers(name: str, default: tuple[int, ...], *, low: int, high: int) -> list[int]:
    """A comma-separated list of whole numbers between low and high."""
    found = words(name, tuple(str(number) for number in default))
    if not all(word.isascii() and word.isdigit() and low <= int(word) <= high for word in found):
        raise SettingProblem(f"{name} must be whole numbers from {low} to {high}, separated by commas.")
    return [int(word) for word in found]


def origins(name: str) -> list[str]:
    """A list of origins, each `http(s)://host[:port]` and nothing behind."""
    found = words(name)
    for given in found:
        if not _is_origin(given):
            raise SettingProblem(f"{name} must hold origins such as https://example.vn, not “{given}”.")
    return found


def origin(name: str, default: str) -> str:
    """One origin, `http(s)://host[:port]` and nothing behind; an empty default stands for none."""
    value = _raw(name) or default
    if value and not _is_origin(value):
        raise SettingProblem(f"{name} must be an address such as https://example.vn, not “{value}”.")
    return value


def _is_origin(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not parts.path and not parts.query


def mailbox(name: str, default: str) -> str:
    """An e-mail address, with or without a name before it: `Chính quyền thân thiện <khong-tra-loi@example.vn>`."""
    value = _raw(name) or default
    if not re.fullmatch(r"[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+", value):
        raise SettingProblem(f"{name} must be an e-mail address, not “{value}”.")
    return value


def endpoint(name: str) -> str:
    """Where a server of ours listens, `host:port` or the path of a socket; empty when not set."""
    value = _raw(name) or ""
    if value and not value.startswith("/") and not re.fullmatch(r"\S+:\d{1,5}", value, re.ASCII):
        raise SettingProblem(f"{name} must be host:port or the path of a socket, not “{value}”.")
    return value


def folder(name: str, default: Path) -> Path:
    """A folder, relative paths counted from the working directory. It need not exist yet."""
    value = _raw(name)
    path = Path(value).expanduser().resolve() if value else default
    if path.exists() and not path.is_dir():
        raise SettingProblem(f"{name} must be a folder, but {path} is a file.")
    return path


def file(name: str, default: Path) -> Path:
    """A file that is there, relative paths counted from the working directory."""
    value = _raw(name)
    path = Path(value).expanduser().resolve() if value else default
    if not path.is_file():
        raise SettingProblem(f"{name} must be a file, but there is none at {path}.")
    return path


def secret(name: str, *, minimum: int) -> str:
    """A secret text of at least `minimum` characters, directly or from the file that `{name}_FILE` names."""
    value = _kept_secret(name)
    if len(value) < minimum:
        raise SettingProblem(f"{name} must have at least {minimum} characters.")
    return value


def secrets(name: str, *, minimum: int) -> list[str]:
    """Secret texts separated by commas or lines, the one in use first; given as :func:`secret`."""
    found = [one.strip() for one in re.split(r"[,\n]", _kept_secret(name)) if one.strip()]
    if not found or any(len(one) < minimum for one in found):
        raise SettingProblem(f"{name} must hold keys of at least {minimum} characters each, separated by commas.")
    return found


def _kept_secret(name: str) -> str:
    path = _raw(f"{name}_FILE")
    value = _raw(name)
    if value is None and path is not None:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise SettingProblem(f"{name}_FILE cannot be read: {problem.strerror}.") from None
    if value is None:
        raise SettingProblem(f"{name} is not set. It is required; see docs/settings.md.")
    return value


def database(name: str, session: Mapping[str, str] = MappingProxyType({})) -> dict[str, object]:
    """A PostgreSQL address `postgres://user:password@host:port/name?option=value` as Django's connection settings.

    ``session``: parameters of the server with which each connection begins; values without blanks.
    """
    value = text(name)
    # The value holds a password: the sentences below never repeat it.
    wrong = SettingProblem(f"{name} must look like postgres://user:password@host:5432/name.")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingProblem(f"{name} must begin with postgres://; only PostgreSQL 15 or newer is supported.")
    if not parts.path.strip("/"):
        raise wrong
    options = dict(parse_qsl(parts.query))
    begins = [options.get("options", ""), *(f"-c {key}={text}" for key, text in session.items())]
    options |= {"options": " ".join(begins).strip()} if session else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def refuse_contradictions(
    *, https: bool, behind_proxy: bool, proxy_count: int, site_address: str, trusted_origins: Iterable[str]
) -> None:
    """Stop when what is said of HTTPS and of the proxies can't all be true."""
    host = urlsplit(site_address).hostname or ""
    if behind_proxy and not https:
        raise SettingProblem("BEHIND_PROXY says that a proxy ends HTTPS, but HTTPS is off: cookies would travel open.")
    if proxy_count > 1 and not behind_proxy:
        raise SettingProblem("PROXY_COUNT counts proxies, but BEHIND_PROXY is off: their headers would not be read.")
    if https and site_address.startswith("http://") and host not in _THIS_MACHINE:
        raise SettingProblem("HTTPS is on, but SITE_ADDRESS begins with http://: links in letters would not be safe.")
    if https and any(origin.startswith("http://") for origin in trusted_origins):
        raise SettingProblem("HTTPS is on, but CSRF_TRUSTED_ORIGINS trusts an origin without it.")


def refuse_real_practice(*, practice: bool, demo: bool) -> None:
    """Stop when a practice copy is to be no demo: its letters would leave, its people would pass for real ones."""
    if practice and not demo:
        raise SettingProblem("PRACTICE is on, but DEMO is off: a practice copy holds made-up data; no mail leaves it.")


DEMO_MARK = "demo-"


def refuse_secrets_of_the_demo(*, demo: bool, **found: str) -> None:
    """Stop when a secret is one that the demo made for itself (`dev.py` marks them), and this is no demo."""
    for name, value in found.items():
        if not demo and value.startswith(DEMO_MARK):
            raise SettingProblem(f"{name} is the secret of a demo. Give one of your own; see docs/settings.md.")
