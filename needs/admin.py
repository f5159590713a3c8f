from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from needs.models import (
    AwardRecord,
    Contributor,
    LegalAmendment,
    LeverDecision,
    Need,
    NeedFact,
    Project,
    ProjectMember,
    PurchaseFacts,
    RegisterEntry,
    Site,
    Volume,
)


class MemberInline(admin.TabularInline):
    model = ProjectMember
    extra = 0
    autocomplete_fields = ["organisation"]


class SiteInline(admin.TabularInline):
    model = Site
    extra = 0
    autocomplete_fields = ["commune"]
    exclude = ["details"]


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ["title", "reference", "lead", "facilitator", "sector", "frozen_at"]
    list_filter = ["sector"]
    list_select_related = ["lead", "facilitator"]
    search_fields = ["title", "reference"]
    autocomplete_fields = ["lead", "facilitator"]
    inlines = [MemberInline]


@admin.register(Need)
class NeedAdmin(admin.ModelAdmin):
    list_display = ["title", "organisation", "service", "project", "updated_at"]
    list_select_related = ["organisation", "project"]
    search_fields = ["title", "external_id", "organisation__name"]
    autocomplete_fields = ["organisation", "project"]
    raw_id_fields = ["responsible"]
    inlines = [SiteInline]


@admin.register(Contributor)
class ContributorAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "part", "need", "joined_at"]
    list_select_related = ["need"]
    search_fields = ["email", "name", "need__title"]
    raw_id_fields = ["need", "user", "invited_by"]


@admin.register(NeedFact)
class NeedFactAdmin(admin.ModelAdmin):
    list_display = ["text", "kind", "status", "need"]
    list_filter = ["kind", "status"]
    list_select_related = ["need"]
    search_fields = ["text"]
    raw_id_fields = ["need", "decided_by"]


@admin.register(Volume)
class VolumeAdmin(admin.ModelAdmin):
    list_display = ["label", "component", "quantity", "unit", "period", "need"]
    list_select_related = ["need"]
    search_fields = ["label", "component"]
    raw_id_fields = ["need", "site"]


@admin.register(AwardRecord)
class AwardRecordAdmin(admin.ModelAdmin):
    list_display = ["object", "cpv", "buyer_siret", "notified_on", "amount"]
    search_fields = ["object", "cpv", "key"]


@admin.register(RegisterEntry)
class RegisterEntryAdmin(admin.ModelAdmin):
    """Read only: the register is append-only, for administrators too."""

    list_display = ["project", "number", "at", "act", "actor"]
    list_select_related = ["project"]
    list_filter = ["act"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(LegalAmendment)
class LegalAmendmentAdmin(admin.ModelAdmin):
    list_display = ["subject", "since", "value", "by", "at"]
    list_select_related = ["by"]
    search_fields = ["subject", "reason"]

    def save_model(
        self, request: HttpRequest, obj: LegalAmendment, form: Any, change: bool
    ) -> None:
        obj.by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)


@admin.register(PurchaseFacts)
class PurchaseFactsAdmin(admin.ModelAdmin):
    list_display = ["project", "amount", "nature", "duration_months", "updated_at"]
    list_select_related = ["project"]
    raw_id_fields = ["project"]


@admin.register(LeverDecision)
class LeverDecisionAdmin(RegisterEntryAdmin):
    """Read only too: a decision is taken back by another one."""

    list_display = ["project", "family", "lever", "advised", "by", "at"]
    list_select_related = ["project", "by"]
    list_filter = ["family", "lever"]
