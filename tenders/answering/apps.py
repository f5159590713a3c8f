from datetime import datetime

from django.apps import AppConfig


class AnsweringConfig(AppConfig):
    name = "tenders.answering"
    label = "answering"
    verbose_name = "réponse des fournisseurs"

    def ready(self) -> None:
        """Teach the register, which is below, the sentences of the acts written here."""
        from needs import acts

        acts.FAMILIES["answering"] = ("aide aux candidats", ("general_help_",))
        acts.SENTENCES.update(
            {
                "tender_published": "Le dossier du marché {tender} (dossier n° {package}) est mis "
                "à la disposition des candidats.",
                "general_help_published": "Une aide générale donnée à un candidat est publiée pour "
                "tous, sans dire à qui : « {question} »",
            }
        )

    def load_reference_case(self, now: datetime) -> None:
        """The part of the reference case that this app tells, asked for by `manage.py start`."""
        from tenders.answering.reference import make_answers

        make_answers(now)
