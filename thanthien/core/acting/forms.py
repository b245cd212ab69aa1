"""A form that carries what it showed (`thanthien.core.acting.seen`)."""

from typing import Any

from django import forms

from thanthien.core.acting.seen import Values, pack, unpack

CONFLICT = 409
_CHANGED = (
    "Người khác vừa sửa nội dung này. Chỗ anh/chị không sửa đã lấy theo nội dung hiện nay; "
    "nếu vẫn muốn lưu, hãy bấm lưu lần nữa."
)


class SeenForm(forms.Form):
    """`cleaned_data["seen"]` holds the initial values that the person had before their eyes."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    stale = False

    def __init__(self, *args: Any, initial: Values | None = None, **options: Any) -> None:
        shown = dict(initial or {})
        options["initial"] = shown | {"seen": pack(shown)}
        super().__init__(*args, **options)

    def clean_seen(self) -> dict[str, Any]:
        """The values again."""
        return unpack(self.cleaned_data["seen"])

    def tell_stale(self, current: Values) -> None:
        """Keeps what the person changed and says beside it what stands now; the rest shows what stands now."""
        self.stale = True
        typed = dict(self.cleaned_data)
        seen = typed.pop("seen")
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["seen"] = pack(current)
        for name, now in current.items():
            if typed.get(name) == seen.get(name):
                data[name] = ("on" if now else "") if isinstance(now, bool) else now
            elif typed.get(name) != now:
                self.add_error(name, f"Hiện nay: {self._words(name, now)}.")
        self.data = data
        self.add_error(None, _CHANGED)

    @property
    def status(self) -> int:
        """Of the page that shows the form: taken as it is 200, wrong 422, stale 409."""
        if self.stale:
            return CONFLICT
        return 422 if self.errors else 200

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "có" if value else "không"
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value)) or "để trống"
