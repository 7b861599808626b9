"""The order of a table by its address: the links in its heads, and those to its other pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.utils.translation import gettext as _

from criteria.models import Criterion
from rankings.views.common import PageQuery

PAGE_UNITS = 500
"""The number of rows on one page: enough for all provinces; communes go over several."""


@dataclass(frozen=True)
class Sorting:
    """The links in the heads of columns; a second press reverses the order."""

    asked: PageQuery
    columns: dict[str, str]
    """The columns' keys, each with its label in the menu."""

    @property
    def sort(self) -> str:
        """The key asked for, where there is such a column; a minus reverses the order."""
        asked = self.asked["sort"]
        return asked if asked.removeprefix("-") in self.columns else "rank"

    def link(self, key: str) -> str:
        sort = f"-{key}" if self.sort == key else key
        return link(self.asked | {"sort": sort, "page": ""})

    def state(self, key: str) -> str:
        """Returns the value for ``aria-sort``; numbers begin with the highest, ranks and names with the first."""
        if self.sort.removeprefix("-") != key:
            return "none"
        rises = key in ("rank", "name")
        return "ascending" if rises != self.sort.startswith("-") else "descending"

    def menu(self) -> list[tuple[str, str]]:
        """Returns what can be chosen, and what is shown where that is the reverse order."""
        choices = dict(self.columns)
        if self.sort.startswith("-"):
            label = self.columns[self.sort.removeprefix("-")]
            choices[self.sort] = _("%(column)s (đảo ngược)") % {"column": label}
        return list(choices.items())

    def column(self, key: str) -> dict[str, str]:
        return {"link": self.link(key), "state": self.state(key)}


def sort_columns(domains: Sequence[Criterion], with_changes: bool) -> dict[str, str]:
    """Returns the keys by which a ranking can be sorted, each with its label."""
    labels = {
        "rank": _("Theo thứ hạng"),
        "name": _("Theo tên"),
        "index": _("Theo chỉ số"),
    }
    if with_changes:
        labels["change"] = _("Theo thay đổi thứ hạng")
    of_domain = _("Theo lĩnh vực")
    return labels | {f"d{domain.code}": f"{of_domain} {domain.code}" for domain in domains}


def link(asked: PageQuery) -> str:
    """Returns the query of an address, without empty parameters."""
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def page_links(asked: PageQuery, page: Page[Any]) -> list[tuple[int | str, str]]:
    """Returns the numbers of pages with their links, gaps as the paginator writes them."""
    return [
        (number, link(asked | {"page": str(number)}))
        for number in page.paginator.get_elided_page_range(page.number)
    ]
