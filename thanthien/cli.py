"""The command ``thanthien``: scoring and checking without a database.

Exit codes of every subcommand: 0 done and in order; 1 the content has problems (listed); 2 the command or a
file can't be used. A subcommand is a function ``register(subparsers)`` in ``REGISTRARS`` that sets ``run``.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from thanthien.criteria.answers_json import parse_values_file, result_to_json
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition
from thanthien.criteria.values import ValueProblem
from thanthien.criteria.yaml_io import load_set
from thanthien.year_file import STRICT, NotInPieces, Unreadable, open_year

if TYPE_CHECKING:
    from thanthien.verify_dossier import Told
    from thanthien.verify_report import Report

OK, PROBLEMS, UNUSABLE = 0, 1, 2
MAX_FILE_BYTES = 8_000_000
# A year of 3,321 communes takes about 100 MB.
MAX_YEAR_BYTES = 400_000_000


class Unusable(Exception):
    """A file or argument that can't be used at all; the message is for the person at the terminal."""


def read_text(path: str, limit: int = MAX_FILE_BYTES) -> str:
    """A UTF-8 file of at most so many bytes. Raises Unusable."""
    with _open(path, limit) as file:
        return file.read()


@contextmanager
def _open(path: str, limit: int) -> Iterator[TextIO]:
    """The file as text, for as long as the block runs, with or without a byte order mark. Raises Unusable."""
    file = Path(path)
    try:
        if file.stat().st_size > limit:
            raise Unusable(f"{path}: tệp quá lớn / file too large")
        with file.open(encoding="utf-8-sig") as opened:
            yield opened
    except OSError as error:
        raise Unusable(f"{path}: không đọc được tệp / can't read the file ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path}: tệp không phải UTF-8 / not UTF-8") from error


def read_json(path: str, limit: int = MAX_FILE_BYTES) -> Any:
    """A JSON file; numbers with a fraction become Decimal, never float; a repeated key is refused. Raises Unusable."""
    try:
        return STRICT.decode(read_text(path, limit))
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path}: JSON không hợp lệ / invalid JSON ({error})") from error


def read_set(path: str) -> SetDefinition | None:
    """A criteria set; its problems go to stderr and give None."""
    try:
        return load_set(read_text(path))
    except DefinitionError as error:
        for problem in error.problems:
            print(f"{path}: {problem}", file=sys.stderr)
        return None


def _score(arguments: argparse.Namespace) -> int:
    definition = read_set(arguments.set)
    if definition is None:
        return PROBLEMS
    values, problems = parse_values_file(definition, read_json(arguments.values), arguments.kind)
    if not problems:
        try:
            result = values.score()
        except ValueProblem as refused:
            problems = [refused]
    for problem in problems:
        print(f"{arguments.values}: {problem}", file=sys.stderr)
    if problems:
        return PROBLEMS
    json.dump(result_to_json(result, values.answers), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return OK


def _check(arguments: argparse.Namespace) -> int:
    definition = read_set(arguments.file)
    if definition is None:
        return PROBLEMS
    count = sum(1 for _ in definition.indicators())
    print(f"{arguments.file}: đúng định dạng / valid – {definition.code}, {count} tiêu chí thành phần / indicators")
    return OK


MAX_LINES = 200


def _verify(arguments: argparse.Namespace) -> int:
    try:
        report = _year_report(arguments.file)
    except NotInPieces:  # a single document, or a year that somebody laid out otherwise
        raw = read_json(arguments.file, MAX_YEAR_BYTES)
        if isinstance(raw, dict) and str(raw.get("format")).startswith("thanthien.dossier/"):
            return _verify_seal(arguments, raw)
        report = _whole_report(arguments.file, raw)
    print(_printable(f"{report.title or arguments.file}: {report.units} đơn vị, {report.documents} bản niêm phong."))
    print(f"Mã kiểm tra của tệp (SHA-256): {report.fingerprint or '(không tính được)'}")
    _compare_with(arguments.fingerprint, report.fingerprint, report.told)
    print(
        _printable(
            f"Bộ tiêu chí {report.set_code or '(không đọc được)'}. Đã tính lại {report.told.indicators} kết luận."
        )
    )
    return _tell(report.told)


def _year_report(path: str) -> "Report":
    """Read and recompute a year unit by unit. Raises NotInPieces when it isn't laid out so; Unusable."""
    from thanthien.verify import verify_file
    from thanthien.verify_report import NotAYearFile

    with _open(path, MAX_YEAR_BYTES) as file:
        try:
            return verify_file(open_year(file))
        except Unreadable as error:
            raise Unusable(f"{path}: JSON không hợp lệ / invalid JSON ({error})") from error
        except NotAYearFile as error:
            raise Unusable(f"{path}: {error}") from error


def _whole_report(path: str, raw: object) -> "Report":
    from thanthien.verify import verify_year
    from thanthien.verify_report import NotAYearFile

    try:
        return verify_year(raw)
    except NotAYearFile as error:
        raise Unusable(f"{path}: {error}") from error


def _verify_seal(arguments: argparse.Namespace, raw: dict[str, Any]) -> int:
    """One sealed document by itself; it names its set only, which must be given."""
    from thanthien.verify_submission import NotASeal, seal_sha256, verify_seal

    if arguments.set is None:
        raise Unusable(f"{arguments.file}: cần bộ tiêu chí / needs the criteria set (--set)")
    definition = read_set(arguments.set)
    if definition is None:
        return PROBLEMS
    try:
        told = verify_seal(raw, definition)
    except NotASeal as error:
        raise Unusable(f"{arguments.file}: {error}") from error
    found = seal_sha256(raw)
    print(_printable(f"Bản niêm phong số {raw.get('number')}, mã kiểm tra (SHA-256) {found or '(không tính được)'}."))
    _compare_with(arguments.fingerprint, found, told)
    return _tell(told)


def _compare_with(given: str | None, found: str | None, told: "Told") -> None:
    """The fingerprint that a person read elsewhere, with or without spaces, is that of the file."""
    wanted = "".join((given or "").split()).lower()
    if wanted and wanted != found:
        told.differ("fingerprint", f"Mã kiểm tra của tệp không phải mã đã cho ({wanted[:80]}).")


def _tell(told: "Told") -> int:
    _print_list("Cho điểm trực tiếp, có lý do", told.deviations)
    _print_list("Mức độ khác mức độ tính được, có lý do", told.overrides)
    _print_list("Lưu ý", told.notes)
    _print_list("KHÁC BIỆT", told.differences)
    if told.digests:
        print(
            f"\nKhông kiểm tra được từ bên ngoài: {told.digests} số liệu đếm từ bản ghi không công khai. "
            "Dấu của các bản ghi chỉ nơi vận hành hệ thống kiểm tra được (check_figures)."
        )
    clean = not told.differences
    print("Kết quả: khớp hoàn toàn." if clean else f"Kết quả: có {len(told.differences)} khác biệt.")
    return OK if clean else PROBLEMS


def _print_list(heading: str, sentences: list[str]) -> None:
    if sentences:
        print(f"\n{heading} ({len(sentences)}):")
    for sentence in sentences[:MAX_LINES]:
        print(_printable(f"  - {sentence}"))
    if len(sentences) > MAX_LINES:
        print(f"  … và {len(sentences) - MAX_LINES} mục khác")


def _printable(text: str) -> str:
    """A stranger's file must not move the cursor of the terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _register_verify(subparsers: Any) -> None:
    parser = subparsers.add_parser("verify", help="recompute a published year from its open data file (JSON)")
    parser.add_argument("file", metavar="FILE", help="open data of one year, or one sealed document (JSON)")
    parser.add_argument("--set", metavar="SET", help="criteria set (YAML) of a single sealed document")
    parser.add_argument(
        "--fingerprint", metavar="SHA256", help="what the file must have: from the page of the year, or from a paper"
    )
    parser.set_defaults(run=_verify)


def _register_score(subparsers: Any) -> None:
    parser = subparsers.add_parser("score", help="score a values file against a criteria set, print JSON")
    parser.add_argument("--set", required=True, metavar="FILE", help="criteria set (YAML)")
    parser.add_argument("--values", required=True, metavar="FILE", help="values (JSON)")
    parser.add_argument("--kind", choices=UNIT_KINDS, help="kind of unit; overrides unit_kind of the values file")
    parser.set_defaults(run=_score)


def _register_criteria(subparsers: Any) -> None:
    criteria = subparsers.add_parser("criteria", help="work with criteria sets").add_subparsers(required=True)
    check = criteria.add_parser("check", help="check a criteria set and list every problem")
    check.add_argument("file", metavar="FILE", help="criteria set (YAML)")
    check.set_defaults(run=_check)


REGISTRARS: list[Callable[[Any], None]] = [_register_score, _register_criteria, _register_verify]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code."""
    parser = argparse.ArgumentParser(prog="thanthien", description="Chính quyền thân thiện: chấm điểm, kiểm tra tệp.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for register in REGISTRARS:
        register(subparsers)
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except Unusable as error:
        print(error, file=sys.stderr)
        return UNUSABLE


if __name__ == "__main__":
    sys.exit(main())
