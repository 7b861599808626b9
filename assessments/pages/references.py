"""The page of a round's reference values: typed for all units, or from a table for each; with their record."""

import datetime
import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods

from assessments import acts, permissions
from assessments.history.lines import history_lines, with_all
from assessments.models import Change, ReferenceValue, Round
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    round_or_refuse,
    signed_in,
    status_of,
)
from assessments.rounds.references import (
    COLUMNS,
    SET_REFERENCES,
    GivenValue,
    Reference,
    references_of,
    typed_value,
)
from criteria.common.bodies import takes_files
from criteria.common.files.names import clean_name
from criteria.common.numbers import for_input
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.preview import Preview
from criteria.common.tables.uploads import hold_upload, take_upload
from criteria.common.text import FieldFault, Refused, Text
from criteria.scales import Figure
from criteria.scales.figures import Quantity

FILE_LIMIT = 5_000_000
_NO_FILE = FieldFault(vi="Hãy chọn tệp.", en="Choose a file.", field="file")


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(FILE_LIMIT)
@signed_in
def references_page(request: Visitor, round_id: int) -> HttpResponse:
    """Shows what the scales wait for and what is there; a refusal keeps what was typed."""
    round_ = round_or_refuse(request, round_id, permissions.reasons_against_coordinating)
    known = references_of(round_.criteria_set_id)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            if "check" in request.POST:
                context = _look(request, round_)
            else:
                return _take(request, round_, known)
        except TableFaults as refused:
            context, status = {"faults": refused.faults, "more": refused.more}, 422
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
    rows = ReferenceValue.objects.filter(round=round_).select_related("unit")
    values = list(rows.order_by("key", "unit__code"))
    context |= {
        "round": round_,
        "fields": [_field(request, reference, values) for reference in known.values()],
        "own": [
            _own(known[one.key].figure, one) for one in values if one.unit and one.key in known
        ],
        "columns": [(column.label, column.guidance) for column in COLUMNS],
        "lines": history_lines(
            with_all(Change.objects.filter(round=round_, act=SET_REFERENCES.name))
        ),
    }
    return render(request, "assessments/references.html", context, status=status)


def _field(request: Visitor, reference: Reference, values: list[ReferenceValue]) -> dict[str, Any]:
    """Returns a reference with its value for all units as the form shows it, or as it was just typed."""
    key, language = reference.key, get_language() or "vi"
    one = next((row for row in values if row.key == key and row.unit_id is None), None)
    value = reference.figure.quantity_of(one.value) if one else None
    return {
        "reference": reference,
        "leaves": ", ".join(reference.leaves),
        "value_at": f"value-{key}",
        "source_at": f"source-{key}",
        "value": request.POST.get(f"value-{key}", _in_input(value, language)),
        "source": request.POST.get(f"source-{key}", one.source if one else ""),
        "own": sum(row.key == key and row.unit_id is not None for row in values),
    }


def _in_input(value: Quantity | None, language: str) -> str:
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else for_input(value, language)


def _own(figure: Figure, row: ReferenceValue) -> dict[str, Any]:
    """Returns a unit's own value as the page lists it."""
    value = figure.quantity_of(row.value)
    return {"figure": figure, "row": row, "value": value and figure.in_quantity(value)}


def _look(request: Visitor, round_: Round) -> dict[str, Any]:
    """Returns what a file would change, and the token by which it is taken."""
    upload: Any = request.FILES.get("file")
    if upload is None:
        raise Refused(_NO_FILE)
    name, content = clean_name(upload.name or ""), upload.file.read()
    preview = _import(request, round_, content, dry_run=True)
    token = hold_upload(
        content, name=name, by=request.user.pk, where=request.path, digest=preview.digest
    )
    return {"preview": preview, "name": name, "token": token}


def _import(
    request: Visitor, round_: Round, content: bytes, *, dry_run: bool, expected: str = ""
) -> Preview:
    return acts.import_references(
        actor=acting(request),
        round_id=round_.pk,
        stream=io.BytesIO(content),
        dry_run=dry_run,
        expected=expected,
    )


def _take(request: Visitor, round_: Round, known: dict[str, Reference]) -> HttpResponse:
    def act() -> tuple[int, int]:
        if "token" not in request.POST:
            given = acts.set_references(
                actor=acting(request), round_id=round_.pk, values=_typed(request, known)
            )
            return given.values, given.recounted
        held = take_upload(request.POST["token"], by=request.user.pk, where=request.path)
        preview = _import(request, round_, held.content, dry_run=False, expected=held.digest)
        held.forget()
        return len(preview.entries), preview.also[0][1]

    number, recounted = act_once(request, act) or (0, 0)
    said = ngettext("Đã ghi %(n)s giá trị.", "Đã ghi %(n)s giá trị.", number) % {"n": number}
    if recounted:
        again = ngettext("Tính lại %(n)s tiêu chí.", "Tính lại %(n)s tiêu chí.", recounted)
        said = f"{said} {again % {'n': recounted}}"
    messages.success(request, said)
    return redirect("references", round_.pk)


def _typed(request: Visitor, known: dict[str, Reference]) -> list[GivenValue]:
    """Returns the values of the form. Raises ``Refused`` with every fault."""
    values: list[GivenValue] = []
    faults: list[Text] = []
    for key, reference in known.items():
        if f"value-{key}" not in request.POST:
            continue
        try:
            values.append(
                typed_value(
                    reference.figure,
                    request.POST[f"value-{key}"],
                    request.POST.get(f"source-{key}", ""),
                    get_language() or "vi",
                )
            )
        except Refused as refused:
            faults += refused.causes
    permissions.demand([], faults)
    if not values:
        raise Refused(Text(vi="Chưa có gì thay đổi.", en="Nothing is changed."))
    return values
