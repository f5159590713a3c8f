import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from procurement.uploads import MOST_BYTES
from tenders.dossiers.reading import NotRead, read_apart
from tenders.dossiers.texts import MOST_OF_ALL


class Command(BaseCommand):
    help = (
        "Lit les pièces d'une consultation (docx, odt, PDF, zip) et écrit ce qu'elles disent "
        "en JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", help="pièces d'une même consultation")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        sent = [_file(path) for path in files]
        if sum(len(content) for _, content in sent) > MOST_OF_ALL:
            raise CommandError(
                "Ces fichiers sont trop lourds pour être lus ensemble.", returncode=2
            )
        try:
            reading = read_apart(sent, at=timezone.localdate())
        except NotRead as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(json.dumps(reading.facts, ensure_ascii=False))
        for one in reading.facts["unread"]:
            self.stderr.write(f"{one['name']} : {one['why']}")
        if reading.facts["unread"] and not reading.facts["files"]:
            sys.exit(1)


def _file(path: str) -> tuple[str, bytes]:
    try:
        if Path(path).stat().st_size > MOST_OF_ALL:
            raise CommandError(f"{path} dépasse {MOST_OF_ALL // MOST_BYTES * 10} Mo.", returncode=2)
        return Path(path).name, Path(path).read_bytes()
    except OSError as error:
        raise CommandError(
            f"{path} ne peut pas être lu : {error.strerror}.", returncode=2
        ) from error
