"""Tell newcomers of the workshops to come, and remind everyone; to run every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tenders.workshops import telling
from tenders.workshops.models import Workshop


class Command(BaseCommand):
    help = "Annonce les ateliers à venir aux structures invitées depuis, et les rappelle à toutes."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        coming = Workshop.objects.announced().filter(cancelled_at=None, starts_at__gt=now)
        coming = coming.select_related("consultation__project__lead")
        told = sum(len(telling.tell_newcomers(one, by=None, now=now)) for one in coming)
        near = coming.filter(starts_at__lte=now + telling.REMIND_AHEAD)
        reminded = sum(len(telling.remind_once(one, now=now)) for one in near)
        self.stdout.write(f"{told} annonces, {reminded} rappels")
