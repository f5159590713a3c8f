"""The acts of a search for suppliers as French sentences of the project's register."""

SENTENCES = {
    "match_run": "Une recherche de fournisseurs est lancée ; ses poids et son résultat restent.",
}
