from django.db import migrations

# When each dossier was handed in for the first time: the log of steps says so.
FIRST = """
UPDATE evaluations_dossier SET first_submitted_at = handed_in.at
FROM (SELECT dossier_id, min(at) AS at FROM evaluations_steplog WHERE step = 'submit' GROUP BY dossier_id) AS handed_in
WHERE handed_in.dossier_id = evaluations_dossier.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0014_every_unit_listed'),
    ]

    operations = [
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
    ]
