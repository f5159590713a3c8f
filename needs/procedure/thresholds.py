"""The amounts that decide which procedure and which publicity are the least."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from needs.procedure.kinds import BuyerKind, Minimum, Nature, Publicity
from procurement.legal import Law, LegalValue, law

Amount = Decimal | int | float


@dataclass(frozen=True)
class Thresholds:
    """The amounts that decide, for one nature of purchase and one buyer on one day."""

    nature: Nature
    dispense: LegalValue
    notice: LegalValue
    european: LegalValue
    social: LegalValue
    small_lot: LegalValue
    small_lots_share: LegalValue
    buyer_profile: LegalValue

    @classmethod
    def at(cls, nature: str, buyer_kind: str, at: date, legal: Law | None = None) -> Thresholds:
        kind, buyer = Nature(nature), BuyerKind(buyer_kind)
        legal = legal or law()
        family = "works" if kind == Nature.WORKS else "supplies_services"
        body = {"collectivite": "local", "etat": "state", "entite_adjudicatrice": "utility"}[buyer]
        european = "eu_works" if kind == Nature.WORKS else f"eu_supplies_services_{body}"
        utility = "_utility" if buyer == BuyerKind.UTILITY else ""
        return cls(
            nature=kind,
            dispense=legal.value(f"dispense_{family}", at),
            notice=legal.value("publicity_notice", at),
            european=legal.value(european, at),
            social=legal.value(f"social_services_notice{utility}", at),
            small_lot=legal.value(f"small_lot_{family}", at),
            small_lots_share=legal.value("small_lots_share", at),
            buyer_profile=legal.value("buyer_profile", at),
        )

    def minimum(self, amount: Amount) -> Minimum:
        # R2122-8 says « inférieure à »; R2124-1, « égale ou supérieure ».
        if amount < self.dispense.number:
            return Minimum.DISPENSE
        if self.nature == Nature.SOCIAL_SERVICES:
            return Minimum.ADAPTED_SOCIAL
        return Minimum.FORMAL if amount >= self.european.number else Minimum.ADAPTED

    def publicity(self, amount: Amount) -> Publicity:
        minimum = self.minimum(amount)
        if minimum == Minimum.DISPENSE:
            return Publicity.NONE
        if minimum == Minimum.ADAPTED_SOCIAL:
            return Publicity.EUROPEAN_ONLY if amount >= self.social.number else Publicity.FREE
        if minimum == Minimum.FORMAL:
            return Publicity.EUROPEAN
        return Publicity.NATIONAL if amount >= self.notice.number else Publicity.FREE

    def within_share(self, part: Amount, whole: Amount) -> bool:
        return Decimal(str(part)) * 100 <= Decimal(str(whole)) * self.small_lots_share.number


def small_lot_ceiling(thresholds: Thresholds, minimum: Minimum) -> LegalValue:
    """Below what a lot may follow a lighter procedure than the whole: R2123-1 or R2122-8."""
    return thresholds.small_lot if minimum == Minimum.FORMAL else thresholds.dispense


def exact(amount: Amount) -> Decimal:
    """Without what a float adds: 0.1 is one tenth."""
    return Decimal(str(amount))
