from django.db import migrations

# Their choices « oui » and « non » were once read as truths, and kept as such.
_ASKED = (
    "declared",
    "direct_supply",
    "on_site",
    "known_suppliers",
    "closed_weeks",
    "waste_measured",
)
_SAID = {"True": "yes", "False": "no"}


def say_yes_or_no(apps, schema_editor):
    Need = apps.get_model("needs", "Need")
    for need in Need.objects.exclude(answers={}).only("answers").iterator():
        mended = {
            question: _SAID[need.answers[question]]
            for question in _ASKED
            if need.answers.get(question) in _SAID
        }
        if mended:
            Need.objects.filter(pk=need.pk).update(answers={**need.answers, **mended})


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0011_shared_costs"),
    ]

    operations = [
        migrations.RunPython(say_yes_or_no, migrations.RunPython.noop),
    ]
