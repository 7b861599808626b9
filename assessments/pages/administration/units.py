"""The pages of units: the list by level, one unit with its past, its people and its rounds, and adding one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import acts, permissions
from assessments.models import Assessment, Membership, Round, Unit
from assessments.models.units import UnitQuerySet, split_kinds
from assessments.pages.administration.places import label_of
from assessments.pages.common import Visitor, act_once, acting, signed_in, status_of
from assessments.people.directory import STATES, lacking_people, state_of
from assessments.people.rosters.units import COLUMNS
from assessments.people.units import YES, as_typed_in, known_kinds, new_kinds
from criteria.common.forms import whole_number_or
from criteria.common.search import holds_words
from criteria.common.text import Refused, Text
from criteria.models import Level

PAGE = 100
LACKING = "lacking"
FILTERS = ("q", "region", "kind", "time")
HINTS = {
    "kinds": Text("Cách nhau bằng dấu chấm phẩy", "Separated by semicolons"),
    "in_force_from": Text("Ví dụ 01/07/2025; để trống: từ đầu", "For example 01/07/2025"),
    "in_force_to": Text("Ví dụ 30/06/2025; để trống: còn hiệu lực", "For example 30/06/2025"),
    "document_name": Text(
        "Ví dụ Ủy ban nhân dân tỉnh Quảng Ninh; để trống: theo tên đơn vị",
        "As signed documents name it; empty: the unit's name",
    ),
    "superior_name": Text(
        "Dòng trên tên đơn vị ở đầu văn bản, nếu có", "The line above its name in documents, if any"
    ),
    "signer_title": Text(
        "Ví dụ Bộ trưởng; để trống: Chủ tịch hoặc Thủ trưởng cơ quan",
        "Empty: chairman, or head of the body",
    ),
    "formed_from": Text(
        "Mã các đơn vị cũ cùng cấp, cách nhau bằng dấu chấm phẩy",
        "The codes of former units of this level, separated by semicolons",
    ),
}
TIMES = {
    "": Text("Còn hiệu lực", "In force"),
    "ended": Text("Đã hết hiệu lực", "No longer in force"),
    "all": Text("Mọi thời kỳ", "Whenever"),
}


@require_safe
@signed_in
def unit_list(request: Visitor) -> HttpResponse:
    """Shows the units of today, or of a round, filtered by words, level, region and kind."""
    permissions.demand(permissions.reasons_against_administering(request.user))
    asked = {name: request.GET.get(name, "").strip()[:200] for name in FILTERS}
    pk = whole_number_or(request.GET, "round", 0)
    round_ = Round.objects.filter(pk=pk, owner=None).first() if pk else None
    context = listed_units(request, _found(asked, round_), Level.values) | {
        "asked": asked,
        "round_asked": round_,
        "times": TIMES.items(),
        "regions": _values("region"),
        "kinds": known_kinds(owner_id=None),
    }
    return render(request, "assessments/administration/units.html", context)


def listed_units(
    request: Visitor, units: QuerySet[Unit], levels: Collection[str]
) -> dict[str, Any]:
    """Returns a page of these units, of one level or lacking people where the address says so, and the chips above it."""
    numbers = dict(units.order_by().values_list("level").annotate(number=Count("pk")))
    level = request.GET.get("level", "")
    if level in Level:
        units = units.filter(level=level)
    lacking = lacking_people(units)
    only_lacking = request.GET.get("show") == LACKING
    shown = (
        (lacking if only_lacking else units)
        .annotate(people=Count("memberships", filter=Q(memberships__user__is_active=True)))
        .order_by("level", "code", "in_force_from", "pk")
    )
    return {
        "level": level,
        "levels": [(one, Level(one).label, numbers.get(one, 0)) for one in levels],
        "number": sum(numbers.values()),
        "lacking": lacking.count(),
        "only_lacking": only_lacking,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "query": _query(request, "page"),
        "without_level": _query(request, "page", "level"),
        "without_show": _query(request, "page", "show"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_unit_page(request: Visitor) -> HttpResponse:
    """Shows the form of a new unit, and adds it."""
    permissions.demand(permissions.reasons_against_administering(request.user))
    return _form_page(request, Unit(ranked=True), "add_unit")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def unit_page(request: Visitor, unit_id: int) -> HttpResponse:
    """Shows a unit with what it came from and became, its people and rounds; changes it."""
    unit = get_object_or_404(Unit, pk=unit_id, parent=None)
    permissions.demand(permissions.reasons_against_administering(request.user))
    context = people_and_rounds(unit) | {
        "formers": unit.formed_from.order_by("code"),
        "heirs": unit.became.order_by("code"),
    }
    return _form_page(request, unit, "unit", context)


def people_and_rounds(unit: Unit) -> dict[str, Any]:
    """Returns what a unit's page shows below its form: its people with their states, and its sheets."""
    people = Membership.objects.filter(unit=unit).select_related("user").order_by("role", "pk")
    sheets = Assessment.objects.filter(unit=unit).select_related("round")
    return {
        "unit": unit,
        "label": label_of(unit),
        "people": [(one, state_of(one.user), STATES[state_of(one.user)][0]) for one in people],
        "sheets": sheets.order_by("-round__year"),
    }


def _form_page(
    request: Visitor, unit: Unit, name: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    context, status = context or {}, 200
    now = as_typed_in(unit)
    if request.method == "POST":
        try:
            pk = act_once(request, lambda: _save(request, unit.pk).pk)
        except Refused as error:
            context |= {"causes": error.causes}
            status = status_of(request, error)
        else:
            say_saved(request, pk)
            return redirect("unit", pk)
    typed = typed_in(request.POST) if request.method == "POST" else now
    context |= {
        "fields": form_fields(
            now,
            typed,
            Level.choices,
            {"region": _values("region"), "kinds": known_kinds(owner_id=None)},
        ),
        "yes": YES,
    }
    return render(request, f"assessments/administration/{name}.html", context, status=status)


def say_saved(request: Visitor, unit_id: int) -> None:
    """Tells that a unit was saved, and of its kinds that no other unit has."""
    messages.success(request, _("Đã lưu đơn vị."))
    if kinds := new_kinds(Unit.objects.get(pk=unit_id)):
        messages.warning(
            request,
            _("Chưa đơn vị nào khác có loại: %(kinds)s. Nếu ghi nhầm, hãy sửa lại.")
            % {"kinds": "; ".join(kinds)},
        )


def form_fields(
    now: Mapping[str, str],
    typed: Mapping[str, str],
    levels: Sequence[tuple[str, Any]],
    known: Mapping[str, Sequence[str]],
) -> list[dict[str, Any]]:
    """Returns the fields of a unit's form, with what they held when it was shown and what is typed.

    ``known`` are words that a field offers, by its name.
    """
    return [
        {
            "name": column.key,
            "label": column.label,
            "hint": HINTS.get(column.key),
            "most": column.most,
            "value": typed[column.key],
            "seen": now[column.key],
            "is_day": column.key.startswith("in_force"),
            "is_tick": column.key == "ranked",
            "choices": levels if column.choices else (),
            "known": known.get(column.key, ()),
            "is_needed": column.key in ("level", "code", "name_vi"),
        }
        # The one tick stands below the fields.
        for column in sorted(COLUMNS, key=lambda column: column.key == "ranked")
    ]


def _save(request: Visitor, pk: int | None) -> Unit:
    typed = typed_in(request.POST)
    if pk is None:
        return acts.add_unit(actor=acting(request), typed=typed)
    seen = seen_in(request.POST)
    return acts.change_unit(actor=acting(request), unit_id=pk, typed=typed, seen=seen)


def seen_in(data: QueryDict) -> dict[str, str]:
    """Returns what a unit's form showed, by the keys of the table's columns."""
    seen = {column.key: f"seen-{column.key}" for column in COLUMNS}
    return {key: data.get(name, "") for key, name in seen.items() if name in data}


def typed_in(data: QueryDict) -> dict[str, str]:
    """Returns what is typed into a unit's form, by the keys of the table's columns."""
    return {column.key: data.get(column.key, "") for column in COLUMNS}


def _found(asked: dict[str, str], round_: Round | None) -> QuerySet[Unit, Any]:
    units: UnitQuerySet = Unit.objects.below(None)
    today = timezone.localdate()
    if round_:
        units = units.filter(assessments__round=round_)
    elif asked["time"] == "ended":
        units = units.filter(in_force_to__lt=today)
    elif asked["time"] != "all":
        units = units.in_force(today) | units.filter(in_force_from__gt=today)
    if asked["q"]:
        units = units.filter(holds_words(asked["q"], "search"))
    if asked["region"]:
        units = units.filter(region=asked["region"])
    if asked["kind"]:
        # Kinds are few and stored as one text: each is compared whole.
        with_kind = [text for text in _values("kinds") if asked["kind"] in split_kinds(text)]
        units = units.filter(kinds__in=with_kind)
    return units


def _values(column: str) -> list[str]:
    rows = Unit.objects.below(None).exclude(**{column: ""}).order_by(column)
    return list(rows.values_list(column, flat=True).distinct())


def _query(request: Visitor, *without: str) -> str:
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    return query.urlencode()
