"""Who acts, and through which door."""

from dataclasses import dataclass

from assessments.models import User


@dataclass(frozen=True)
class Actor:
    """Every action takes one: the record of changes names both."""

    user: User
    door: str
