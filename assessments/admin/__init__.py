"""The admin of people, units, rounds and sheets; what the actions write is only shown."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from assessments.admin import people, review, rounds, sheets, units

__all__ = ["people", "review", "rounds", "sheets", "units"]

# One door to sign in, with its limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# What people may do stands in their memberships alone; their address is theirs.
admin.site.unregister((Group, EmailAddress))
