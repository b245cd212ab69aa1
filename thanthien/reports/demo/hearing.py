"""What Mặt trận Tổ quốc and the Party committee of a commune say of its draft before it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from thanthien.core import clock
from thanthien.evaluations.actions.papers import give_opinion
from thanthien.evaluations.actions.printed import Printed
from thanthien.evaluations.enums import HeardBeforeSigning, PaperKind
from thanthien.reports.demo import papers, texts
from thanthien.reports.demo.doing import do

if TYPE_CHECKING:
    from thanthien.reports.demo.drive import Drive

_JOBS = {PaperKind.FRONT_OPINION: ("mttq", "CV/MTTQ"), PaperKind.PARTY_OPINION: ("bithu", "CV/ĐU")}
_ONE_DISSENTS_IN = 7


def hear(drive: Drive, code: str) -> None:
    """Each that has a person in the unit says so by a letter; in some units Mặt trận Tổ quốc dissents. Nothing where
    the cycle asks nobody."""
    if drive.cycle.heard_before_signing == HeardBeforeSigning.NONE:
        return
    for kind, (job, sign) in _JOBS.items():
        person = drive.people.get(f"{job}.{code}")
        if person is not None:
            agrees = kind == PaperKind.PARTY_OPINION or int(code) % _ONE_DISSENTS_IN != 0
            letter = ContentFile(papers.pdf("Công văn minh họa"), name="cong-van-minh-hoa.pdf")
            printed = Printed(f"{int(code) % 90 + 10}-{sign}", clock.today(), texts.SIGNERS[kind], letter)
            do(
                give_opinion, by=person, kind=kind, dossier_id=drive.dossiers[code].pk, printed=printed, agrees=agrees,
                text="" if agrees else texts.DISSENT,
            )  # fmt: skip
