"""A tender as the API gives and takes it: its fields, its lots, its criteria, its clauses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from rest_framework import serializers

from needs.models import Project
from tenders.compliance import TenderFacts
from tenders.forms.tender import LotForm
from tenders.models import AwardCriterion, Lot, Reserved, Tender, TenderClause
from tenders.shelf import shelf_of


class LotSerializer(serializers.ModelSerializer):
    class Meta:
        model = Lot
        fields = ["id", "number", "title", "description", "amount", "cpv", "reserved"]
        fields += ["price_shape", "price_lines"]


class CriterionSerializer(serializers.ModelSerializer):
    class Meta:
        model = AwardCriterion
        fields = ["id", "lot", "parent", "position", "name", "kind", "weight", "method", "expected"]


class TenderClauseSerializer(serializers.ModelSerializer):
    class Meta:
        model = TenderClause
        fields = [
            "id", "lot", "clause_id", "clause_version", "level", "values", "title", "wording",
        ]  # fmt: skip


class SubcriterionSerializer(serializers.ModelSerializer):
    class Meta:
        model = AwardCriterion
        fields = ["name", "weight", "method", "expected", "max_pages", "clause_id"]


class NewCriterionSerializer(serializers.ModelSerializer):
    subcriteria = SubcriterionSerializer(many=True, required=False)

    class Meta:
        model = AwardCriterion
        fields = [
            "name",
            "kind",
            "weight",
            "method",
            "formula",
            "expected",
            "max_pages",
            "clause_id",
        ]
        fields += ["subcriteria"]


class NewLotSerializer(serializers.ModelSerializer):
    class Meta:
        model = Lot
        fields = ["number", "title", "description", "amount", "cpv", "reserved", "components"]
        fields += ["price_shape", "price_lines"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The page's own form refuses the same things in the same words."""
        form = LotForm({**attrs, "reserved": attrs.get("reserved", Reserved.NONE)})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return {**attrs, "cpv": form.cleaned_data["cpv"]}


class LotsSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    lots = NewLotSerializer(many=True)

    def validate_lots(self, lots: list[dict[str, Any]]) -> list[dict[str, Any]]:
        numbers = [lot["number"] for lot in lots]
        if len(set(numbers)) < len(numbers):
            raise serializers.ValidationError("Deux lots ne peuvent pas porter le même numéro.")
        return lots


class CriteriaSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    criteria = NewCriterionSerializer(many=True)


class ClausesSerializer(serializers.Serializer):
    """The library clauses to take, by their identifiers, at their present version."""

    version = serializers.IntegerField()
    clauses = serializers.ListField(child=serializers.SlugField(), allow_empty=False)

    def validate_clauses(self, ids: list[str]) -> list[str]:
        shelf = shelf_of(self.context["request"].user)
        unknown = [id for id in ids if shelf.get(id) is None]
        if unknown:
            raise serializers.ValidationError(f"Clauses inconnues : {', '.join(unknown)}.")
        return ids


class ClauseValuesSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    level = serializers.CharField(required=False, allow_blank=True)
    title = serializers.CharField(required=False, allow_blank=True, max_length=200)
    wording = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    values = serializers.DictField(child=serializers.CharField(), required=False)


class TenderSerializer(serializers.ModelSerializer):
    lots = LotSerializer(many=True, read_only=True)
    criteria = CriterionSerializer(many=True, read_only=True)
    clauses = TenderClauseSerializer(many=True, read_only=True)
    project = serializers.PrimaryKeyRelatedField(queryset=Project.objects.none())
    version = serializers.IntegerField(required=False)

    class Meta:
        model = Tender
        fields = [
            "id",
            "reference",
            "project",
            "title",
            "launch_on",
            "buyer_kind",
            "nature",
            "estimated_value",
            "duration_months",
            "renewals",
            "procedure",
            "offers_due_at",
            "price_shape",
            "price_lines",
            "settings",
            "version",
            "lots",
            "criteria",
            "clauses",
        ]

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            fields["project"].queryset = Project.objects.editable_by(request.user)
        return fields

    def validate_settings(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise serializers.ValidationError("Un objet JSON ({…}) est attendu.")
        try:  # the day is the tender's own: any will do to judge the other keys
            TenderFacts.from_dict({**value, "id": "essai", "as_of": "2026-01-01"})
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the pages refuse of the whole tender, the API refuses too."""
        known = {name: getattr(self.instance, name) for name in _DATES} if self.instance else {}
        try:
            Tender(**known | {name: attrs[name] for name in _DATES if name in attrs}).clean()
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return attrs

    @transaction.atomic
    def update(self, instance: Tender, validated_data: dict[str, Any]) -> Tender:
        version = validated_data.pop("version", None)
        if version is None or not instance.claim(version):
            raise StaleVersion()
        return super().update(instance, validated_data)


_DATES = ("launch_on", "offers_due_at")


class StaleVersion(serializers.ValidationError):
    """Somebody saved first, or the caller did not say which version it read."""

    status_code = 409
    default_detail = "Relisez le marché : envoyez la version que vous avez lue dans « version »."
