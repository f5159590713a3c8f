"""How often one network of computers may have links sent: to answer, or to replace one."""

from __future__ import annotations

from typing import Any

from rest_framework.throttling import AnonRateThrottle


class OpenCallThrottle(AnonRateThrottle):
    """A page that sends mail to any address must not be a way to flood one."""

    scope = "open_call"
    rate = "10/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Counted for signed-in people too: an account is free."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
