"""The acts of a project's sessions as French sentences of its register."""

FAMILIES = {"training": ("séances de formation", ("session_",))}

SENTENCES = {
    "session_opened": "Les inscriptions à « {title} » ({kind}) sont ouvertes.",
    "session_closed": "Les inscriptions à « {title} » sont closes.",
    "session_cancelled": "« {title} » est annulée ; les inscrits sont prévenus. Motif : {reason}",
    "session_changed": "La date ou le lieu de « {title} » change ; les inscrits sont prévenus.",
}
