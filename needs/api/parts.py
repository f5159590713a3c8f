"""The sites and volumes of a need, by the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers, viewsets

from needs.api.versions import VersionedMixin, VersionedSerializer
from needs.diagnosis.sheets import HALF_DAY
from needs.models import Need, Site, Volume
from needs.parts import SITES, VOLUMES
from needs.places import UnknownCommune, find_commune


class CommuneField(serializers.CharField):
    """Read as a name, a postcode or an Insee code; written as the Insee code."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return find_commune(super().to_internal_value(data), insee_first=True)
        except UnknownCommune as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> str:
        return value.insee


class PartSerializer(VersionedSerializer):
    part: str

    def validate_need(self, value: Need) -> Need:
        user = self.context["request"].user
        if not Need.objects.open_to(user, self.part).filter(pk=value.pk).exists():
            raise serializers.ValidationError("Ce besoin ne vous est pas ouvert.")
        return value


class SiteSerializer(PartSerializer):
    part = SITES
    commune = CommuneField()

    class Meta:
        model = Site
        fields = ("id", "need", "name", "kind", "commune", "siret", "details", "version")


class DaysField(serializers.DecimalField):
    """Days a week, a number in JSON: 5, or 4.5 for four days and a half."""

    def to_representation(self, value: Any) -> float:
        return float(value)


class VolumeSerializer(PartSerializer):
    part = VOLUMES
    open_days = DaysField(
        max_digits=2,
        decimal_places=1,
        min_value=HALF_DAY,
        max_value=7,
        coerce_to_string=False,
        required=False,
    )

    class Meta:
        model = Volume
        fields = (
            "id",
            "need",
            "site",
            "component",
            "label",
            "quantity",
            "unit",
            "period",
            "open_days",
            "open_weeks",
            "version",
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        need = attrs.get("need") or getattr(self.instance, "need", None)
        site = attrs.get("site")
        if site and need and site.need_id != need.pk:
            raise serializers.ValidationError({"site": "Ce site est celui d'un autre besoin."})
        return attrs


class _PartViewSet(VersionedMixin, viewsets.ModelViewSet):
    """Sites et volumes : lus par qui lit le besoin, écrits par qui en écrit la partie."""

    filterset_fields: tuple[str, ...] = ("need",)

    def get_queryset(self) -> QuerySet[Any]:
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            needs = Need.objects.visible_to(self.request.user)
        else:
            needs = Need.objects.open_to(self.request.user, self.serializer_class.part)
        return super().get_queryset().filter(need__in=needs.values("pk"))

    def perform_create(self, serializer: Any) -> None:
        self._tell(serializer.save(), ("", "ajouté"))

    def perform_update(self, serializer: Any) -> None:
        before = str(serializer.instance)
        self._tell(serializer.save(), (before, str(serializer.instance)))

    def perform_destroy(self, instance: Any) -> None:
        instance.delete()
        self._tell(instance, (str(instance), "retiré"))

    def _tell(self, row: Any, change: tuple[str, str]) -> None:
        kind = str(row._meta.verbose_name).capitalize()
        row.need.changed(
            self.serializer_class.part,
            f"{kind} « {row.name if isinstance(row, Site) else row.label} »",
            {kind: change},
            by=self.request.user,
            now=timezone.now(),
        )


class SiteViewSet(_PartViewSet):
    queryset = Site.objects.select_related("commune")
    serializer_class = SiteSerializer


class VolumeViewSet(_PartViewSet):
    queryset = Volume.objects.all()
    serializer_class = VolumeSerializer
    filterset_fields = ("need", "site")


ROUTES = [("sites", SiteViewSet, "site"), ("volumes", VolumeViewSet, "volume")]
