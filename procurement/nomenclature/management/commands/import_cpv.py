from django.core.management import call_command

from procurement.nomenclature.files import CPV
from procurement.nomenclature.importing import ImportNomenclature


class Command(ImportNomenclature):
    help = "Charge le fichier officiel « cpv » (mise à jour par code)."
    nomenclature = CPV

    def loaded(self) -> None:
        # By its name: it belongs to an app above this one.
        call_command("learn_cpv")
