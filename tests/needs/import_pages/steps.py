"""The steps of an import, as a person goes through them, and tables to send."""

import csv
import io

from django.urls import reverse

from needs.models import Need, TableImport
from tests.needs.plain import plain

HEADER = "Site;Commune;Désignation;Quantité;Unité;Période;Jours par semaine;Semaines par an\n"
FERRY = "École Ferry;Lille;Repas servis;320;repas;jour;4;36\n"
HUGO = "École Hugo;LILLE;Bacs;1 250;contenant;en une fois;;\n"
PROGRAMME = (
    "Objet;Service;Montant HT;Date;CPV;Membre\n"
    "Tonte des parcs;Cadre de vie;48 000 €;01/03/2027;77310000;Lille\n"
    "Chaises réemployées;;12,5 k€;;;Lille\n"
)


def send(client, target, file, kind="sites"):
    name = "needs:import_sheet" if isinstance(target, Need) else "needs:import_project"
    return client.post(reverse(name, args=[target.pk]), {"kind": kind, "file": file})


def mapped(client, target, file, kind="sites", **columns):
    """The import once the proposed columns are accepted, but for those given."""
    sent = send(client, target, file, kind)
    assert sent.status_code == 302, plain(sent.content.decode())
    imported = TableImport.objects.latest("created_at")
    if "colonnes" in sent["Location"]:
        fields = {f"field-{c['index']}": c["field"] for c in imported.columns}
        for c in imported.columns:
            fields |= {f"{n}-{c['index']}": c[n] for n in ("label", "component", "unit", "period")}
        answer = client.post(sent["Location"], fields | columns)
        assert answer.status_code == 302, plain(answer.content.decode())
        imported.refresh_from_db()
    return imported


def page(client, imported):
    return client.get(reverse("needs:import_confirm", args=[imported.pk]))


def questions(client, imported):
    return [q["doubt"] for q in page(client, imported).context["questions"].paginator.object_list]


def answer(client, imported, **values):
    """Answer the questions of these fields: `commune="59350"`, or `commune="typed:Lille"`."""
    sent = {}
    for doubt in questions(client, imported):
        if doubt.field in values:
            choice, _, typed = values[doubt.field].partition(":")
            sent |= {f"choice-{doubt.key}": choice, f"typed-{doubt.key}": typed}
    return client.post(reverse("needs:import_confirm", args=[imported.pk]), sent)


def write(client, imported):
    mark = page(client, imported).context["mark"]
    return client.post(reverse("needs:import_apply", args=[imported.pk]), {"seen": mark})


def take(client, target, file, **more):
    imported = mapped(client, target, file, **more)
    write(client, imported)
    imported.refresh_from_db()
    return imported


def said(answer):
    return plain(answer.content.decode())


def rejected(client, imported):
    answer = client.get(reverse("needs:import_rejects", args=[imported.pk]))
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def undo(client, imported):
    return client.post(reverse("needs:import_undo", args=[imported.pk]), follow=True)
