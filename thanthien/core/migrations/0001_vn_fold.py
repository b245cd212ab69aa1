"""The SQL twin of thanthien.core.text.fold: immutable, so that columns and indexes can be built on it."""

from django.db import migrations

CREATE = r"""
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


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION vn_fold(text);")]
