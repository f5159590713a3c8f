"""The words that sessions, registrations and figures share."""

from __future__ import annotations

from django.db import models


class Measure(models.TextChoices):
    """What a session counts as in the figures: its definition stands in `figures.py`."""

    AWARE = "aware", "sensibilisées"
    TRAINED = "trained", "formées"
    INFORMED = "informed", "informées"


class SessionKind(models.TextChoices):
    AWARENESS = "awareness", "réunion de sensibilisation"
    WEBINAR = "webinar", "webinaire"
    TRAINING = "training", "formation"
    APPOINTMENT = "appointment", "rendez-vous individuel"
    MEETING = "meeting", "rencontre acheteurs et fournisseurs"

    @property
    def measure(self) -> Measure:
        return {
            "awareness": Measure.AWARE,
            "webinar": Measure.AWARE,
            "training": Measure.TRAINED,
        }.get(self.value, Measure.INFORMED)


class Audience(models.TextChoices):
    ELECTED = "elected", "élus"
    BUYERS = "buyers", "acheteurs et agents"
    ESS = "ess", "fournisseurs de l'ESS"
    SUPPLIERS = "suppliers", "autres fournisseurs"
    NETWORKS = "networks", "réseaux d'appui"
    OTHERS = "others", "autres"


class TerritoryKind(models.TextChoices):
    COMMUNE = "commune", "commune"
    EPCI = "epci", "intercommunalité"
    DEPARTMENT = "departement", "département"
    REGION = "region", "région"
    COUNTRY = "pays", "France entière"


class SessionStatus(models.TextChoices):
    DRAFT = "draft", "brouillon"
    OPEN = "open", "inscriptions ouvertes"
    CLOSED = "closed", "inscriptions closes"
    CANCELLED = "cancelled", "annulée"


class RegistrationStatus(models.TextChoices):
    ASKED = "asked", "à confirmer"
    SEATED = "seated", "inscrite"
    WAITING = "waiting", "en liste d'attente"
    CANCELLED = "cancelled", "annulée"


class NoticeKind(models.TextChoices):
    CONFIRM = "confirm", "lien de confirmation"
    SEATED = "seated", "place réservée"
    WAITING = "waiting", "liste d'attente"
    PROMOTED = "promoted", "place libérée"
    WITHDRAWN = "withdrawn", "désinscription"
    CHANGED = "changed", "changement de date ou de lieu"
    CALLED_OFF = "called_off", "annulation de la session"
    REMINDER = "reminder", "rappel"
    EVALUATION = "evaluation", "évaluation et attestation"
