"""Look for what answers whom, and send the alerts whose turn it is; to run every hour or day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from procurement.typography import plural
from suppliers.alert_mail import deliver_due
from suppliers.alerts import look_again
from tenders.consultation_alerts import announce_all


class Command(BaseCommand):
    help = "Lève les alertes (consultations ouvertes, fournisseurs nouveaux) et les envoie."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        raised = len(announce_all(now=now)) + len(look_again(now=now))
        sent = deliver_due(now=timezone.now())
        self.stdout.write(
            f"{plural(raised, 'alerte levée', 'alertes levées')}, "
            f"{plural(sent, 'message envoyé', 'messages envoyés')}"
        )
