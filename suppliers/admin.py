from django.contrib import admin
from django.db import models

from suppliers.models import Activity, MatchRun, Supplier


class ActivityInline(admin.TabularInline):
    model = Activity
    extra = 0


@admin.register(Supplier)
class SupplierAdmin(admin.ModelAdmin):
    list_display = ("name", "siret", "city", "department", "source", "is_fictitious")
    list_filter = ("is_fictitious", "source", "area_kind")
    search_fields = ("name", "siret", "external_id")
    raw_id_fields = ("organisation",)
    readonly_fields = ("external_id", "source", "created_at", "updated_at")
    inlines = (ActivityInline,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        activities = ["activities"] if any(one.has_changed() for one in formsets) else []
        form.instance.was_edited([*form.changed_data, *activities])
        form.instance.reindex()


@admin.register(MatchRun)
class MatchRunAdmin(admin.ModelAdmin):
    """A run is looked at, never changed nor deleted."""

    list_display = ("created_at", "project", "need", "created_by")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("project", "need", "created_by")
