import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from thanthien.core.migrating import AddTrigger

_COPY = """
    INSERT INTO criteria_setcontent (criteria_set_id, definition) SELECT id, definition FROM criteria_criteriaset
"""
# The version before still reads the column while this one starts: it stays, empty in new rows, until the next release.
_LEAVE = "ALTER TABLE criteria_criteriaset ALTER COLUMN definition DROP NOT NULL"
# Back again it may stay without NOT NULL: the version before never leaves it empty.
_RETURN = """
    UPDATE criteria_criteriaset s SET definition = c.definition FROM criteria_setcontent c WHERE c.criteria_set_id = s.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('criteria', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SetContent',
            fields=[
                ('criteria_set', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='criteria.criteriaset', verbose_name='bộ tiêu chí')),
                ('definition', models.JSONField(verbose_name='nội dung')),
            ],
            options={
                'verbose_name': 'nội dung bộ tiêu chí',
            },
        ),
        migrations.RunSQL(_COPY, migrations.RunSQL.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name='criteriaset',
            name='issued_set_is_frozen',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='criteriaset',
            name='update_update',
        ),
        migrations.RunSQL(
            _LEAVE, _RETURN, state_operations=[migrations.RemoveField(model_name='criteriaset', name='definition')]
        ),
        AddTrigger(
            model_name='criteriaset',
            trigger=pgtrigger.compiler.Trigger(name='issued_set_is_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD."status" IS DISTINCT FROM \'draft\' AND (OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."year" IS DISTINCT FROM (NEW."year") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."scheme_id" IS DISTINCT FROM (NEW."scheme_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."decision_number" IS DISTINCT FROM (NEW."decision_number") OR OLD."decision_date" IS DISTINCT FROM (NEW."decision_date") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id"))) OR (OLD."status" = \'issued\' AND NEW."status" = \'draft\') OR (OLD."status" = \'superseded\' AND NOT (NEW."status" = \'superseded\')))', func="RAISE EXCEPTION 'Bộ tiêu chí đã ban hành không thể thay đổi.' USING ERRCODE = 'check_violation';", hash='c52f21e0cebc6c9d3ace8bccac3c0b36b09bfdf0', operation='UPDATE', pgid='pgtrigger_issued_set_is_frozen_1a2a2', table='criteria_criteriaset', when='BEFORE')),
        ),
        AddTrigger(
            model_name='criteriaset',
            trigger=pgtrigger.compiler.Trigger(name='issued_set_has_content', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (NEW."status" = \'draft\'))', func="IF NOT EXISTS (SELECT 1 FROM criteria_setcontent WHERE criteria_set_id = NEW.id) THEN RAISE EXCEPTION 'Bộ tiêu chí ban hành phải có nội dung.' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;", hash='d9943dc8ae892e83c34db904723e3fe09eeb6d3a', operation='INSERT OR UPDATE', pgid='pgtrigger_issued_set_has_content_bfeb2', table='criteria_criteriaset', when='BEFORE')),
        ),
        AddTrigger(
            model_name='criteriaset',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "criteria_criteriasetevent" ("created_at", "created_by_id", "decision_date", "decision_number", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme_id", "sha256", "status", "superseded_at", "title", "version", "year") VALUES (NEW."created_at", NEW."created_by_id", NEW."decision_date", NEW."decision_number", NEW."id", NEW."issued_at", NEW."issued_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."scheme_id", NEW."sha256", NEW."status", NEW."superseded_at", NEW."title", NEW."version", NEW."year"); RETURN NULL;', hash='30bfbeea04307d8efd5073f6db3a5283cb9f1864', operation='UPDATE', pgid='pgtrigger_update_update_650d6', table='criteria_criteriaset', when='AFTER')),
        ),
        AddTrigger(
            model_name='setcontent',
            trigger=pgtrigger.compiler.Trigger(name='content_follows_its_set', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF EXISTS (SELECT 1 FROM criteria_criteriaset WHERE status <> 'draft' AND id IN (NEW.criteria_set_id, OLD.criteria_set_id)) THEN RAISE EXCEPTION 'Bộ tiêu chí đã ban hành không thể thay đổi.' USING ERRCODE = 'check_violation'; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;", hash='9a66e1186ab5df8c327f88cad008e5cc28b947b6', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_content_follows_its_set_c0e0b', table='criteria_setcontent', when='BEFORE')),
        ),
    ]
