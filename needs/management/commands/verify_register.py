"""Usage: manage.py verify_register [RÉFÉRENCE…]; exit status 1 when a register does not hold."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from needs.models import Project, RegisterEntry
from procurement.typography import plural


class Command(BaseCommand):
    help = "Vérifie la chaîne d'empreintes du registre de chaque démarche, ou de celles nommées."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="*", help="la référence d'une démarche")

    def handle(self, *args: Any, reference: list[str], **options: Any) -> None:
        projects = Project.objects.order_by("reference")
        if reference:
            projects = projects.filter(reference__in=reference)
            unknown = set(reference) - set(projects.values_list("reference", flat=True))
            if unknown:
                raise CommandError(f"Démarche inconnue : {', '.join(sorted(unknown))}.")
        broken = sum(not self._verify(project) for project in projects)
        if broken:
            sys.exit(1)

    def _verify(self, project: Project) -> bool:
        verdict = RegisterEntry.objects.verdict(project)
        state = "intact" if verdict.holds else "ROMPU"
        self.stdout.write(
            f"{project.reference} : {state}, {plural(verdict.rows, 'acte')}, "
            f"dernière empreinte {verdict.last_seal or 'aucune'}"
        )
        for fault in verdict.faults:
            self.stdout.write(f"  {fault.said}")
        return verdict.holds
