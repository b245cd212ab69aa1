"""What every start looks at: the bodies that hold the files on heads can be read."""

from typing import Any

from django.core import checks

from thanthien.evaluations.head_files import file_holders


@checks.register
def head_files_are_readable(*_args: Any, **_options: Any) -> list[checks.CheckMessage]:
    """HEAD_FILES names a file with a list of bodies."""
    try:
        file_holders()
    except ValueError as problem:
        return [checks.Error(f"HEAD_FILES: {problem}", hint="See docs/settings.md.", id="evaluations.E001")]
    return []
