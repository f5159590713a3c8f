"""Slips say where entries are filed, in place of an index of all postings by entry.

What the index holds is kept. An entry that was read and not filed is read again by
`reindex_suppliers`, which `start` runs.
"""

import django.db.models.deletion
from django.db import migrations, models

SLIPS = """
INSERT INTO suppliers_slip (entry_id, is_filed, terms, departments)
SELECT entry_id, TRUE, {terms}, {departments} FROM suppliers_posting GROUP BY entry_id
"""
GATHERED = {
    "sqlite": {
        "terms": "json_group_object(term_id, weight)",
        "departments": "json_group_array(DISTINCT department)",
    },
    "postgresql": {
        "terms": "jsonb_object_agg(term_id, weight)",
        "departments": "jsonb_agg(DISTINCT department)",
    },
}
UNREAD = "UPDATE suppliers_entry SET digest = '' WHERE NOT is_filed"


def make_out_slips(apps, schema_editor):
    schema_editor.execute(SLIPS.format(**GATHERED[schema_editor.connection.vendor]))


def keep_rows_in_their_order(apps, schema_editor):
    """SQLite would write each posting twice, in the table and in its key.

    A migration that changes this table has to say so again.
    """
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'suppliers_posting'")
        (table,) = cursor.fetchone()
    schema_editor.execute("ALTER TABLE suppliers_posting RENAME TO suppliers_formerposting")
    schema_editor.execute(f"{table} WITHOUT ROWID")
    schema_editor.execute(
        "INSERT INTO suppliers_posting (term_id, department, entry_id, weight) "
        "SELECT term_id, department, entry_id, weight FROM suppliers_formerposting "
        "ORDER BY term_id, department, entry_id"
    )
    schema_editor.execute("DROP TABLE suppliers_formerposting")


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0006_marks")]

    operations = [
        migrations.CreateModel(
            name="Slip",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entry",
                        "is_filed",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("is_filed", models.BooleanField(default=False, verbose_name="classé")),
                (
                    "terms",
                    models.JSONField(
                        default=dict, help_text="{numéro: poids}", verbose_name="termes"
                    ),
                ),
                (
                    "departments",
                    models.JSONField(
                        default=list,
                        help_text="Écrits comme dans l'index.",
                        verbose_name="départements",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slips",
                        to="suppliers.entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche de classement",
                "verbose_name_plural": "fiches de classement",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_filed", False)), fields=["entry"], name="to_file"
                    )
                ],
            },
        ),
        migrations.RunPython(make_out_slips, migrations.RunPython.noop),
        migrations.RunSQL(UNREAD, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="entry", name="entry_to_file"),
        migrations.RemoveField(model_name="entry", name="is_filed"),
        migrations.AlterField(
            model_name="posting",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="postings",
                to="suppliers.entry",
            ),
        ),
        migrations.RunPython(keep_rows_in_their_order, migrations.RunPython.noop),
    ]
