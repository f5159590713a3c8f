"""A supplier understands, decides, prepares and asks for help, as people do it."""

SUPPLIER = "fournisseur@demo.balise.example.org"
ADVISER = "conseil@appui-fournisseurs.example.org"
RUNS_IT = "animatrice@demo.balise.example.org"
BUYER = "armentieres@demo.balise.example.org"
CALL = "Contenants consignés et lavage pour les cantines d'Armentières"


def open_answer(visitor):
    page = visitor.sign_in(SUPPLIER)
    visitor.follow("Répondre à un marché")
    visitor.follow(CALL)
    return page


def test_a_supplier_goes_from_understanding_to_sending(visitor):
    page = open_answer(visitor)
    visitor.picture("repondre")
    visitor.follow("Comprendre")
    page.get_by_label("Lot 2 : Lavage, collecte et livraison").check()
    visitor.follow("Enregistrer nos lots")
    page.get_by_text("Vos lots sont enregistrés").wait_for()

    visitor.follow("2. Décider")
    page.get_by_text("Balise conseille ; la décision vous appartient").first.wait_for()
    page.get_by_label("Écrire une page du mémoire").fill("40")
    visitor.press("Recalculer le temps")
    assert page.get_by_role("alert").count()
    page.get_by_label("Écrire une page du mémoire").fill("3")
    visitor.press("Recalculer le temps")
    page.get_by_text("3 pages sur 4").or_(page.get_by_text("× 3 h")).first.wait_for()
    visitor.picture("decider")
    visitor.follow("Chercher qui apporterait ce qui manque")
    page.get_by_text("Personne n'est prévenu").wait_for()

    visitor.follow("3. Préparer")
    box = page.get_by_label("Solution de secours en cas de panne")
    box.fill("Un second véhicule, prêté par un partenaire. (essai)")
    visitor.press("Enregistrer nos textes")
    page.get_by_text("Vos textes sont enregistrés").wait_for()
    assert "second véhicule" in page.get_by_label("Solution de secours").input_value()
    page.get_by_role("button", name="Marquer comme faite").first.click()
    page.get_by_text("Qui fait quoi").wait_for()
    with page.expect_download() as kit:
        page.get_by_role("link", name="kit de réponse (Word)").click()
    assert kit.value.suggested_filename.endswith(".docx")

    visitor.follow("4. Déposer")
    page.get_by_text("à renouveler").first.wait_for()
    visitor.follow("1. Comprendre")
    page.get_by_label("Lot 2 : Lavage, collecte et livraison").uncheck()
    visitor.follow("Enregistrer nos lots")


def test_whoever_runs_the_project_is_refused_with_reasons(visitor):
    page = open_answer(visitor)
    visitor.follow("Demander de l'aide")
    choices = page.get_by_label("À qui").locator("option").all_text_contents()
    barred = next(choice for choice in choices if choice.startswith("Sophie"))
    page.get_by_label("À qui").select_option(label=barred)
    page.get_by_label("Ce que vous voulez travailler").fill("Chiffrer la rotation (essai)")
    visitor.press("Envoyer la demande")
    page.get_by_text("ne peut pas vous aider sur ce marché").wait_for()
    assert "L2141-10" in page.content()
    assert page.get_by_label("Ce que vous voulez travailler").input_value()
    visitor.picture("garantie")
    visitor.follow("lire")
    page.get_by_text("Aide refusée").first.wait_for()


def test_two_people_work_together_and_what_is_general_goes_to_all(visitor):
    page = visitor.sign_in(ADVISER)
    visitor.follow("Aide demandée par des candidats")
    visitor.follow(CALL)
    page.locator("[name=text]").fill("Revoir le prix du remplacement (essai)")
    visitor.press("Garder la note")
    page.get_by_text("La note est gardée").wait_for()
    page.locator("[name=question]").fill("Peut-on répondre à deux lots ? (essai)")
    page.locator("[name=answer]").fill("Oui, sauf si le règlement le limite (R2113-1). (essai)")
    visitor.press("Publier pour tous")
    page.get_by_text("publiée pour tous").wait_for()
    visitor.goto("/reponses/aide-generale/")
    page.get_by_text("Peut-on répondre à deux lots").first.wait_for()


def test_the_buyer_sees_the_call_and_nothing_of_who_prepares(visitor):
    page = visitor.sign_in(BUYER)
    visitor.goto("/reponses/")
    visitor.follow(CALL)
    assert "La Boucle des bacs" not in page.content()
    visitor.follow("Répondre à un marché")
    assert "Nos réponses" not in page.content()


def test_a_group_takes_its_agreement_away(visitor):
    page = visitor.sign_in(SUPPLIER)
    visitor.goto("/tableau-de-bord/")
    page.locator("main .task-list a[href*='/repondre/']").first.click()
    page.wait_for_load_state()
    token = page.url.split("/repondre/")[1].split("/")[0]
    visitor.goto(f"/repondre/{token}/partenaires/")
    page.locator("main a[href*='/groupement/']").first.click()
    page.wait_for_load_state()
    visitor.follow("Dossier du groupement")
    page.get_by_text("à faire relire par un avocat").wait_for()
    page.get_by_label("Oui, le mandataire seul").check()
    with page.expect_download() as kit:
        page.get_by_role("button", name="Télécharger le dossier (Word)").click()
    assert kit.value.suggested_filename == "dossier-du-groupement.docx"
