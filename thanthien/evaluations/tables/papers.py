"""Papers of the procedure that have no number yet, by unit."""

from __future__ import annotations

from django.urls import reverse

from thanthien.core.tables.columns import Column, Phone
from thanthien.core.tables.table import Empty, Table
from thanthien.evaluations.models import Cycle, Dossier
from thanthien.evaluations.queries.papers import missing_papers


def unnumbered_table(cycle: Cycle) -> Table[Dossier]:
    """The units of a cycle whose papers of the steps taken lack number and day, with what they lack."""
    dossiers = list(cycle.dossiers.select_related("unit").order_by("unit__sort_key", "pk"))
    missing = missing_papers(dossiers)

    def lacking(one: Dossier) -> str:
        return "; ".join(kind.label for kind in missing[one.pk])

    return Table(
        name="van-ban-chua-ghi-so",
        file=f"van-ban-chua-ghi-so-{cycle.year}-{cycle.kind}",
        caption=f"Văn bản chưa ghi số, {cycle.title}",
        noun="đơn vị",
        rows=[one for one in dossiers if one.pk in missing],
        columns=[
            Column("don-vi", "Đơn vị", lambda one: one.unit.name, phone=Phone.TITLE),
            Column("thieu", "Văn bản còn thiếu số, ngày", lacking, phone=Phone.WHOLE, wraps=True, width=48),
        ],
        link=lambda one: f"{reverse('dossier-detail', args=[cycle.pk, one.unit.code])}?muc=dien-bien#van-ban",
        empty=Empty("Mọi văn bản của các bước đã qua đều có số, ngày", icon="check-circle"),
    )
