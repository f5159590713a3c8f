from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NomenclatureConfig(AppConfig):
    name = "procurement.nomenclature"
    label = "nomenclature"
    verbose_name = "nomenclatures"

    def ready(self) -> None:
        from procurement.nomenclature.loading import load_shipped_extract

        post_migrate.connect(load_shipped_extract, sender=self)
