"""Try again the messages that did not leave; to run every few minutes where no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from procurement.mail import deliver_due
from procurement.typography import plural
from tenders.invitations import deliver_waiting


class Command(BaseCommand):
    help = "Renvoie les messages en attente dont l'heure du nouvel essai est venue."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = deliver_due(now=timezone.now()) + deliver_waiting()
        self.stdout.write(plural(sent, "message envoyé", "messages envoyés"))
