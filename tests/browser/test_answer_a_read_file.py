"""A supplier answers a call found elsewhere: from the file it had read to what it takes away."""

SUPPLIER = "fournisseur@demo.balise.example.org"
CALL = "Lavage des contenants de six crèches"


def test_a_supplier_prepares_an_answer_and_follows_a_corrected_reading(visitor):
    page = visitor.sign_in(SUPPLIER)
    visitor.goto("/dossiers/")
    visitor.follow(CALL)
    dossier = page.url
    visitor.follow("Préparer une réponse")
    page.get_by_text("D'après le dossier").wait_for()
    answer = page.url
    for step in ("Comprendre", "2. Décider", "3. Préparer", "4. Déposer"):
        visitor.follow(step)

    visitor.goto(dossier)
    visitor.follow("Corriger la date limite de réponse")
    page.get_by_label("Date").fill("2027-05-05")
    page.get_by_label("Heure").fill("16:00")
    visitor.follow("Enregistrer la correction")
    visitor.goto(answer)
    visitor.follow("Voir ce qui change")
    page.get_by_text("5\u00a0mai\u00a02027").wait_for()
    visitor.picture("relecture")
    visitor.follow("Suivre cette lecture")
    page.get_by_text("D'après le dossier").wait_for()

    visitor.goto(dossier)  # as it was, for who comes next
    visitor.follow("Corriger la date limite de réponse")
    visitor.follow("Revenir à ce qui a été lu")
    visitor.goto(answer)
    visitor.follow("Voir ce qui change")
    visitor.follow("Suivre cette lecture")
