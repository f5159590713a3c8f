from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "tenders"
    verbose_name = "consultations"

    def ready(self) -> None:
        """Teach what is below the sentences of the acts, and the places, that are of here."""
        from needs import acts, discussing
        from tenders.acts import FAMILIES, SENTENCES
        from tenders.discussing import places

        discussing.PLACES.append(places)
        acts.SENTENCES.update(SENTENCES)
        acts.FAMILIES.update(FAMILIES)
