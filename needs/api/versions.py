"""What the API asks of those who change a row: the version they read, and for whom they act."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from needs.forms import BUYER_ROLES
from needs.models import StaleVersion
from procurement.accounts.models import Organisation


class VersionedSerializer(serializers.ModelSerializer):
    """A change sends the `version` it read; a stale one is answered by 409 and the current row."""

    version = serializers.IntegerField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None:
            attrs.pop("version", None)
        elif "version" not in attrs:
            raise serializers.ValidationError(
                {"version": "Envoyez la version que vous avez lue : elle évite d'écraser un autre."}
            )
        return attrs

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        version = validated_data.pop("version")
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save_from(version)
        return instance


class VersionedMixin:
    """Answers a stale change by 409 and the row as it is now."""

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            return super().update(request, *args, **kwargs)  # type: ignore[misc]
        except StaleVersion as stale:
            current = self.get_serializer(stale.current).data  # type: ignore[attr-defined]
            return Response(current, status=status.HTTP_409_CONFLICT)


def acting_for(organisation: Organisation, user: Any) -> Organisation:
    mine = Organisation.objects.for_user(user, *BUYER_ROLES)
    if not mine.filter(pk=organisation.pk).exists():
        raise serializers.ValidationError("Vous n'agissez pas pour cette organisation.")
    return organisation
