"""`make run`: migrate, load the reference case into an empty database, serve, and say where."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.test.utils import override_settings
from django.utils import timezone

from needs.findings import learn
from needs.models import Project
from tenders.documents import produce
from tenders.models import Tender
from tenders.reference_case import PASSWORD, accounts, load
from tenders.reference_return import make_return


def address(port: int) -> str:
    """Where Balise is known, as the environment says it; else where this command serves it."""
    return os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}"


class Command(BaseCommand):
    help = "Prépare la base, charge le cas de référence si elle est vide, et sert Balise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--no-server", action="store_true", help="tout préparer sans servir (pour essayer)"
        )

    def handle(self, *, port: int, no_server: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        # First: the case has texts to read, which would be learned for beside them.
        self.say("apprentissage des codes CPV, s'il y a du nouveau")
        learn()
        if not Project.objects.exists():
            self.stdout.write("Base vide : chargement du cas de référence (une minute environ).")
            # Its suppliers are invented: their invitations are written, and sent to nobody.
            with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
                project = load(progress=self.say)
                self.load_above()
            self.say("pièce revenue de Word")
            for tender in project.tenders.select_related("created_by"):
                make_return(tender, tender.created_by, timezone.now())
        self.say("relecture des fiches de fournisseurs, si Balise a changé")
        call_command("reindex_suppliers")
        for tender in Tender.objects.all():
            folder = settings.DOCUMENTS_DIR / tender.reference
            if not (folder / "manifest.json").exists():
                self.say(f"rédaction des pièces Word de {tender.reference}")
                produce(tender, None, folder)
        self.stdout.write(self.greeting(port))
        if not no_server:
            self.serve(port)

    def say(self, what: str) -> None:
        self.stdout.write(f"  {what}…")
        self.stdout.flush()

    def load_above(self) -> None:
        """The parts of the story that apps above the case tell; it knows none of them by name."""
        for app in apps.get_app_configs():
            if tell := getattr(app, "load_reference_case", None):
                self.say(f"cas de référence : {app.verbose_name}")
                tell(timezone.now())

    def greeting(self, port: int) -> str:
        lines = "\n".join(f"    {email:<42} {role}" for email, role in accounts())
        return (
            f"\nBalise répond sur http://127.0.0.1:{port}\n"
            f"\n  Comptes de démonstration (mot de passe « {PASSWORD} ») :\n{lines}\n"
            f"\n  Pièces Word du cas de référence : {settings.DOCUMENTS_DIR}\n"
            "  Ctrl-C pour arrêter.\n"
        )

    def serve(self, port: int) -> None:
        self.stdout.flush()
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        try:
            # Links to transmit and in messages lead to the port that is served.
            with override_settings(SITE_URL=address(port)):
                call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)
        except KeyboardInterrupt:
            sys.exit(0)
