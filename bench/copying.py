"""Copying rows inside the database, which is how millions of them appear in seconds."""

from django.db import connection, models

PAIRS = "SELECT copy, model FROM pair"


def copy_rows(table: type[models.Model], rows: models.QuerySet, owner: str = "dossier_id", pairs: str = PAIRS) -> None:
    """Copy those `rows` that belong to a model, once for each of its copies.

    `pairs` is a query of (copy, model): ids that the column `owner` gets, and those that it has.
    """
    about = table._meta  # noqa: SLF001 - the documented way to a model's columns
    names = [field.column for field in about.concrete_fields if not field.primary_key]
    into = ", ".join(f'"{name}"' for name in names)
    values = ", ".join("pairs.copy" if name == owner else f'source."{name}"' for name in names)
    chosen, params = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{about.db_table}" ({into}) SELECT {values} FROM "{about.db_table}" source '  # noqa: S608
            f'JOIN ({pairs}) pairs ON pairs.model = source."{owner}" WHERE source.id IN ({chosen})',
            params,
        )
