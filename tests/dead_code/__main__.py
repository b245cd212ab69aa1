"""Names in the product that nothing uses: vulture, told what Django and the templates use by name.

What only tests use counts as unused. kept.toml names what stays all the same, each with its reason; an entry that is no
longer needed is told, too.
"""

import ast
import fnmatch
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from vulture.core import Item, Vulture

from tests.project_files import ROOT, product, relative

KEPT = Path(__file__).with_name("kept.toml")
PROGRAMS = ("dev.py", "dev_environment.py", "bench")
PATH = re.compile(r"-?[A-Za-z_][\w.]*")  # a name, a dotted path, a look-up such as unit__name, an order such as -year
TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
WORD = re.compile(r"[A-Za-z_]\w*")
# What Django, its libraries and Python ask for by name.
ASKED_FOR = [
    "Meta", "app_name", "urlpatterns", "application", "regex",
    "*Config", "verbose_name", "default_auto_field", "label",
    "clean_*", "allow_multiple_selected",
    "use_required_attribute", "field_order", "template_name", "queryset", "formfield", "prepare_value", "bound_data",
    "Command", "handle", "add_arguments", "help",
    "process_view", "get_absolute_url", "USERNAME_FIELD", "EMAIL_FIELD", "REQUIRED_FIELDS",
    "output_field", "arity", "__getattr__", "__call__",
]  # fmt: skip
REGISTERED = ["@register.*", "@receiver", "@checks.register", "@app.task", "@job"]
BASES_OF_DATA = {"TextChoices", "IntegerChoices", "StrEnum", "Enum", "IntEnum"}


def finder() -> Vulture:
    """Vulture after reading the product, its programs, and what is used by name only."""
    found = Vulture(ignore_names=ASKED_FOR, ignore_decorators=REGISTERED)
    for path in product(".py"):
        found.scan(path.read_text(encoding="utf-8"), path)
    for name in PROGRAMS:
        for path in [ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")):
            found.scan(path.read_text(encoding="utf-8"), path)
    found.used_names |= {*names_in_templates(), *names_in_texts()}
    return found


def names_in_templates() -> Iterator[str]:
    """Every word inside the tags of our templates."""
    for path in [*product(".html"), *product(".txt")]:
        for inside in TAG.findall(path.read_text(encoding="utf-8")):
            yield from WORD.findall(inside)


def names_in_texts() -> Iterator[str]:
    """The parts of paths written as text: F("unit__name"), "thanthien.core.access.AccessMiddleware"."""
    for path in product(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and PATH.fullmatch(node.value):
                yield from re.split(r"\.|__|-", node.value)


def is_data(item: Item) -> bool:
    """A member of an enumeration, an option inside Meta, a column of a model, a setting: named for others to read."""
    tree = ast.parse(Path(item.filename).read_text(encoding="utf-8"))
    if relative(Path(item.filename)) == "thanthien/config/settings.py" or "formats" in Path(item.filename).parts:
        return True
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.lineno <= item.first_lineno <= (node.end_lineno or 0):
            bases = {ast.unparse(base).split(".")[-1].split("[")[0] for base in node.bases}
            assigned = [part for part in node.body if isinstance(part, ast.Assign)]
            here = any(part.lineno == item.first_lineno for part in assigned)
            if here and (node.name == "Meta" or bases & (BASES_OF_DATA | {"Model", "PrivateData"})):
                return True
    return False


def unused() -> dict[str, str]:
    """Where and what, as kept.toml writes it, and the line."""
    return {
        f"{relative(Path(item.filename))}:{item.name}": f"{item.first_lineno}, unused {item.typ}"
        for item in finder().get_unused_code()
        if not is_data(item)
    }


def main() -> int:
    kept: dict[str, str] = tomllib.loads(KEPT.read_text(encoding="utf-8"))
    found = unused()
    told = [
        f"{name} (line {where})"
        for name, where in found.items()
        if not any(fnmatch.fnmatchcase(name, one) for one in kept)
    ]
    told += [f"{one} in kept.toml: it is used, or gone" for one in kept if not fnmatch.filter(found, one)]
    told += [f"{name} in kept.toml: say why it stays" for name, reason in kept.items() if len(reason) < 10]
    for line in told:
        sys.stderr.write(f"{line}\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
