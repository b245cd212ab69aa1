"""Form fields: label, hint, error beside the field, what was typed kept."""

from typing import Any

from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.core.icons import icon
from thanthien.core.markup import put

_FIELD = '\n<{0}\n    class="field{1}" id="{2}_field"{3}>\n  {4}\n  {5}\n  {6}\n  {7}\n</{0}>\n'
_LEGEND = "\n    <legend>\n      {}{}\n    </legend>\n  "
_LABEL = '\n    <label for="{}">\n      {}{}\n    </label>\n  '
_OPTIONAL = SafeString(' <span class="field-optional">(không bắt buộc)</span>')
_HINT = '\n    <div class="field-hint" id="{}_hint">{}</div>\n  '
_ERRORS = '\n    <div id="{}_error">\n      {}\n    </div>\n  '
_ERROR = '\n        <p class="field-error">{}<span><span class="visually-hidden">Lỗi: </span>{}</span></p>\n      '
_CHECK = '\n    <div class="choice">\n      {}\n      <label for="{}">{}</label>\n    </div>\n  '
_WITH_UNIT = '\n    <span class="input-unit">{}<span>{}</span></span>\n  '
_WIDGET = "\n    {}\n  "


def field(bound: BoundField, unit: str = "", hint: str = "") -> SafeString:
    """A field with label, hint and errors, tied to its input for screen readers. Drawn here: a filter has some, a form
    dozens, and look-up by look-up in a template they took as long as a list of a hundred rows (ADR 9)."""
    shown_hint = str(hint or bound.help_text)
    is_group = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
    ties = _ties(bound, shown_hint)
    widget: str = bound.as_widget(attrs={} if is_group else ties)
    return put(
        _FIELD,
        "fieldset" if is_group else "div",
        " has-error" if bound.errors else "",
        str(bound.auto_id),
        flatatt(_of_group(bound, ties)) if is_group else "",
        _label(bound, is_group=is_group),
        put(_HINT, str(bound.auto_id), shown_hint) if shown_hint else "",
        _errors_of(bound),
        _input(bound, file_pick(widget) if isinstance(bound.field.widget, FileInput) else widget, str(unit)),
    )


def _label(bound: BoundField, *, is_group: bool) -> str:
    """What stands above; a tick has its label beside it."""
    # Hint or label of these say when they are needed, or what leaving them empty means.
    needed_at_times = bound.name in getattr(bound.form, "needed_at_times", ())
    optional = "" if bound.field.required or needed_at_times else _OPTIONAL
    if is_group:
        return put(_LEGEND, str(bound.label), optional)
    if isinstance(bound.field.widget, CheckboxInput):
        return ""
    return put(_LABEL, bound.id_for_label, str(bound.label), optional)


def _errors_of(bound: BoundField) -> str:
    if not bound.errors:
        return ""
    told = SafeString("".join(put(_ERROR, icon("error"), str(one)) for one in bound.errors))
    return put(_ERRORS, str(bound.auto_id), told)


def _input(bound: BoundField, widget: str, unit: str) -> str:
    if isinstance(bound.field.widget, CheckboxInput):
        return put(_CHECK, widget, bound.id_for_label, str(bound.label))
    return put(_WITH_UNIT, widget, unit) if unit else put(_WIDGET, widget)


def file_pick(content: str) -> SafeString:
    """Puts Vietnamese words over a file input, which would speak the browser's language; without script it stays bare.

    The input lies, unseen, over the words: clicking, dropping and the keyboard stay the browser's own. ui.js lists
    what was chosen.
    """
    markup = (
        '<div class="file-pick" data-file-pick>{}<div class="file-face needs-js">'
        '<span class="button button-quiet" aria-hidden="true">{}Chọn tệp…</span>'
        '<ul class="file-names" data-file-names aria-live="polite"></ul>'
        '<span class="soft" aria-hidden="true">Chưa chọn tệp</span></div></div>'
    )
    return format_html(markup, content, icon("file"))


def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """The list of all errors of the forms, each a link to its field; nothing when there are none."""
    return {"errors": [one for form in forms if form.is_bound for one in _errors(form)]}


def _errors(form: BaseForm) -> list[dict[str, str]]:
    found = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for name, texts in form.errors.items():
        if name in form.fields:
            bound = form[name]
            found += [
                {"text": f"{_lead(bound)} {text}", "target": bound.id_for_label or f"{bound.auto_id}_field"}
                for text in texts
            ]
    return found


def _ties(bound: BoundField, hint: str) -> dict[str, str | bool]:
    """Hint and error by their ids, and whether the field must be filled in, where no attribute of HTML says so."""
    parts = [f"{bound.auto_id}_hint"] if hint else []
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    ties: dict[str, str | bool] = {"aria-describedby": " ".join(parts)} if parts else {}
    if bound.errors:
        ties["aria-invalid"] = "true"
    if bound.field.required and not bound.form.use_required_attribute:
        ties["aria-required"] = "true"
    return ties


def _of_group(bound: BoundField, ties: dict[str, str | bool]) -> dict[str, str | bool]:
    """Said once, of the choices together, and not at each of them. Only choices of one are a group that must be
    filled in or is wrong (WAI-ARIA: radiogroup)."""
    if isinstance(bound.field.widget, CheckboxSelectMultiple):
        return {name: words for name, words in ties.items() if name == "aria-describedby"}
    return {"role": "radiogroup"} | ties


def _lead(bound: BoundField) -> str:
    label = str(bound.label)
    return label if label.endswith("?") else label.rstrip(".:") + ":"
