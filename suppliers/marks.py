"""The marks that records are filtered by, taken from their JSON lists by the database itself.

No index finds an item of a JSON list on SQLite, nor a part of one on PostgreSQL: a row for each
item answers at once on both.
"""

from __future__ import annotations

from django.db import connection, transaction

from suppliers.models.posting import Mark
from suppliers.models.supplier import Supplier

_LISTS = {Mark.FAMILY: "ess_kinds", Mark.LABEL: "labels"}


@transaction.atomic
def refresh(supplier: Supplier | None = None) -> None:
    """Those of one record, or of all after an import; only what differs is written."""
    whose, mine, key = "TRUE", "TRUE", []
    if supplier is not None:
        whose, mine = "record.id = %s", "supplier_id = %s"
        key = [Supplier._meta.pk.get_db_prep_value(supplier.pk, connection)]
    table = Mark._meta.db_table
    kept = f"SELECT key, supplier_id FROM {table} WHERE {mine}"
    wanted = " UNION ".join(_listed(kind, column, whose) for kind, column in _LISTS.items())
    wanted = f"SELECT key, supplier_id FROM ({wanted}) AS wanted"
    keys = key * (1 + len(_LISTS))
    with connection.cursor() as cursor:
        gone = f"{kept} EXCEPT {wanted}"
        cursor.execute(f"DELETE FROM {table} WHERE (key, supplier_id) IN ({gone})", keys)
        cursor.execute(f"INSERT INTO {table} (key, supplier_id) {wanted} EXCEPT {kept}", keys)


def _listed(kind: str, column: str, whose: str) -> str:
    """Every item of these lists, with the record that holds it."""
    items = f"json_each({column}) AS item"
    if connection.vendor == "postgresql":
        items = f"jsonb_array_elements_text({column}) AS item(value)"
    return (
        f"SELECT substr('{kind}' || item.value, 1, {Mark.LONGEST}) AS key, "
        f"record.id AS supplier_id FROM {Supplier._meta.db_table} record, {items} WHERE {whose}"
    )
