"""The style in which the documents of an authority are written."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from functools import lru_cache

from django.core.files.base import ContentFile
from django.db import transaction

from procurement.accounts.models import Organisation, User
from procurement.word import house
from procurement.word.house import HouseStyle
from tenders.models import HouseTemplate

logger = logging.getLogger(__name__)


def style_of(organisation: Organisation) -> HouseStyle | None:
    """That of its template; None for ours, when it has none or when its file is gone."""
    template = HouseTemplate.objects.filter(organisation=organisation).first()
    if template is None:
        return None
    try:
        return _style(template.file.path, template.digest)
    except (OSError, house.RefusedStyle):
        logger.exception("The Word template of %s cannot be read", organisation)
        return None


@lru_cache(maxsize=8)
def _style(path: str, digest: str) -> HouseStyle:
    """Read once: another file has another digest."""
    with open(path, "rb") as file:
        return house.read(file.read())


@transaction.atomic
def adopt(
    organisation: Organisation, name: str, content: bytes, *, by: User, now: datetime
) -> HouseTemplate:
    """Take the style of this file from now on; raises `house.RefusedStyle` and changes nothing."""
    style = house.read(content)
    template, _ = HouseTemplate.objects.update_or_create(
        organisation=organisation,
        defaults={
            "file": ContentFile(content, f"{organisation.pk}.docx"),
            "name": name,
            "digest": hashlib.sha256(content).hexdigest(),
            "remarks": list(style.remarks),
            "by": by,
            "at": now,
        },
    )
    return template
