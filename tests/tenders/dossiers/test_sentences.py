"""What single sentences say: how long the contract lasts, who buys."""

from tenders.dossiers.facts import read_facts
from tests.tenders.dossiers.notation import dossier


def test_a_contract_of_a_year_says_how_long_it_lasts_and_references_do_not():
    said = read_facts(dossier("Accord-cadre à bons de commande d'un an.")).of("duration")
    assert [item.value for item in said] == [{"months": 12}]
    assert not read_facts(dossier("Marchés similaires de moins de trois ans.")).of("duration")


def test_a_buyer_that_opens_the_file_is_read_without_a_label():
    assert read_facts(dossier("Commune de Valfleury. Marché n° 2027-04.")).of("buyer")
    assert not read_facts(dossier("La commune de Valfleury compte 800 habitants.")).of("buyer")


def test_whom_to_call_under_a_title_on_the_visit_is_not_the_visit():
    text = "# Visite\nElle a lieu le 3 mars 2027 à 9 h.\nContact : Mme Roux, 05 55 00 00 00."
    visits = read_facts(dossier(text)).of("visit")
    assert [item.text for item in visits] == ["Elle a lieu le 3 mars 2027 à 9 h."]
    alone = read_facts(dossier("# Visite\nContact pour la visite : Mme Roux, 05 55 00 00 00."))
    assert alone.of("visit")
