"""Criteria sets as YAML files. Every scalar is read as text, so ``1.10`` stays a code and ``no`` a word.

Reading is limited (size, depth, no anchors, aliases or tags) and tells every problem with its line.
Writing is deterministic: reading what was written and writing it again gives the same bytes.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from thanthien.criteria.checks import Found, check_definition
from thanthien.criteria.consequences import own_problems
from thanthien.criteria.definition_io import Numeric, definition_to_tree
from thanthien.criteria.definition_reader import read_definition
from thanthien.criteria.draft_checks import check_draft, odd_characters
from thanthien.criteria.problems import DefinitionError, Path, Problem, path_text
from thanthien.criteria.reader import Reader
from thanthien.criteria.rules import SetDefinition

MAX_CHARACTERS = 2_000_000
MAX_NESTING = 20
LINE_WIDTH = 100_000  # one line for each text: a folded “- 2030” would read like a list


Check: TypeAlias = Callable[[SetDefinition], list[Found]]


def load_set(text: str, also: Check | None = None) -> SetDefinition:
    """Read a criteria set; ``also`` asks what only the place of use can know. Raises DefinitionError with every problem
    found, sorted by line."""
    tree, lines = _parse(text)
    reader = Reader()
    definition = read_definition(reader, tree)
    found = [*reader.problems, *odd_characters(tree)]
    if definition is not None:
        meaning = [*check_definition(definition), *check_draft(definition), *(also(definition) if also else [])]
        found += own_problems(meaning, [path for path, _, _ in reader.problems], definition)
    if found or definition is None:
        problems = [Problem(_line(lines, path), path_text(path), vi, en) for path, vi, en in found]
        raise DefinitionError(sorted(problems, key=lambda problem: problem.line))
    return definition


def _line(lines: dict[Path, int], path: Path) -> int:
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _broken(line: int, vi: str, en: str) -> DefinitionError:
    return DefinitionError([Problem(line, "", vi, en)])


def _parse(text: str) -> tuple[Any, dict[Path, int]]:
    if len(text) > MAX_CHARACTERS:
        raise _broken(1, "Tệp quá lớn.", f"File too large (at most {MAX_CHARACTERS} characters).")
    try:
        _refuse_risky(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or "invalid YAML"
        line = mark.line + 1 if mark else 1
        if isinstance(error, ReaderError):  # it knows the place of a control character, not its line
            line, detail = text.count("\n", 0, error.position) + 1, f"#x{ord(text[error.position]):04x}"
        raise _broken(line, f"Sai cú pháp YAML ({detail}).", f"Broken YAML: {detail}.") from error
    if root is None:
        raise _broken(1, "Tệp trống.", "Empty file.")
    lines: dict[Path, int] = {}
    problems: list[Problem] = []
    tree = _plain(root, (), lines, problems)
    if problems:
        raise DefinitionError(problems)
    return tree, lines


def _refuse_risky(text: str) -> None:
    """Anchors, aliases, tags and deep nesting have no place in a criteria file."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if getattr(event, "anchor", None) is not None:
            raise _broken(
                line,
                "Dòng này dùng dấu & hoặc * để nhắc lại nội dung ở chỗ khác; cần ghi đủ nội dung.",
                "Anchors and aliases are not allowed.",
            )
        if getattr(event, "tag", None) is not None:
            raise _broken(line, "Không dùng thẻ kiểu (!).", "Tags are not allowed.")
        depth += isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        depth -= isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
        if depth > MAX_NESTING:
            raise _broken(line, "Lồng nhau quá sâu.", f"Nested deeper than {MAX_NESTING}.")


def _plain(node: Node, path: Path, lines: dict[Path, int], problems: list[Problem]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _mapping(node, path, lines, problems)
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, index), lines, problems) for index, item in enumerate(node.value)]
    empty = isinstance(node, ScalarNode) and node.style is None and node.value in ("", "~", "null")
    return None if empty else node.value


def _mapping(node: MappingNode, path: Path, lines: dict[Path, int], problems: list[Problem]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            problems.append(Problem(line, path_text(path), "Khóa phải là chữ.", "Keys must be text."))
            continue
        key = key_node.value
        if key in plain:
            problems.append(Problem(line, path_text((*path, key)), "Khóa bị trùng.", "Duplicate key."))
        lines[(*path, key)] = line
        plain[key] = _plain(value_node, (*path, key), lines, problems)
    return plain


class _Dumper(yaml.SafeDumper):
    """Keeps the given order, indents lists, writes multi-line texts as blocks and numbers bare."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _numeric(dumper: yaml.SafeDumper, number: Numeric) -> ScalarNode:
    if number.endswith("%"):
        return dumper.represent_scalar("tag:yaml.org,2002:str", str(number))
    kind = "float" if "." in number else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", str(number))


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Numeric, _numeric)


def dump_set(definition: SetDefinition) -> str:
    """The definition as YAML text, always the same for the same definition."""
    return yaml.dump(
        definition_to_tree(definition),
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=LINE_WIDTH,
    )
