"""Form fields: label, hint, error beside the field, what was typed kept."""

from typing import Any

from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thanthien.core.icons import icon


def field(bound: BoundField, unit: str = "", hint: str = "") -> dict[str, Any]:
    """The context of components/field.html: the widget with its ties to hint and error for screen readers."""
    shown_hint = hint or str(bound.help_text)
    described = _described_by(bound, shown_hint)
    attrs: dict[str, str | bool] = {"aria-describedby": described} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    widget = bound.as_widget(attrs=attrs)
    # Hint or label of these say when they are needed, or what leaving them empty means.
    needed_at_times = bound.name in getattr(bound.form, "needed_at_times", ())
    return {
        "bound": bound,
        "widget": file_pick(widget) if isinstance(bound.field.widget, FileInput) else widget,
        "hint": shown_hint,
        "unit": unit,
        "is_group": isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple),
        "is_check": isinstance(bound.field.widget, CheckboxInput),
        "is_optional": not bound.field.required and not needed_at_times,
    }


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
                {"text": f"{_lead(bound)} {text}", "target": bound.id_for_label or f"field-{bound.html_name}"}
                for text in texts
            ]
    return found


def _described_by(bound: BoundField, hint: str) -> str:
    parts = [f"{bound.auto_id}_hint"] if hint else []
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    return " ".join(parts)


def _lead(bound: BoundField) -> str:
    label = str(bound.label)
    return label if label.endswith("?") else label.rstrip(".:") + ":"
