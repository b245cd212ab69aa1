"""The command ``thanthien``: scoring and checking without a database.

Exit codes of every subcommand: 0 done and in order; 1 the content has problems (listed); 2 the command or a
file can't be used. A subcommand is a function ``register(subparsers)`` in ``REGISTRARS`` that sets ``run``.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from thanthien.criteria.answers_json import parse_values_file, result_to_json
from thanthien.criteria.problems import DefinitionError
from thanthien.criteria.rules import UNIT_KINDS, SetDefinition
from thanthien.criteria.values import ValueProblem
from thanthien.criteria.yaml_io import load_set

OK, PROBLEMS, UNUSABLE = 0, 1, 2
MAX_FILE_BYTES = 8_000_000


class Unusable(Exception):
    """A file or argument that can't be used at all; the message is for the person at the terminal."""


def read_text(path: str) -> str:
    """A UTF-8 file of reasonable size. Raises Unusable."""
    file = Path(path)
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise Unusable(f"{path}: tệp quá lớn / file too large")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unusable(f"{path}: không đọc được tệp / can't read the file ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise Unusable(f"{path}: tệp không phải UTF-8 / not UTF-8") from error


def read_json(path: str) -> Any:
    """A JSON file; numbers with a fraction become Decimal, never float. Raises Unusable."""
    try:
        return json.loads(read_text(path), parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path}: JSON không hợp lệ / invalid JSON ({error})") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


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


REGISTRARS: list[Callable[[Any], None]] = [_register_score, _register_criteria]


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
