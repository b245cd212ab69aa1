"""What the standing office types when it sends a dossier back or opens it again."""

from __future__ import annotations

from django import forms


class StepReasonForm(forms.Form):
    """The reason of a step, kept in its log."""

    reason = forms.CharField(
        label="Lý do",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": "Cần ghi lý do."},
    )

    def __init__(self, *args: object, hint: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].help_text = hint
