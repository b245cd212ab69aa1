"""Typed readers of the environment: good values, and the sentence for wrong ones."""

from pathlib import Path

import pytest

from thanthien.config import env


def said(call: object) -> str:
    with pytest.raises(env.SettingProblem) as stopped:
        call()  # type: ignore[operator]
    return str(stopped.value)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch):
    return lambda value: monkeypatch.setenv("A_SETTING", value)


def test_text_without_default_is_required() -> None:
    assert said(lambda: env.text("NOT_SET")) == "NOT_SET is not set. It is required; see docs/settings.md."


def test_text_blank_counts_as_not_set(given) -> None:
    given("  ")
    assert env.text("A_SETTING", "x") == "x"


@pytest.mark.parametrize(
    ("written", "meant"), [("1", True), ("on", True), ("Yes", True), ("0", False), ("FALSE", False)]
)
def test_flag_reads_usual_words(given, written: str, meant: bool) -> None:
    given(written)
    assert env.flag("A_SETTING", default=not meant) is meant


def test_flag_refuses_other_words(given) -> None:
    given("maybe")
    assert said(lambda: env.flag("A_SETTING", default=True)) == "A_SETTING must be true or false, not “maybe”."


@pytest.mark.parametrize("written", ["1", "10"])
def test_integer_takes_both_edges(given, written: str) -> None:
    given(written)
    assert env.integer("A_SETTING", 5, low=1, high=10) == int(written)


@pytest.mark.parametrize("written", ["0", "11"])
def test_integer_refuses_beyond_edges(given, written: str) -> None:
    given(written)
    problem = said(lambda: env.integer("A_SETTING", 5, low=1, high=10))
    assert problem == f"A_SETTING must lie between 1 and 10, not {written}."


@pytest.mark.parametrize("written", ["1.5", "١", "1e3", "ten"])
def test_integer_refuses_what_is_no_whole_number(given, written: str) -> None:
    given(written)
    problem = said(lambda: env.integer("A_SETTING", 5, low=1, high=10))
    assert problem == f"A_SETTING must be a whole number, not “{written}”."


def test_choice_names_the_options(given) -> None:
    given("LOUD")
    assert said(lambda: env.choice("A_SETTING", "INFO", ("DEBUG", "INFO"))) == (
        "A_SETTING must be one of DEBUG, INFO, not “LOUD”."
    )


def test_words_splits_at_commas(given) -> None:
    given("a.vn, b.vn ,")
    assert env.words("A_SETTING") == ["a.vn", "b.vn"]


@pytest.mark.parametrize("written", ["example.vn", "https://example.vn/path", "ftp://example.vn"])
def test_origins_refuses_what_is_no_origin(given, written: str) -> None:
    given(written)
    assert said(lambda: env.origins("A_SETTING")) == (
        f"A_SETTING must hold origins such as https://example.vn, not “{written}”."
    )


def test_folder_refuses_a_file(given, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    given(str(file))
    assert said(lambda: env.folder("A_SETTING", tmp_path)) == f"A_SETTING must be a folder, but {file} is a file."


def test_secret_reads_the_named_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s" * 32 + "\n")
    monkeypatch.setenv("A_SETTING_FILE", str(file))
    assert env.secret("A_SETTING", minimum=32) == "s" * 32


def test_secret_never_repeats_a_short_one(given) -> None:
    given("hunter2")
    assert said(lambda: env.secret("A_SETTING", minimum=32)) == "A_SETTING must have at least 32 characters."


def test_database_reads_every_part(given) -> None:
    given("postgres://an:p%40ss@db.example.vn:5433/thi_xa?sslmode=require")
    assert env.database("A_SETTING") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "thi_xa",
        "USER": "an",
        "PASSWORD": "p@ss",
        "HOST": "db.example.vn",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_begins_with_parameters_beside_those_of_the_address(given) -> None:
    given("postgres://an@db/x?options=-c%20work_mem%3D8MB")
    found = env.database("A_SETTING", session={"pgtrigger.ignore": "{}"})
    assert found["OPTIONS"] == {"options": "-c work_mem=8MB -c pgtrigger.ignore={}"}


@pytest.mark.parametrize("written", ["postgres://an:secret@db:port/x", "postgres://an:secret@db"])
def test_database_never_repeats_the_password(given, written: str) -> None:
    given(written)
    problem = said(lambda: env.database("A_SETTING"))
    assert problem == "A_SETTING must look like postgres://user:password@host:5432/name."


def test_database_refuses_other_engines(given) -> None:
    given("sqlite:///x.db")
    assert said(lambda: env.database("A_SETTING")) == (
        "A_SETTING must begin with postgres://; only PostgreSQL 15 or newer is supported."
    )


def test_secrets_may_be_several_the_one_in_use_first(given, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given("a-new-key, an-old-key")
    assert env.secrets("A_SETTING", minimum=5) == ["a-new-key", "an-old-key"]
    monkeypatch.delenv("A_SETTING")
    (tmp_path / "keys").write_text("one-key\ntwo-key\n", encoding="utf-8")
    monkeypatch.setenv("A_SETTING_FILE", str(tmp_path / "keys"))
    assert env.secrets("A_SETTING", minimum=5) == ["one-key", "two-key"]


@pytest.mark.parametrize("written", ["long-enough,short", ","])
def test_each_of_several_secrets_is_long_enough(given, written: str) -> None:
    given(written)
    problem = said(lambda: env.secrets("A_SETTING", minimum=8))
    assert problem == "A_SETTING must hold keys of at least 8 characters each, separated by commas."


_AGREEING = {
    "https": True, "behind_proxy": True, "proxy_count": 1, "site_address": "https://than-thien.example.vn",
    "trusted_origins": ["https://than-thien.example.vn"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({}, ""),
        ({"https": False, "site_address": "http://localhost:8000", "behind_proxy": False, "trusted_origins": []}, ""),
        ({"site_address": "http://localhost:8000"}, ""),
        ({"https": False}, "BEHIND_PROXY"),
        ({"behind_proxy": False, "proxy_count": 2}, "PROXY_COUNT"),
        ({"site_address": "http://than-thien.example.vn"}, "SITE_ADDRESS"),
        ({"trusted_origins": ["http://than-thien.example.vn"]}, "CSRF_TRUSTED_ORIGINS"),
    ],
)
def test_what_can_not_all_be_true_stops_the_start(said: dict[str, object], named: str) -> None:
    told = ""
    try:
        env.refuse_contradictions(**_AGREEING | said)  # type: ignore[arg-type]
    except env.SettingProblem as problem:
        told = str(problem)
    assert named in told
    assert bool(told) == bool(named)
