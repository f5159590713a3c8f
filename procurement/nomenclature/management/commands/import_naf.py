from procurement.nomenclature.files import NAF
from procurement.nomenclature.importing import ImportNomenclature


class Command(ImportNomenclature):
    help = "Charge le fichier officiel « naf » (mise à jour par code)."
    nomenclature = NAF
