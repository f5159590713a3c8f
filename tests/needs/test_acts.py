from needs import acts
from tests.needs.plain import plain


def sentence(act, facts):
    return plain(acts.sentence(act, facts))


def test_a_known_act_reads_as_a_sentence():
    assert sentence("member_joined", {"member": "Lille"}) == "« Lille » participe à la démarche."


def test_decisions_are_counted():
    facts = {"need": "Bacs", "member": "Lille", "decisions": {"confirmed": 3, "rejected": 1}}
    said = sentence("facts_decided", facts)
    assert said == (
        "Tout ce que Balise a lu dans « Bacs » de Lille est décidé : 3 confirmés et 1 écarté."
    )


def test_an_unknown_act_still_reads():
    assert sentence("link_opened", {"name": "Atelier"}) == "Link opened (name : Atelier)."


def test_a_known_act_with_missing_facts_shows_what_it_has():
    assert sentence("member_joined", {"who": "Lille"}) == "Member joined (who : Lille)."
