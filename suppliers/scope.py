"""Whom a search looked at: what its figures are worth depends on it."""

from __future__ import annotations

from dataclasses import dataclass

from procurement.typography import NBSP, plural
from suppliers.demand import Demand


@dataclass(frozen=True)
class Scope:
    """How many records a search met, and how many of them it scored."""

    matching: int  # suppliers that share a word with the need and serve a place of it
    scored: int  # those whose words are nearest
    elsewhere: int  # others, the nearest in the whole country

    def told(self, demand: Demand) -> str:
        """The same in words, for people who wonder who was left out."""
        where = "Dans les départements du besoin" if demand.departments else "Dans tout le pays"
        share = "partagent" if self.matching > 1 else "partage"
        told = f"{where}, {plural(self.matching, 'fiche')} {share} avec lui un mot, un métier ou "
        told += "un code"
        if self.matching > self.scored:
            told += f"{NBSP}; {_nearest(self.scored)}"
        if self.elsewhere:
            show = "montrent" if self.elsewhere > 1 else "montre"
            told += f". {plural(self.elsewhere, 'autre')}, au plus près dans tout le pays, "
            told += f"{show} qui répondrait hors de ce territoire"
        return told + "."


def _nearest(scored: int) -> str:
    if scored == 1:
        return "la plus proche par ses mots est notée"
    return f"les {scored} plus proches par leurs mots sont notées"
