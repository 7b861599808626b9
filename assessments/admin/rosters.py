"""The import pages of units, people and assignments."""

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from assessments.models import Door
from assessments.writing.actor import Actor
from criteria.common.tables.columns import CellValue, Column
from criteria.common.tables.import_page import ImportDesk
from criteria.common.tables.preview import Preview
from criteria.common.tables.writing import empty_table_file, table_file


class RosterDesk(ImportDesk):
    """The import page of a table; ``roster`` holds its file name, the columns, the act, and a function for the present rows."""

    roster: tuple[
        str, Sequence[Column], Callable[..., Preview], Callable[[], Iterable[Sequence[CellValue]]]
    ]

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.current_view)
        return [path("import/current/", view, name=self._current()), *super().get_urls()]

    def _current(self) -> str:
        return "{}_{}_import_current".format(*self.get_model_info())

    def import_template(self) -> tuple[str, bytes]:
        name, columns, *_rest = self.roster
        return f"{name}.xlsx", empty_table_file(name, columns)

    def current_view(self, request: HttpRequest) -> HttpResponse:
        """Sends the present rows in the layout of the template: an import of them changes nothing."""
        self._guard(request)
        name, columns, _action, rows = self.roster
        return self._file(f"{name}-hien-co.xlsx", table_file(name, columns, rows()))

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context["current_url"] = reverse(f"admin:{self._current()}")
        return super()._page(request, context)

    def read_import(
        self, request: HttpRequest, stream: IO[bytes], name: str, *, dry_run: bool, expected: str
    ) -> Preview:
        action = self.roster[2]
        user: Any = request.user
        actor = Actor(user, Door.IMPORT)
        return action(actor=actor, stream=stream, dry_run=dry_run, expected=expected)
