"""Acts as French sentences: of a search in the project's register, of people on a record."""

SENTENCES = {
    "match_run": "Une recherche de fournisseurs est lancée ; ses poids et son résultat restent.",
}
FAMILIES = {"suppliers": ("recherches de fournisseurs", ("match_",))}
# On a record; `{name}` and `{reason}` are facts of the act.
ON_RECORDS = {
    "taken_over": "La fiche est prise en main par une personne de la structure",
    "created": "La fiche est créée par une personne qui dit être de la structure",
    "edited": "La fiche est modifiée",
    "certificate_kept": "Le label « {name} » est enregistré",
    "certificate_removed": "Le label « {name} » est retiré",
    "reference_kept": "La référence « {name} » est enregistrée",
    "reference_removed": "La référence « {name} » est retirée",
    "claim_asked": "Une personne demande la fiche",
    "claim_accepted": "La demande est acceptée : {reason}",
    "creator_kept": "La personne qui avait créé la fiche continue de la tenir",
    "creator_removed": "La personne qui avait créé la fiche ne la tient plus",
    "claim_refused": "La demande est refusée : {reason}",
    "claim_withdrawn": "La demande est retirée par la personne qui l'avait faite",
    "network_invited": "« {name} » invite la structure à confirmer qu'elle est membre",
    "network_attested": "« {name} » atteste que la structure est membre ({reason})",
    "network_accepted": "La structure confirme qu'elle est membre de « {name} »",
    "network_refused": "La structure n'est pas membre de « {name} », qui l'avait invitée",
    "network_left": "La structure ne figure plus parmi les membres de « {name} »",
    "network_trusted": "La structure laisse « {name} » faire pour elle : {reason}",
    "answered": "La consultation « {name} » reçoit une réponse",
}
