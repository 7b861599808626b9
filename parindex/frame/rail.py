"""The rail: where a person can go from every page, by their roles, with what waits there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments import permissions
from assessments.models import User
from parindex.frame.crumbs import ALIASES, PLACES, Context
from parindex.frame.desk import DeskRound


@dataclass(frozen=True)
class RailItem:
    """A line of the rail; ``name`` is its page's address."""

    name: str
    icon: str
    label: str | Promise
    href: str
    number: int = 0


def rail_of(user: User, here: DeskRound | None) -> list[RailItem]:
    """Returns the lines for the person, those of a round in the round ``here``."""
    return list(_items(user, here))


def _items(user: User, here: DeskRound | None) -> Iterator[RailItem]:
    yield RailItem("rounds", "home", _("Trang chủ"), reverse("rounds"))
    if here:
        yield from _of_round(user, here)
    if user.unit_ids:
        store = reverse("unit_evidence", args=[min(user.unit_ids)])
        yield RailItem("unit_evidence", "store", _("Kho tài liệu"), store)
    if permissions.may_plan(user):
        yield RailItem("plans", "plan", _("Kế hoạch"), reverse("plans"))
    yield RailItem("rankings", "years", _("Kết quả các năm"), reverse("rankings"))
    if permissions.may_audit(user):
        yield RailItem("journal", "shield", _("Nhật ký an ninh"), reverse("journal"))
    if permissions.may_read_draft_sets(user):
        yield RailItem("sets", "set", _("Bộ tiêu chí"), reverse("sets"))
    if permissions.may_watch(user, owner=None):
        yield RailItem("system", "info", _("Tình trạng hệ thống"), reverse("system"))
    if permissions.may_administer(user):
        yield RailItem("people_list", "person", _("Người dùng"), reverse("people_list"))
        yield RailItem(
            "unit_list", "unit", pgettext_lazy("số nhiều", "Đơn vị"), reverse("unit_list")
        )
    for owner in permissions.owners_coordinated_by(user):
        yield RailItem("own", "unit", _("Đơn vị trực thuộc"), reverse("own", args=[owner]))
    if permissions.may_see_settings(user):
        yield RailItem(
            "round_list",
            "calendar",
            pgettext_lazy("số nhiều", "Kỳ đánh giá"),
            reverse("round_list"),
        )
        yield RailItem("imports", "upload", _("Nhập dữ liệu"), reverse("imports"))


def _of_round(user: User, here: DeskRound) -> Iterator[RailItem]:
    pk = here.round.pk
    if here.sheet_id:
        sheet = reverse("sheet", args=[here.sheet_id])
        yield RailItem("sheet", "sheet", _("Phiếu tự đánh giá"), sheet, here.to_fill)
        evidence = reverse("sheet_evidence", args=[here.sheet_id])
        yield RailItem("sheet_evidence", "doc", _("Tài liệu kiểm chứng"), evidence)
        yield RailItem("people", "council", _("Phân công"), reverse("people", args=[here.sheet_id]))
    if not permissions.is_on_review_side(user, here.round.owner_id):
        return
    yield RailItem("round", "sheet", _("Các đơn vị"), reverse("round", args=[pk]), here.units)
    yield RailItem("leaves", "review", _("Thẩm định"), reverse("leaves", args=[pk]), here.to_review)
    yield RailItem("councils", "council", _("Hội đồng thẩm định"), reverse("councils", args=[pk]))
    if permissions.may_coordinate(user, here.round.owner_id):
        for name, icon, label in (
            ("survey", "survey", _("Điều tra xã hội học")),
            ("round_rankings", "rank", _("Xếp hạng và công bố")),
            ("change_round", "clock", _("Thời hạn và quy định")),
        ):
            yield RailItem(name, icon, label, reverse(name, args=[pk]))


def current_item(items: list[RailItem], name: str, context: Context, own_sheet: int | None) -> str:
    """Returns the name of the line that the page called ``name`` stands below."""
    names = {item.name for item in items}
    name = ALIASES.get(name, name)
    sheet = context.get("sheet")
    while name:
        # Another unit's sheet stands below the units.
        is_others = (
            name in ("sheet", "sheet_evidence", "people")
            and sheet is not None
            and sheet.pk != own_sheet
        )
        if name in names and not is_others:
            return name
        name = PLACES[name].above if name in PLACES else ""
    return ""
