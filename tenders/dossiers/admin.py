from django.contrib import admin

from tenders.dossiers.models import Dossier


@admin.register(Dossier)
class DossierAdmin(admin.ModelAdmin[Dossier]):
    """What a supplier had read is its own: here one sees that it exists, not what it says."""

    list_display = ["pk", "state", "sent_at", "kept_until"]
    list_filter = ["state"]
    fields = ["state", "sent_at", "read_at", "kept_until"]
    readonly_fields = ["state", "sent_at", "read_at"]

    def has_add_permission(self, request: object) -> bool:
        return False
