"""Many rows written at once, by the fastest way that each database has."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

_PLAIN = (
    models.BooleanField,
    models.CharField,
    models.FloatField,
    models.IntegerField,
    models.TextField,
)
_Row = Sequence[Any]


# By default both suit small files on small machines: a few megabytes of memory to look up or to
# sort, and SQLite's journal emptied into the database at every few.
_AT_EASE = {
    "sqlite": ("PRAGMA cache_size = -16384", "PRAGMA wal_autocheckpoint = 10000"),
    "postgresql": ("SET work_mem = '64MB'", "SET maintenance_work_mem = '256MB'"),
}
_AS_USUAL = {
    "sqlite": ("PRAGMA cache_size = -2000", "PRAGMA wal_autocheckpoint = 1000"),
    "postgresql": ("RESET work_mem", "RESET maintenance_work_mem"),
}


@contextmanager
def many_rows() -> Iterator[None]:
    """While a whole register is written, the database takes the memory that this needs."""
    if connection.in_atomic_block:
        yield
        return
    _say(_AT_EASE)
    try:
        yield
    finally:
        _say(_AS_USUAL)


def _say(settings: Mapping[str, Iterable[str]]) -> None:
    with connection.cursor() as cursor:
        for sql in settings[connection.vendor]:
            cursor.execute(sql)


def hold(model: type[models.Model]) -> None:
    """Nobody else writes in this table until the transaction ends; on SQLite nobody ever does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


@contextmanager
def keyed(model: type[models.Model]) -> Iterator[None]:
    """PostgreSQL makes the key of a table that was empty once its rows are written, not row by row;
    who reads the table waits meanwhile.
    """
    if connection.vendor != "postgresql" or model._default_manager.exists():
        yield
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype = 'p'",
            [table],
        )
        name, key = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        yield
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {key}")


def insert(table: str, columns: Sequence[str], rows: Iterable[_Row]) -> None:
    """Rows of values ready for the database, into columns of that table."""
    ready = list(rows)  # those that ask the database as they are made do it before
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
            cursor.executemany(into, ready)


def create(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows, each the same fields by attribute name; every field without a default is there."""
    if rows:
        fields, ready = _prepared(model, list(rows[0]))
        insert(model._meta.db_table, [str(field.column) for field in fields], map(ready, rows))


def update(model: type[models.Model], rows: Mapping[Any, Mapping[str, Any]]) -> None:
    """Change rows by key, each the same fields: one prepared statement for all of them."""
    if not rows:
        return
    names = list(next(iter(rows.values())))
    fields, ready = _prepared(model, names)
    key, key_ready = _prepared(model, [model._meta.pk.attname])
    into = ", ".join(f"{field.column} = %s" for field in fields)
    sql = f"UPDATE {model._meta.db_table} SET {into} WHERE {key[0].column} = %s"
    keys = ({key[0].attname: one} for one in rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [(*ready(row), *key_ready(one)) for row, one in zip(rows.values(), keys, strict=True)],
        )


def _prepared(
    model: type[models.Model], names: Sequence[str]
) -> tuple[list[models.Field], Callable[[Mapping[str, Any]], tuple[Any, ...]]]:
    """The fields of these names, and what makes a row of values ready for the database."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    made = [(at, make) for at, field in enumerate(fields) if (make := _ready(field)) is not None]
    values_of = itemgetter(*names)

    def ready(row: Mapping[str, Any]) -> tuple[Any, ...]:
        values = list(values_of(row)) if len(names) > 1 else [values_of(row)]
        for at, make in made:
            values[at] = make(values[at])
        return tuple(values)

    return fields, ready


def _ready(field: models.Field) -> Callable[[Any], Any] | None:
    """What makes a value of this field ready for the database; None for one that already is."""
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.JSONField):
        return _json
    if isinstance(target, _PLAIN):
        return None
    if isinstance(target, models.UUIDField):
        return None if connection.features.has_native_uuid_field else _hex
    database = connections[DEFAULT_DB_ALIAS]  # once: rows are many
    # Rows written together share their dates and many of their numbers.
    return lru_cache(maxsize=1000)(lambda value: target.get_db_prep_save(value, database))


def _hex(value: UUID | None) -> str | None:
    return value.hex if value else None


def _json(value: Any) -> str:
    return json.dumps(value) if value else "[]" if isinstance(value, list) else "{}"
