"""Number and day of a decision stand twice where one of both was recorded wrongly and corrected: the document is what is
recorded once."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0023_set_changes")]

    operations = [
        migrations.RemoveConstraint(model_name="decision", name="decision_recorded_once"),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("number", "signed_on", "sha256"),
                name="decision_document_recorded_once",
                violation_error_message="Quyết định này đã được ghi nhận.",
            ),
        ),
    ]
