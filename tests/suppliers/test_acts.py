from needs.acts import sentence


def test_the_register_tells_a_search_for_suppliers():
    assert sentence("match_run", {}).startswith("Une recherche de fournisseurs est lancée")
