from django.apps import AppConfig


class NomenclatureConfig(AppConfig):
    name = "procurement.nomenclature"
    label = "nomenclature"
    verbose_name = "nomenclatures"
