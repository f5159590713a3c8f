from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "tenders.workshops"
    label = "workshops"
    verbose_name = "ateliers de co-construction"

    def ready(self) -> None:
        """Teach the register, which is below, the sentences of the acts written here."""
        from needs import acts
        from tenders.workshops.acts import SENTENCES

        acts.SENTENCES.update(SENTENCES)
