"""Who may open the pages of sessions, and who may send their forms."""

from tests.access.rules import ALL, CLAUSE_WRITERS, SIGNED_IN, STEERING, action, page

# Whoever acts for an authority or a network may prepare a session of its own: those who may
# write its clauses.
TRAINING = {
    "training:agenda": page(ALL),
    "training:quizzes": page(ALL),
    "training:quiz": page(ALL, "quiz"),
    "training:session": page(ALL, "session"),
    "training:calendar": page(ALL, "session"),
    # The signed link opens the page of the person it was sent to, and nothing else.
    "training:registration": page(ALL, "registration_token"),
    "training:personal_calendar": page(ALL, "registration_token"),
    "training:evaluation": page(ALL, "attended_token"),
    "training:certificate": page(ALL, "attended_token"),
    "training:figures": page(SIGNED_IN),
    "training:figures_export": page(SIGNED_IN, "csv"),
    "training:create": page(CLAUSE_WRITERS),
    "training:manage": page(STEERING, "session"),
    "training:edit": page(STEERING, "session"),
    "training:open": action(STEERING, "session"),
    "training:close": action(STEERING, "session"),
    "training:call_off": page(STEERING, "session"),
    "training:sitting_create": page(STEERING, "session"),
    "training:sitting": page(STEERING, "session", "sitting"),
    "training:sitting_remove": action(STEERING, "session", "sitting"),
    "training:attendance": page(STEERING, "session", "sitting"),
    "training:walk_in": action(STEERING, "session", "sitting"),
    "training:release": page(STEERING, "session", "registered"),
    "training:paper_evaluation": page(("facilitator",), "past_session"),
    "training:preview": page(STEERING, "session", "session_document"),
    "training:download": page(STEERING, "session", "session_document"),
    "training:certificates": page(("facilitator",), "past_session"),
}
