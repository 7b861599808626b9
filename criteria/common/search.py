"""Search that ignores accents, case, the order of the words, and the signs between them; the admin's too."""

import functools
import operator
import re
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from criteria.common.text import fold, without_unseen

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:  # Django's own class takes no type parameters at run time
    _Admin = admin.ModelAdmin


# Points within a number or code (1.2.3) belong to it; "_" and "@" stand in addresses.
_SIGNS = re.compile(r"(?<![0-9])\.|\.(?![0-9])|[^\w.@]")
_KINDS = (("uy", "ban", "nhan", "dan"), ("ubnd",), ("tinh",), ("thanh", "pho"), ("tp",))
"""Words for the kind of a place, which people write before its name and lists often leave out."""
SHORT_NAMES = dict.fromkeys(("hcm", "tphcm", "hcmc"), ("ho", "chi", "minh"))


def kinds_of_places() -> list[str]:
    """Returns the words for kinds of places, for a script that searches what a page shows."""
    return [" ".join(kind) for kind in _KINDS]


def search_words(typed: str) -> list[str]:
    """Returns the words that must all stand in a folded text for it to be found.

    Dashes and other signs only part words. The kind of a place before its name is left out ("tỉnh Quảng Ninh",
    "UBND thành phố Huế"), and an abbreviation that everybody uses stands for the whole name ("TP.HCM").
    """
    text = fold(without_unseen(typed))
    words = _SIGNS.sub(" ", text).split()
    for kind in _KINDS:
        if len(words) > len(kind) and tuple(words[: len(kind)]) == kind:
            words = words[len(kind) :]
    named = [part for word in words for part in SHORT_NAMES.get(word, (word,))]
    # Signs alone are looked for as they are: they are no reason to show everything.
    return named or text.split()


def slug_of(name: str) -> str:
    """Returns a place's or office's name as an address writes it, without its kind ("tỉnh Quảng Ninh": "quang-ninh")."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(search_words(name))).strip("-")


def holds_words(term: str, *columns: str) -> Q:
    """Holds where every word of the term stands in one of the columns, which are folded."""
    each = (
        functools.reduce(operator.or_, (Q(**{f"{column}__contains": word}) for column in columns))
        for word in search_words(term)
    )
    return functools.reduce(operator.and_, each, Q())


class FoldedSearch(_Admin):
    """Finds rows where every word of the term stands in one of ``search_fields``, which are folded columns."""

    search_fields: ClassVar[tuple[str, ...]] = ("search",)
    search_help_text = _("Gõ không dấu cũng tìm được.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.filter(holds_words(search_term, *self.get_search_fields(request))), False
