from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "tenders"
    verbose_name = "consultations"

    def ready(self) -> None:
        """Teach the register, which is below, the sentences of the acts written here."""
        from needs import acts
        from tenders.acts import FAMILIES, SENTENCES

        acts.SENTENCES.update(SENTENCES)
        acts.FAMILIES.update(FAMILIES)
