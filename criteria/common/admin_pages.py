"""The base of every page of the admin: refusals become messages, and some pages are read-only."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from criteria.common.search import FoldedSearch
from criteria.common.text import Refused


def show_refusal(request: HttpRequest, refused: Refused) -> None:
    """Shows every cause of a refusal as a message of its own."""
    for cause in refused.causes:
        messages.error(request, cause.in_language(get_language() or "vi"))


class OfTheNation(admin.RelatedFieldListFilter):
    """Filters by a row of another table, and offers those alone that have no owner."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to={"owner": None}
        )


class Desk(FoldedSearch):
    """A page of the admin. A refused act becomes a message there, and nothing has changed."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._with_refusals_shown(super().changeform_view, request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._with_refusals_shown(super().delete_view, request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._with_refusals_shown(super().changelist_view, request, *args, **kwargs)

    @staticmethod
    def _with_refusals_shown(
        view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if request.method != "POST":
                raise
            show_refusal(request, refused)
            return HttpResponseRedirect(request.get_full_path())


class Showcase(Desk):
    """A read-only page of the admin, for rows that the acts alone write."""

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
