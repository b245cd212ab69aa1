"""Fills a Word template with data: what a person typed stands as it was typed, and never acts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from thanthien.core.acting.errors import Refused

BLANK = "……"
# What XML can't hold, and what the template engine takes as its own marks (page break, paragraph).
_UNWRITABLE = re.compile("[\x00-\x09\x0b-\x1f\ufffe\uffff\ud800-\udfff]")


def _as_typed(value: object) -> object:
    """A text as it goes into the file. In the finished text the library makes ``{{`` of ``{_{``, and so on; an
    underscore that is named instead of written escapes it, and stands in Word as it was typed."""
    if not isinstance(value, str):
        return value
    return Markup(str(escape(value)).replace("_", "&#95;"))  # noqa: S704 - escaped here


_ENGINE = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_as_typed)


def template_of(shipped: Path) -> Path:
    """The template in use: the installation's own one of the same name (PAPER_TEMPLATES_DIR), else the shipped one."""
    own: Path = settings.PAPER_TEMPLATES_DIR / shipped.name
    return own if own.is_file() else shipped


def fill(shipped: Path, fields: Mapping[str, Any]) -> bytes:
    """The paper as a .docx file. Raises Refused where the installation's own template can't be filled: it is no Word
    file, or names a place that there is no data for."""
    template = template_of(shipped)
    document = DocxTemplate(template)
    try:
        document.render(_writable(fields), _ENGINE)
    except (TemplateError, PackageNotFoundError, zipfile.BadZipFile, KeyError) as problem:
        if template == shipped:
            raise
        raise Refused(
            f"Mẫu “{template.name}” của thành phố chưa dùng được: {problem}. Đề nghị quản trị hệ thống sửa tệp mẫu."
        ) from problem
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return _UNWRITABLE.sub(" ", value.replace("\r\n", "\n"))
    if isinstance(value, Mapping):
        return {name: _writable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_writable(one) for one in value]
    return value
