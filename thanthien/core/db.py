"""Database functions of ours, for queries and generated columns."""

from django.db.models import CharField, Func


class VnFold(Func):
    """`vn_fold(text)`: the same folding as `thanthien.core.text.fold`, in SQL (immutable)."""

    function = "vn_fold"
    arity = 1
    output_field = CharField()
