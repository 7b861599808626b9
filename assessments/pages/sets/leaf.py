"""One leaf of a set: its text, what the program understands by it, and a place to try it; saved in a draft alone."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from assessments.pages.common import ONCE, TOKEN, Visitor, act_once, signed_in, status_of
from assessments.pages.sets.listing import leaves_beside, set_or_refuse
from assessments.pages.sets.trial import fields_of, trial_of
from assessments.sheets.sums import codes_above
from criteria.actions import NewerScale, change_scale
from criteria.actions.people import EDIT
from criteria.common.text import Refused, Text
from criteria.models import CriteriaSet, Criterion
from criteria.scales.notation import ScaleCells
from criteria.workbench.reading import (
    CELLS,
    EXAMPLES,
    ReadLeaf,
    column_help,
    column_name,
    read_leaf,
    read_saved,
    row_cells,
    row_faults,
    saved_cells,
    version_of,
)
from criteria.workbench.tree import DraftRow, trees_of

SAVE, ASK, KINDS, VERSION = "save-cells", "ask-points", "unit-kind", "saved-version"
SHUT = "gate-shut"
"""The names of the form's own fields; those of a scale's figures have no hyphen."""
_CHANGED = Text(
    vi="Nội dung đã đổi sau lần xem trước nên chưa lưu. Hãy xem lại bên dưới rồi lưu.",
    en="The text changed after its preview, so nothing was saved. Look at it again below, then save.",
)


@dataclass(frozen=True)
class Cell:
    """One cell of the leaf as the page shows it; ``name`` is that of its field."""

    name: str
    label: Text
    help: Text
    value: str
    faults: tuple[Text, ...]
    is_long: bool


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
@signed_in
def leaf_page(request: Visitor, set_id: int, code: str) -> HttpResponse:
    """Shows a leaf; previews what is typed, tries it with figures, and saves a text that was previewed."""
    criteria_set = set_or_refuse(request, set_id)
    [tree] = trees_of([criteria_set])
    row = next((one for one in tree.leaves if one.criterion.code == code), None)
    if row is None:
        raise Http404
    context: dict[str, Any] = {}
    status = 200
    if SAVE in request.POST:
        try:
            _save(request, row.criterion)
        except NewerScale as error:
            context = {"causes": error.causes, "newer": saved_cells(error.current, _language())}
            row = DraftRow(error.current, row.depth, row.is_leaf, row.faults)
            status = 409
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
        else:
            return redirect("set_leaf", set_id, code)
    shown = _leaf_context(request, criteria_set, row) | context
    if request.htmx:
        part = "_tried" if request.htmx.target == "tried" else "_understood"
        return render(request, f"assessments/sets/{part}.html", shown | {"oob": True})
    by_code = {one.criterion.code: one.criterion for one in tree.rows}
    before, after = leaves_beside(tree.leaves, code)
    shown |= {
        "tree": tree,
        "above": [by_code[one] for one in codes_above(code) if one in by_code],
        "gate": by_code.get(row.criterion.gate),
        "before": before,
        "after": after,
    }
    return render(request, "assessments/sets/leaf.html", shown, status=status)


def _save(request: Visitor, leaf: Criterion) -> None:
    cells, row = _cells(request.POST), _row(request.POST, leaf)
    if request.POST[SAVE] != digest_of(cells, _changes(leaf, row)):
        raise Refused(_CHANGED)
    act_once(
        request,
        lambda: (
            change_scale(
                by=request.user,
                leaf=leaf,
                cells=cells,
                row=row,
                version=request.POST.get(VERSION, ""),
            ).pk
        ),
    )
    messages.success(request, _("Đã lưu thang điểm của %(code)s.") % {"code": leaf.code})


def _leaf_context(request: Visitor, criteria_set: CriteriaSet, row: DraftRow) -> dict[str, Any]:
    """Returns what both the page and its parts show of a leaf, as it is saved or as it is typed."""
    leaf = row.criterion
    leaf.criteria_set = criteria_set
    may_edit = request.user.has_perm(EDIT, criteria_set) and not criteria_set.is_published
    saved = saved_cells(leaf, _language())
    is_typed = may_edit and field_of("scale") in request.POST
    cells = _cells(request.POST) if is_typed else saved
    # What is saved is read as it is stored: not every scale of a draft can be written as text.
    is_saved = _plain(cells) == _plain(saved)
    read = read_saved(leaf, _language()) if is_saved else read_leaf(leaf, cells)
    beside = _row(request.POST, leaf) if is_typed else row_cells(leaf)
    changes = _changes(leaf, beside)
    if changes:
        read = replace(read, faults={**read.faults, **row_faults(leaf, changes)})
    of_saved = read_saved(leaf).faults.get("scale", ())
    kinds = request.POST.getlist(KINDS)
    scale = read.scale_for(leaf, kinds)
    return {
        "owner": criteria_set.owner,
        "criteria_set": criteria_set,
        "leaf": leaf,
        "may_edit": may_edit,
        "read": read,
        "cells": _shown_cells(read, beside),
        "examples": EXAMPLES,
        "is_saved": not changes and (is_saved or read.stored == leaf.scale),
        "previewed": digest_of(cells, changes),
        "version": version_of(leaf),
        "kinds": [(kind, kind in kinds) for kind in (scale.kinds_named if scale else ())],
        "other_faults": [text for text in row.faults if text not in of_saved],
        **_trial(request, read, kinds, leaf),
    }


def _trial(request: Visitor, read: ReadLeaf, kinds: list[str], leaf: Criterion) -> dict[str, Any]:
    scale = read.scale_for(leaf, kinds)
    if scale is None:
        # What was tried is there again once the text can be read.
        return {"kept": _tried_before(request.POST)}
    shown = trial_of(scale, request.POST, asked=ASK in request.POST)
    faults = shown["faults"]
    if SHUT in request.POST and leaf.gate and shown.get("points") is not None:
        shown |= {"points": Decimal(0), "why": _behind_gate(shown["why"], leaf), "to_next": None}
    return shown | {
        "gate_is_shut": SHUT in request.POST,
        "fields": [(field, faults.get(field.name, ())) for field in fields_of(scale)],
    }


def _behind_gate(why: Text, leaf: Criterion) -> Text:
    """Returns the reason of a leaf that counts 0, because the one that it waits for has no points."""
    return Text(
        f"{why.vi}; tính 0 điểm vì tiêu chí {leaf.gate} không có điểm → 0 điểm",
        f"{why.en}; counts 0, because criterion {leaf.gate} has no points → 0 points",
    )


def _tried_before(data: QueryDict) -> list[tuple[str, str]]:
    names = [name for name in data if "-" not in name and name not in (ONCE, TOKEN, "preview")]
    return [(name, value) for name in [*names, KINDS] for value in data.getlist(name)]


def _shown_cells(read: ReadLeaf, row: Mapping[str, str]) -> list[Cell]:
    values = {name: getattr(read.cells, name) for name in CELLS} | dict(row)
    return [
        Cell(
            field_of(name),
            column_name(name),
            column_help(name),
            value,
            tuple(read.faults.get(name, ())),
            name in ("scale", "figures", "how", "when", "evidence_vi"),
        )
        for name, value in values.items()
    ]


def field_of(cell: str) -> str:
    """Returns the name of the form's field that holds a cell."""
    return f"cell-{cell}"


def _cells(data: QueryDict) -> ScaleCells:
    # A browser ends lines with two characters.
    return ScaleCells(
        **{name: data.get(field_of(name), "").replace("\r\n", "\n").strip() for name in CELLS}
    )


def _row(data: QueryDict, leaf: Criterion) -> dict[str, str]:
    """Returns the cells beside the scale as they are typed; one that a form does not send stays as it is saved."""
    saved = row_cells(leaf)
    typed = {name: data.get(field_of(name), text) for name, text in saved.items()}
    return {name: text.replace("\r\n", "\n").strip() for name, text in typed.items()}


def _changes(leaf: Criterion, row: Mapping[str, str]) -> dict[str, str]:
    saved = row_cells(leaf)
    return {name: text for name, text in row.items() if text != saved[name].strip()}


def _plain(cells: ScaleCells) -> list[str]:
    return [getattr(cells, name).strip() for name in CELLS]


def digest_of(cells: ScaleCells, changes: Mapping[str, str] | None = None) -> str:
    """Returns what tells a text from any other: saving asks for that of the preview."""
    beside = [part for pair in sorted((changes or {}).items()) for part in pair]
    return hashlib.sha256("\0".join([*_plain(cells), *beside]).encode()).hexdigest()[:20]


def _language() -> str:
    return get_language() or "vi"
