"""The index by number of entry: readings apart from the records, postings counted in thousandths.

What the index held is kept: nothing has to be read again.
"""

import django.db.models.deletion
from django.db import migrations, models

ENTRIES = """
INSERT INTO suppliers_entry (supplier_id, digest, is_filed)
SELECT id, '', true FROM suppliers_supplier ORDER BY siret
"""
READINGS = """
INSERT INTO suppliers_supplierreading (entry_id, offers)
SELECT entry.id, supplier.reading
FROM suppliers_entry entry JOIN suppliers_supplier supplier ON supplier.id = entry.supplier_id
ORDER BY entry.id
"""
# A supplier is counted in its own department when it serves it, or else in its first one.
POSTINGS = """
INSERT INTO suppliers_posting (term_id, department, entry_id, weight)
SELECT former.term_id,
       CASE WHEN former.department = home.code THEN '' ELSE '+' END || former.department,
       home.entry_id,
       CAST(ROUND(former.weight * 1000) AS INTEGER)
FROM suppliers_formerposting former
JOIN (
    SELECT entry.id AS entry_id, served.supplier_id,
           COALESCE(
               MAX(CASE WHEN served.department = supplier.department THEN served.department END),
               MIN(served.department)
           ) AS code
    FROM suppliers_formerposting served
    JOIN suppliers_supplier supplier ON supplier.id = served.supplier_id
    JOIN suppliers_entry entry ON entry.supplier_id = served.supplier_id
    GROUP BY entry.id, served.supplier_id
) home ON home.supplier_id = former.supplier_id
ORDER BY 1, 2, 3
"""
TERMS = """
UPDATE suppliers_term SET
    rarity = CAST(ROUND(idf * 10000) AS INTEGER),
    held_by = (
        SELECT COUNT(*) FROM suppliers_posting posting
        WHERE posting.term_id = suppliers_term.id AND posting.department NOT LIKE '+%'
    )
"""


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0002_declarations")]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="Des mots lus et des règles de lecture.",
                        max_length=32,
                        verbose_name="empreinte",
                    ),
                ),
                ("is_filed", models.BooleanField(default=False, verbose_name="classée")),
                (
                    "supplier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry",
                        to="suppliers.supplier",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche dans l'index",
                "verbose_name_plural": "fiches dans l'index",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_filed", False)),
                        fields=["id"],
                        name="entry_to_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplierReading",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="suppliers.entry",
                    ),
                ),
                (
                    "offers",
                    models.JSONField(default=list, verbose_name="lecture pour la recherche"),
                ),
            ],
            options={
                "verbose_name": "lecture d'une fiche",
                "verbose_name_plural": "lectures des fiches",
            },
        ),
        migrations.RemoveIndex(model_name="posting", name="posting_retrieval"),
        migrations.RenameModel("Posting", "FormerPosting"),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "term", "department", "entry", "weight", primary_key=True, serialize=False
                    ),
                ),
                (
                    "department",
                    models.CharField(max_length=4, verbose_name="département desservi"),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        help_text="En millièmes.", verbose_name="poids"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to="suppliers.entry",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to="suppliers.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "entrée d'index",
                "verbose_name_plural": "entrées d'index",
            },
        ),
        migrations.AddField(
            model_name="term",
            name="held_by",
            field=models.PositiveIntegerField(default=0, verbose_name="fiches qui le disent"),
        ),
        migrations.AddField(
            model_name="term",
            name="rarity",
            field=models.PositiveIntegerField(
                default=0, help_text="En dix-millièmes.", verbose_name="rareté"
            ),
        ),
        *(migrations.RunSQL(sql) for sql in (ENTRIES, READINGS, POSTINGS, TERMS)),
        migrations.DeleteModel("FormerPosting"),
        migrations.RemoveField(model_name="term", name="idf"),
        migrations.RemoveField(model_name="supplier", name="reading"),
        migrations.AlterField(
            model_name="supplier",
            name="name",
            field=models.CharField(max_length=200, verbose_name="nom"),
        ),
        migrations.AddIndex(
            model_name="supplier",
            index=models.Index(fields=["name", "id"], name="supplier_by_name"),
        ),
    ]
