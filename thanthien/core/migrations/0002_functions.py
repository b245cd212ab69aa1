"""Functions of the database that no model tells of."""

from django.db import migrations

# The SQL twin of thanthien.core.text.fold: immutable, so that columns and indexes can be built on it.
FOLD = r"""
CREATE FUNCTION vn_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.btrim(
    pg_catalog.regexp_replace(
        pg_catalog.translate(
            pg_catalog.regexp_replace(pg_catalog.normalize($1, 'NFD'), U&'[\0300-\036F]+', '', 'g'),
            U&'\0110\0111ABCDEFGHIJKLMNOPQRSTUVWXYZ',
            'ddabcdefghijklmnopqrstuvwxyz'
        ),
        U&'[\0009\000A\000B\000C\000D\0020\00A0]+', ' ', 'g'
    ),
    ' '
);
"""
# What refuses to empty a table that is append-only. It is put on each such table after every migration, so that none is
# forgotten (thanthien/core/append_only.py).
REFUSE_TRUNCATE = """
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Không được xóa trắng bảng %.', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""
# Waiting for a sending and looking it up, in one statement (core/once.py). Each statement of a volatile function sees
# what was committed before it began: what the one that was waited for noted.
HOLD_SENDING = """
CREATE FUNCTION core_hold_sending(wanted text, number bigint) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  PERFORM pg_advisory_lock(number);
  RETURN (SELECT led_to FROM core_sending WHERE key = wanted);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION vn_fold(text);"),
        migrations.RunSQL(REFUSE_TRUNCATE, "DROP FUNCTION refuse_truncate();"),
        migrations.RunSQL(HOLD_SENDING, "DROP FUNCTION core_hold_sending(text, bigint);"),
    ]
