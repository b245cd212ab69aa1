"""Migrations rehearsed on a year that is under way."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests.evaluations.scenario import fresh, on, open_year
from tests.factories.evidence import upload
from thanthien.evaluations.actions import answers
from thanthien.evaluations.models import AnswerEvidence
from thanthien.evidence.actions import add_files, add_version


@pytest.mark.django_db(transaction=True)
def test_evidence_of_an_earlier_installation_is_pinned_to_its_newest_version():
    year = open_year(units=1)
    year.score()
    focal, dossier = year.who("10001", "focal"), year.dossier()
    document = add_files(by=focal, unit=dossier.unit, files=[upload("Sổ.pdf")])[0].document
    with on(dossier.cycle.phases.get(key="self_scoring").starts_on):
        answers.attach(by=focal, answer_id=year.answer("10001", "1.1").pk, document_ids=[document.pk])
    add_version(by=fresh(focal), document=document, file=upload("Sổ mới.pdf"))
    call_command("migrate", "evaluations", "0001", verbosity=0)
    call_command("migrate", "evaluations", verbosity=0)
    pinned = AnswerEvidence.objects.get().version
    assert (pinned.document, pinned.number) == (document, 2)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'evaluations_dossier'::regclass AND tgname ~ 'pgtrigger'"
        )
        assert cursor.fetchone()[0] == len(type(dossier)._meta.triggers)
