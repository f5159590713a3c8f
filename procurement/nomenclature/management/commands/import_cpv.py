from procurement.nomenclature.files import CPV
from procurement.nomenclature.importing import ImportNomenclature


class Command(ImportNomenclature):
    help = "Charge le fichier officiel « cpv » (mise à jour par code)."
    nomenclature = CPV
