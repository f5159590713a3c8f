"""Usage: manage.py import_canteens FICHIER --project RÉFÉRENCE [--dry-run] [--rejects F.csv]"""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from needs.import_writing import write
from needs.importing import canteens
from needs.importing.plan import Plan
from needs.imports import result_of, select_canteens
from needs.models import ImportKind, Project, TableImport
from procurement import jsonl
from procurement.spreadsheets import UnreadableSpreadsheet, stream_rows
from procurement.tables import harmless
from procurement.typography import plural


class Command(BaseCommand):
    help = (
        "Charge les cantines du registre « ma cantine » dans les fiches d'une démarche. Les "
        "hypothèses sont retenues et dites ; ce qui laisse un doute est refusé avec sa raison."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="un CSV ou un XLSX, ou -")
        parser.add_argument("--project", required=True, help="la référence de la démarche")
        parser.add_argument("--dry-run", action="store_true", help="dire sans rien écrire")
        parser.add_argument(
            "--rejects", metavar="FICHIER.csv", help="où copier les lignes qui ne sont pas prises"
        )

    def handle(
        self, *, file: str, project: str, dry_run: bool, rejects: str | None, **options: Any
    ) -> None:
        imported, elsewhere = self._read(file, _project(project))
        plan = cast(Plan, result_of(imported))
        if not dry_run:
            write(imported, plan, by=None, now=timezone.now())
        self._tell(plan, imported, elsewhere, dry_run)
        refused = [[line.number, line.cells, reason] for line, reason in plan.rejects()]
        if rejects:
            _write_rejects(Path(rejects), imported.left_out + refused)
        if refused:
            sys.exit(1)

    def _read(self, file: str, project: Project) -> tuple[TableImport, int]:
        """An import that is not kept: what its confirmation page would show is told at once."""
        try:
            with _open(file) as stream:
                rows = tqdm(stream_rows(stream), unit=" lignes", file=sys.stderr, leave=False)
                iterator = iter(rows)
                _, first = next(iterator, (1, []))
                header = [str(cell or "") for cell in first]
                if not canteens.is_register(header):
                    raise UnreadableSpreadsheet(
                        "Ce n'est pas le registre des cantines : sa première ligne doit nommer "
                        "name, production_type, et daily_meal_count ou yearly_meal_count."
                    )
                kept, left_out, elsewhere = select_canteens(header, iterator, project)
        except UnreadableSpreadsheet as error:
            raise CommandError(str(error), returncode=2) from error
        imported = TableImport(
            kind=ImportKind.CANTEENS,
            project=project,
            file_name=Path(file).name if file != "-" else "entrée standard",
            tables=[{"name": "", "rows": kept}],
            columns=[column.as_dict() for column in canteens.COLUMNS],
            left_out=left_out,
        )
        return imported, elsewhere

    def _tell(self, plan: Plan, imported: TableImport, elsewhere: int, dry_run: bool) -> None:
        for line in imported_lines(plan):
            jsonl.write(line, self.stdout)
        for doubt, lines in plan.questions().values():
            if doubt.assumption:
                taken = doubt.choices[0]
                self.stderr.write(
                    f"Hypothèse : {doubt.why} Retenu : {taken.label} ({taken.why}), "
                    f"pour {plural(len(lines), 'ligne')}."
                )
        for refused, reason in plan.rejects():
            self.stderr.write(f"Ligne {refused.number} : {reason}")
        verb = "à prendre" if dry_run else "prises"
        refused_lines = len(plan.lines) - len(plan.taken)
        self.stderr.write(
            f"Cantines {verb} : {len(plan.taken)} ; refusées : {refused_lines} ; "
            f"d'autres collectivités : {len(imported.left_out)} ; hors du territoire : {elsewhere}."
        )


def imported_lines(plan: Plan) -> list[dict[str, Any]]:
    """Each canteen taken: where it goes, its site, its meals, its central kitchen."""
    sheets = {sheet.sheet.id: sheet.sheet for sheet in plan.sheets}
    return [
        {
            "line": line.number,
            "site": line.site.name,
            "siret": line.site.siret or None,
            "insee": line.site.insee,
            "kind": line.site.kind,
            "central_kitchen": line.site.central_kitchen or None,
            "member": sheets[line.sheet].member,
            "need": sheets[line.sheet].title,
            "created": line.site.known is None,
            "volumes": [
                {
                    "label": volume.label,
                    "quantity": float(volume.quantity),
                    "unit": volume.unit,
                    "period": volume.period or None,
                    "open_days": float(volume.open_days),
                    "open_weeks": volume.open_weeks,
                }
                for volume in line.volumes
            ],
        }
        for line in plan.lines
        if line.sure and line.site
    ]


def _project(reference: str) -> Project:
    project = Project.objects.filter(reference=reference).select_related("lead").first()
    if project is None:
        raise CommandError(f"Aucune démarche n'a la référence « {reference} ».", returncode=2)
    if project.frozen_at:
        raise CommandError("Le diagnostic de cette démarche est figé.", returncode=2)
    return project


def _open(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    if not Path(name).is_file():
        raise CommandError(f"Le fichier « {name} » n'existe pas.", returncode=2)
    return Path(name).open("rb")


def _write_rejects(path: Path, rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*canteens.HEADER, "line", "reason"])
        for line, cells, reason in rows:
            padded = [*cells, *[""] * (len(canteens.HEADER) - len(cells))]
            writer.writerow([*map(harmless, padded), line, reason])
