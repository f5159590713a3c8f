"""Report, clause by clause, what a hand edit changed in a Word file, and take it in."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from procurement.typography import french, plural
from procurement.word.package import RefusedDocument
from tenders.management.commands.draft import find
from tenders.models import Tender
from tenders.return_writing import decide_all
from tenders.returning import Review, Reviewed, read_back, receive, review, review_of
from tenders.returns import BY_HAND, CONFLICT, DONE, KINDS, OPEN

_STATES = {
    OPEN: "",
    DONE: " (déjà dans le marché)",
    CONFLICT: " (modifié aussi dans Balise)",
    BY_HAND: " (à reporter, gardé comme note)",
}


class Command(BaseCommand):
    help = (
        "Reprend une pièce modifiée dans Word : dit, clause par clause, ce qui a changé, et "
        "l'intègre au marché."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tender", help="identifiant ou référence (voir list_tenders)")
        parser.add_argument("file", type=Path, help="fichier .docx modifié")
        parser.add_argument(
            "--dry-run", action="store_true", help="dit ce qui changerait, sans rien reprendre"
        )
        parser.add_argument(
            "--plain", action="store_true", help="en phrases, une ligne par modification"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tender, path = find(options["tender"]), options["file"]
        try:
            report = self._report(tender, path, dry_run=options["dry_run"])
        except (OSError, RefusedDocument) as error:
            said = error.strerror if isinstance(error, OSError) else error
            raise CommandError(f"{path} : {said}", returncode=2) from error
        if options["plain"]:
            for line in plain_lines(report):
                self.stdout.write(line)
        else:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))

    def _report(self, tender: Tender, path: Path, *, dry_run: bool) -> dict[str, Any]:
        """What the file changes, and what was taken in."""
        size = path.stat().st_size
        with path.open("rb") as content:
            if dry_run:
                return said(tender, path, review(read_back(tender, path.name, content, size)))
            now = timezone.now()
            returned = receive(tender, path.name, content, size, by=None, now=now)
        found = review_of(returned)
        taken = decide_all(returned, by=None, now=now).accepted
        return said(tender, path, found, taken)


def said(
    tender: Tender, path: Path, found: Review, taken: tuple[Reviewed, ...] = ()
) -> dict[str, Any]:
    accepted = [one.change.id for one in taken]
    return {
        "tender": tender.reference,
        "file": path.name,
        **found.as_dict(),
        "taken_in": accepted,
    }


def plain_lines(report: dict[str, Any]) -> list[str]:
    """The same report for somebody who reads it in a terminal."""
    changed = plural(len(report["changes"]), "modification")
    kept = plural(len(report["kept"]), "article inchangé", "articles inchangés")
    lines = [f"{report['file']} : {changed}, {kept}"]
    for change in report["changes"]:
        title = change["title"] or "en tête"
        lines.append(f"{KINDS[change['kind']]} : {title}{_STATES[change['state']]}")
        lines += [f"    {text}" for text in change["said"]]
        if change["before"]:
            lines.append(f"    - {change['before']}")
        if change["after"]:
            lines.append(f"    + {change['after']}")
        findings = [*change["warnings"], *((change["wording"] or {}).get("findings", []))]
        lines += [f"    ! {finding['why']}" for finding in findings]
    taken = len(report["taken_in"])
    lines.append(plural(taken, "modification reprise", "modifications reprises"))
    return [french(line) for line in lines]
