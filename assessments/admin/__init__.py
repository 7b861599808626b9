"""The admin of people, units, rounds and sheets; rows that the acts write are only shown."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from assessments.admin import people, review, rounds, sheets, units

__all__ = ["people", "review", "rounds", "sheets", "units"]

# There is only one place to sign in, with its limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Memberships alone say what people may do, an address is part of the account, and factors and sessions are
# their owner's: what an administrator may do about them is recorded. The directory is a setting.
admin.site.unregister((Group, EmailAddress, Authenticator, UserSession))
admin.site.unregister((SocialAccount, SocialApp, SocialToken))
