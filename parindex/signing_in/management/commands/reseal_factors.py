"""Seals the secrets of second factors anew, after ``SECRET_KEY`` was replaced."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.core.management.base import BaseCommand
from django.db import transaction

SECRETS = ("secret", "seed")
"""The names under which the library keeps them: of an application, and of recovery codes."""


class Command(BaseCommand):
    help = "Seals second factors with SECRET_KEY that one of SECRET_KEY_FALLBACKS has sealed; it may be run twice."

    @transaction.atomic
    def handle(self, *_args: Any, **_options: Any) -> None:
        kept = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
        factors = list(kept.select_for_update())
        for factor in factors:
            for name in SECRETS:
                if name in factor.data:
                    factor.data[name] = encrypt(decrypt(factor.data[name]))
            factor.save(update_fields=["data"])
        self.stdout.write(f"{len(factors)} sealed anew")
