from django.contrib import admin

from procurement.nomenclature.models import Commune, Cpv, Naf


class ReadOnlyAdmin(admin.ModelAdmin):
    """Official tables change by their import commands, never by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Commune)
class CommuneAdmin(ReadOnlyAdmin):
    list_display = ["name", "insee", "department_name", "epci_name", "population"]
    search_fields = ["name_key", "insee", "postal_codes"]


@admin.register(Cpv)
class CpvAdmin(ReadOnlyAdmin):
    list_display = ["code", "check_digit", "label"]
    search_fields = ["code", "label"]


@admin.register(Naf)
class NafAdmin(ReadOnlyAdmin):
    list_display = ["code", "level", "label"]
    list_filter = ["level"]
    search_fields = ["code", "label"]
