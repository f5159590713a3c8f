"""Write the documents of a tender as Word files, with their manifest."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from procurement.typography import plural
from tenders.documents import KINDS, produce
from tenders.models import Tender


class Command(BaseCommand):
    help = "Écrit les documents d'un marché : un fichier Word chacun, et manifest.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tender", help="identifiant ou référence (voir list_tenders)")
        parser.add_argument("--out", required=True, type=Path, help="dossier de destination")
        parser.add_argument(
            "--documents",
            type=known_kinds,
            help="documents voulus, séparés par des virgules (sinon ceux qui s'appliquent au "
            f"marché) : {', '.join(KINDS)}",
        )
        parser.add_argument(
            "--provenance", action="store_true", help="ajoute l'annexe « provenance des clauses »"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = produce(
            find(options["tender"]),
            options["documents"],
            options["out"],
            provenance=options["provenance"],
        )
        for item in manifest.documents:
            self.stdout.write(item.file)
            missing = plural(len(item.missing), "valeur à compléter", "valeurs à compléter")
            self.stderr.write(f"{item.title} : {missing}")


def known_kinds(text: str) -> list[str]:
    wanted = [kind.strip() for kind in text.split(",") if kind.strip()]
    unknown = [kind for kind in wanted if kind not in KINDS]
    if unknown or not wanted:
        raise CommandError(
            f"Document inconnu : {', '.join(unknown) or 'aucun'}. Choix : {', '.join(KINDS)}.",
            returncode=2,
        )
    return list(dict.fromkeys(wanted))


def find(key: str) -> Tender:
    """The tender of this id or reference."""
    try:
        tender = Tender.objects.filter(pk=UUID(key)).first()
    except ValueError:
        tender = Tender.objects.filter(reference=key).first()
    if tender is None:
        raise CommandError(f"Aucun marché « {key} » ; voir la commande list_tenders.", returncode=2)
    return tender
