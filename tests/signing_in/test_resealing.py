"""The key of the server is replaced, and second factors outlive the one before."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import InvalidToken
from django.core.management import call_command

from tests.signing_in.people import code_of, with_factor

pytestmark = pytest.mark.django_db


def test_factors_outlive_the_key_that_sealed_them(settings: Any) -> None:
    person = with_factor()
    codes = RecoveryCodes.activate(person).generate_codes()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 50
    call_command("reseal_factors")
    settings.SECRET_KEY_FALLBACKS = []
    application = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
    assert application.wrap().validate_code(code_of())
    assert RecoveryCodes.activate(person).generate_codes() == codes


def test_without_the_key_before_nothing_is_changed(settings: Any) -> None:
    factor = Authenticator.objects.get(user=with_factor())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [], "x" * 50
    with pytest.raises(InvalidToken):
        call_command("reseal_factors")
    before = factor.data
    factor.refresh_from_db()
    assert factor.data == before
