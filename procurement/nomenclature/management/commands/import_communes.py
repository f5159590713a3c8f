from procurement.nomenclature.files import COMMUNES
from procurement.nomenclature.importing import ImportNomenclature


class Command(ImportNomenclature):
    help = "Charge le fichier officiel « communes » (mise à jour par code)."
    nomenclature = COMMUNES
