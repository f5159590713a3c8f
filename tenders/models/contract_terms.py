"""Terms that several models of a tender share: how a group is bound, how a price is set."""

from __future__ import annotations

from django.db import models


class GroupForm(models.TextChoices):
    """R2142-20: each member bound for its part, or each for the whole."""

    JOINT = "joint", "groupement conjoint"
    SEVERAL = "several", "groupement solidaire"


class PriceShape(models.TextChoices):
    UNIT = "unit", "unitaire"
    LUMP = "lump", "forfaitaire"
    MIXED = "mixed", "mixte"
