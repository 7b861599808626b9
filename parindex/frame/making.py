"""The frame of a page, made of what its view shows; a page of strangers asks the database nothing for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from assessments.models import Role, Round, User
from parindex.frame.crumbs import Crumb, way_to
from parindex.frame.desk import Desk, DeskRound, desk_of
from parindex.frame.rail import RailItem, current_item, rail_of

FOLDED = "rail"
"""The cookie in which a browser remembers that its rail is folded; scripts/rail.js writes it."""


@dataclass(frozen=True)
class PersonalFrame:
    """What only people signed in have: rail, switch between rounds, bell, and their own name."""

    items: list[RailItem]
    current: str
    desk: Desk
    here: DeskRound | None
    is_folded: bool
    initials: str
    role: str


_SECTIONS = {
    "results": {"home", "year_result", "year_unit"},
    "rankings": {
        "rankings",
        "ranking",
        "year_table",
        "result",
        "compare",
        "year_compare",
        "overview",
        "years",
        "year_regions",
        "year_years",
        "year_versions",
        "verify_ranking",
    },
    "criteria": {"year_set", "year_criterion"},
    "data": {"open_data", "api_guide"},
    "method": {"method"},
}
"""The pages of each part of the public site, by the names of their addresses."""


@dataclass(frozen=True)
class Frame:
    """Everything around a page."""

    name: str
    """The name of the page's address."""
    crumbs: list[Crumb]
    person: PersonalFrame | None

    @property
    def section(self) -> str:
        """The part of the public site that the page belongs to; empty for pages of none, such as the sign-in."""
        return next((section for section, names in _SECTIONS.items() if self.name in names), "")

    @property
    def classes(self) -> str:
        """The classes of the frame's element."""
        if self.person is None:
            return "public"
        return "app folded" if self.person.is_folded else "app"


def make_frame(request: HttpRequest, context: Mapping[str, Any]) -> Frame:
    """Returns the frame of the page that is shown with ``context``.

    Where that has ``asks_nothing``, the frame is a stranger's: a page that says that the database is busy
    must not wait for it.
    """
    match = request.resolver_match
    name = (match.view_name if match else "") or ""
    user = getattr(request, "user", None)
    person = None
    if isinstance(user, User) and not context.get("asks_nothing"):
        person = _personal(request, user, name, context)
    return Frame(name, way_to(name, context), person)


def _personal(
    request: HttpRequest, user: User, name: str, context: Mapping[str, Any]
) -> PersonalFrame:
    desk = desk_of(user)
    shown = context.get("round")
    here = desk.in_round(shown.pk if isinstance(shown, Round) else None)
    items = rail_of(user, here)
    current = current_item(items, name, context, here.sheet_id if here else None)
    role = str(Role(user.held[0].role).label) if user.held else ""
    is_folded = request.COOKIES.get(FOLDED) == "folded"
    return PersonalFrame(items, current, desk, here, is_folded, _initials(str(user)), role)


def _initials(name: str) -> str:
    words = [word for word in name.split("@", maxsplit=1)[0].split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
