"""Search that ignores accents, case and the order of the words: the admin's, and that of the pages."""

import functools
import operator
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from criteria.common.text import fold

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:  # Django's own class takes no type parameters at run time
    _Admin = admin.ModelAdmin


def holds_words(term: str, *columns: str) -> Q:
    """Holds where every word of the term stands in one of the columns, which are folded."""
    # PostgreSQL stops on NUL; what is typed comes unchecked.
    words = fold(term.replace("\x00", " ")).split()
    each = (
        functools.reduce(operator.or_, (Q(**{f"{column}__contains": word}) for column in columns))
        for word in words
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
