from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "tenders"
    verbose_name = "consultations"

    def ready(self) -> None:
        """Teach what is below the sentences of acts, the places and the openings, of here."""
        from needs import acts, discussing
        from suppliers import alerts
        from tenders.acts import FAMILIES, SENTENCES
        from tenders.consultation_alerts import openings
        from tenders.discussing import places

        alerts.OPENINGS.append(openings)
        discussing.PLACES.append(places)
        acts.SENTENCES.update(SENTENCES)
        acts.FAMILIES.update(FAMILIES)
