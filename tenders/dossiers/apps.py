from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "tenders.dossiers"
    label = "dossiers"
    verbose_name = "dossiers de consultation lus"
