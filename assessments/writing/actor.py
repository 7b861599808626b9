"""The actor of an act: the person, and the door through which the person acts."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from assessments.models import Door, User

CLOCK = "clock"
"""Stands beside the roles in the workflow's table, for a step that a deadline takes by itself."""
CLOCK_EMAIL = "he-thong@parindex.invalid"


@dataclass(frozen=True)
class Actor:
    """The person and the door of an act; every act takes one, and the record of changes names both."""

    user: User
    door: str


def clock() -> Actor:
    """Returns the account in whose name deadlines act. Nobody can sign in with it, and it holds no role."""
    user, _ = User.objects.get_or_create(
        email=CLOCK_EMAIL,
        defaults={"full_name": "Hệ thống", "is_active": False, "password": make_password(None)},
    )
    return Actor(user, Door.TASK)


def is_clock(user: User) -> bool:
    return user.email == CLOCK_EMAIL
