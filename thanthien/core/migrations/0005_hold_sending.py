"""Waiting for a sending and looking it up, in one statement (``core/once.py``)."""

from django.db import migrations

# Each statement of a volatile function sees what was committed before it began: what the one that was waited for noted.
CREATE = """
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
    dependencies = [("core", "0004_sending")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION core_hold_sending(text, bigint);")]
