"""Forms that carry what they showed, so that nobody writes over what they haven't seen.

:class:`SeenForm` carries the values themselves; :class:`MarkedForm` a mark of them (a version, a moment), for rows that
have one.
"""

from datetime import date
from typing import Any

from django import forms

from thanthien.core.acting.seen import Values, pack, unpack
from thanthien.core.formats import date_vn

CONFLICT = 409
_CHANGED = (
    "Người khác vừa sửa nội dung này. Chỗ anh/chị không sửa đã lấy theo nội dung hiện nay; "
    "nếu vẫn muốn lưu thì lưu lần nữa."
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
                data[name] = ("on" if now else "") if isinstance(now, bool) else self.fields[name].prepare_value(now)
            elif typed.get(name) != now:
                self.add_error(name, f"Hiện nay: {self._words(name, now).rstrip('.')}.")
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
        if isinstance(value, date):
            return date_vn(value)
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value)) or "để trống"


class MarkedForm(forms.Form):
    """A form with a hidden field named ``mark``: which state of the row the page showed (:class:`VersionedForm`: its
    version)."""

    mark = "version"
    stands = ""

    def tell_stale(self, current: Any) -> None:
        """Keep what was typed, say what stands now, and carry the mark of that: sending again is a decision."""
        self.renew(self.mark_of(current))
        self.stands = self.words_of(current)
        self.add_error(None, _SAVED)

    def renew(self, mark: object, name: str = "") -> None:
        """Carry this mark from now on (``name``: another one than the row's); all else stays as it was typed."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict or a dict
        data[self.add_prefix(name or self.mark)] = str(mark)
        self.data = data

    def mark_of(self, current: Any) -> object:
        """The mark of what stands now."""
        return getattr(current, self.mark)

    def words_of(self, current: Any) -> str:
        """What stands now, as a person reads it: shown above what was typed (core/acting/stands.html)."""
        return ""


class VersionedForm(MarkedForm):
    """A form whose mark is the row's version, counted up by each that is saved."""

    version = forms.IntegerField(widget=forms.HiddenInput)


_SAVED = (
    "Người khác vừa lưu nội dung khác. Nội dung anh/chị nhập chưa được lưu và còn nguyên bên dưới. Cần đối chiếu; nếu "
    "vẫn muốn ghi thì gửi lần nữa."
)
