from datetime import datetime

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "tenders.training"
    label = "training"
    verbose_name = "formation"

    def ready(self) -> None:
        """Teach the register, which is below, the sentences of the acts written here."""
        from needs import acts
        from tenders.training.acts import FAMILIES, SENTENCES

        acts.SENTENCES.update(SENTENCES)
        acts.FAMILIES.update(FAMILIES)

    def load_reference_case(self, now: datetime) -> None:
        """What `start` asks of each app above the case: its own part of the story."""
        from tenders.training.reference import make_sessions

        make_sessions(now)
