"""What refuses to empty a table that is append-only. It is put on each such table after every migration, so that none
is forgotten (thanthien/core/append_only.py)."""

from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Không được xóa trắng bảng %.', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_calendar_day")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION refuse_truncate();")]
