"""Sign-in by e-mail address; demonstration accounts stop working in production."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser


class EmailBackend(AuthenticationBackend):
    """allauth's e-mail sign-in, closed to demonstration accounts as soon as DEBUG is off."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if getattr(user, "is_demonstration", False) and not settings.DEBUG:
            return False
        return super().user_can_authenticate(user)
