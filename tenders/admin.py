from django.contrib import admin
from django.db import models

from tenders.models import (
    AwardCriterion,
    ClauseVersion,
    Invitation,
    LocalClause,
    Lot,
    MarketConsultation,
    Tender,
    TenderClause,
)


class LotInline(admin.TabularInline):
    model = Lot
    extra = 0
    fields = ["number", "title", "amount", "cpv", "reserved"]


class CriterionInline(admin.TabularInline):
    model = AwardCriterion
    extra = 0
    fields = ["position", "name", "kind", "weight", "parent"]


class ClauseInline(admin.TabularInline):
    model = TenderClause
    extra = 0
    fields = ["position", "clause_id", "clause_version", "level"]


@admin.register(Tender)
class TenderAdmin(admin.ModelAdmin):
    list_display = ["reference", "title", "procedure", "launch_on", "estimated_value"]
    list_filter = ["procedure", "nature"]
    search_fields = ["reference", "title"]
    inlines = [LotInline, CriterionInline, ClauseInline]


class InvitationInline(admin.TabularInline):
    model = Invitation
    extra = 0
    can_delete = False
    fields = ["name", "email", "from_open_call", "opened_at"]
    readonly_fields = ["name", "email", "from_open_call", "opened_at"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(MarketConsultation)
class MarketConsultationAdmin(admin.ModelAdmin):
    """Answers are not here: they are read where access is checked and confidentiality kept."""

    list_display = ["title", "project", "opens_at", "closes_at", "published_at"]
    search_fields = ["title"]
    inlines = [InvitationInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class ClauseVersionInline(admin.TabularInline):
    """To look at: versions change through their own pages, where each step is kept."""

    model = ClauseVersion
    extra = 0
    can_delete = False
    fields = ["number", "state", "reader_name", "published_at"]
    readonly_fields = ["number", "state", "reader_name", "published_at"]

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(LocalClause)
class LocalClauseAdmin(admin.ModelAdmin):
    list_display = ["slug", "organisation", "forked_from", "created_at"]
    list_filter = ["organisation"]
    search_fields = ["slug"]
    readonly_fields = ["slug", "organisation", "forked_from", "forked_version", "created_at"]
    inlines = [ClauseVersionInline]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
