from django.contrib import admin
from django.db import models

from tenders.training.models import Sitting, TrainingSession


class SittingInline(admin.TabularInline):
    model = Sitting
    extra = 0
    fields = ["starts_at", "ends_at"]
    readonly_fields = ["starts_at", "ends_at"]
    can_delete = False


@admin.register(TrainingSession)
class TrainingSessionAdmin(admin.ModelAdmin):
    """Read for support; the names of those registered are not shown here."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["title", "kind", "organiser", "status", "capacity", "forgotten_at"]
    list_filter = ["kind", "status"]
    search_fields = ["title", "organiser__name"]
    readonly_fields = ["organiser", "project", "status", "sequence", "version", "forgotten_at"]
    inlines = [SittingInline]
