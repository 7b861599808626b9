"""Where a page stands: one table of places makes the crumbs of every page.

A place has a place above it, an address, and a label made of what the page shows. The crumbs of a page are
its place and those above it, up to the line of the rail that it stands below, the last without a link. A place whose things the page does not have, as after a
refusal, is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from criteria.templatetags.par import say, title

Context = Mapping[str, Any]
"""What the page shows, as its view gave it to the template."""


@dataclass(frozen=True)
class Crumb:
    """A step of the way to a page; the last one has no address."""

    label: str | Promise
    href: str = ""


@dataclass(frozen=True)
class Place:
    """An address with its label, the place above it, and the things of the page that both need."""

    above: str
    label: str | Promise | Callable[[Context], str]
    needs: tuple[str, ...] = ()
    """Names in the context; their ids, or they themselves, are what the address is made of."""

    def label_in(self, context: Context) -> str | Promise:
        return self.label(context) if callable(self.label) else self.label


def _titled(name: str) -> Callable[[Context], str]:
    return lambda context: title(context[name])


ROUND, SHEET, RANKING, PLAN = ("round",), ("sheet",), ("ranking",), ("plan",)
OWNER, OWN_RESULTS = ("owner",), ("owner_slug",)
YEAR = ("year", "level_slug")


def _unit(context: Context) -> str:
    return title(context["sheet"].unit)


PLACES: dict[str, Place] = {
    "rounds": Place("", _("Trang chủ")),
    "account": Place("", _("Tài khoản")),
    "usersessions_list": Place("account", _("Các phiên đăng nhập")),
    "mfa_index": Place("account", _("Xác thực hai bước")),
    "mfa_activate_totp": Place("mfa_index", _("Ứng dụng tạo mã")),
    "mfa_add_webauthn": Place("mfa_index", _("Khóa bảo mật")),
    "mfa_view_recovery_codes": Place("mfa_index", _("Mã dự phòng")),
    "own_journal": Place("account", _("Nhật ký an ninh của tôi")),
    "own_data": Place("account", _("Dữ liệu của tôi")),
    "journal": Place("", _("Nhật ký an ninh")),
    "record_chain": Place("journal", _("Chuỗi niêm phong hồ sơ")),
    "jobs": Place("", _("Tệp của tôi")),
    "job": Place("jobs", lambda context: str(context["job"]), ("job",)),
    "notices": Place("", _("Thông báo")),
    "person_acts": Place("", lambda context: str(context["person"]), ("person",)),
    "find": Place("", _("Tìm kiếm")),
    "help": Place("", _("Hướng dẫn")),
    "own_help": Place("help", _("Đánh giá đơn vị trực thuộc")),
    "system": Place("", _("Tình trạng hệ thống")),
    "webhooks": Place("", _("Báo công bố cho hệ thống khác")),
    "round": Place("", _titled("round"), ROUND),
    "change_round": Place("round", _("Thời hạn và quy định"), ROUND),
    "references": Place("round", _("Giá trị tham chiếu"), ROUND),
    "bodies": Place("round", _("Cơ quan thẩm định"), ROUND),
    "councils": Place("round", _("Hội đồng thẩm định"), ROUND),
    "council": Place("councils", lambda context: str(context["council"]), ("council",)),
    "survey": Place("round", _("Điều tra xã hội học"), ROUND),
    "round_rankings": Place("round", _("Xếp hạng và công bố"), ROUND),
    "leaves": Place("round", _("Thẩm định"), ROUND),
    "by_leaf": Place("leaves", lambda context: context["leaf"].code, ("round", "leaf")),
    "sheet": Place("round", _unit, SHEET),
    "leaf": Place("sheet", lambda context: context["leaf"].code, ("sheet", "leaf")),
    "score_history": Place("leaf", _("Lịch sử"), ("score",)),
    "sheet_evidence": Place("sheet", _("Tài liệu kiểm chứng"), SHEET),
    "proposals": Place("sheet", _("Đề xuất"), SHEET),
    "check": Place("sheet", _("Kiểm tra và gửi"), SHEET),
    "workbook": Place("sheet", _("Tải tệp đã điền lên"), SHEET),
    "people": Place("sheet", _("Phân công"), SHEET),
    "sheet_history": Place("sheet", _("Lịch sử"), SHEET),
    "stages": Place("sheet", _("So sánh các giai đoạn"), SHEET),
    "what_it_takes": Place("sheet", _("Khả năng cải thiện thứ hạng"), SHEET),
    "evidence_zip": Place("sheet", _("Tải tài liệu (ZIP)"), SHEET),
    "unit_evidence": Place("", _("Kho tài liệu"), ("unit",)),
    "plans": Place("", _("Kế hoạch")),
    "plan": Place(
        "plans",
        lambda context: _("Từ kết quả năm %(year)s") % {"year": context["plan"].round.year},
        PLAN,
    ),
    "plan_leaf": Place("plan", lambda context: context["leaf"].code, ("plan", "leaf")),
    "plan_year": Place("plan", _("Trong năm"), PLAN),
    "plan_figures": Place("plan_year", lambda context: context["leaf"].code, ("plan", "leaf")),
    "unit_webhooks": Place("plans", _("Báo hạn số liệu"), ("unit",)),
    "plan_import": Place("plan", _("Nhập từ Excel"), PLAN),
    "people_list": Place("", _("Người dùng")),
    "add_person": Place("people_list", _("Thêm người dùng")),
    "person": Place("people_list", lambda context: str(context["person"]), ("person",)),
    "unit_list": Place("", pgettext_lazy("số nhiều", "Đơn vị")),
    "add_unit": Place("unit_list", _("Thêm đơn vị")),
    "unit": Place("unit_list", _titled("unit"), ("unit",)),
    "round_list": Place("", pgettext_lazy("số nhiều", "Kỳ đánh giá")),
    "open_round": Place("round_list", _("Mở kỳ đánh giá")),
    "round_settings": Place("round_list", _titled("round"), ROUND),
    "own": Place("", _("Đánh giá đơn vị trực thuộc"), OWNER),
    "own_units": Place("own", _("Đơn vị trực thuộc"), OWNER),
    "own_add_unit": Place("own_units", _("Thêm đơn vị"), OWNER),
    "own_unit": Place("own_units", _titled("unit"), ("owner", "unit")),
    "own_people": Place("own", _("Người dùng"), OWNER),
    "own_add_person": Place("own_people", _("Thêm người dùng"), OWNER),
    "own_person": Place("own_people", lambda context: str(context["person"]), ("owner", "person")),
    "own_open_round": Place("own", _("Mở kỳ đánh giá"), OWNER),
    "own_handing": Place("own", _("Lấy số liệu từ kỳ riêng"), OWNER),
    "own_import_file": Place(
        "own", lambda context: say(context["importable"].title), ("owner", "kind")
    ),
    "imports": Place("", _("Nhập dữ liệu")),
    "import_file": Place("imports", lambda context: say(context["importable"].title), ("kind",)),
    "rankings": Place("", _("Xếp hạng")),
    "method": Place("rankings", _("Phương pháp")),
    "own_results": Place("", _("Kết quả các đơn vị trực thuộc"), OWN_RESULTS),
    "set_changes": Place("rankings", _titled("criteria_set"), ("criteria_set",)),
    "sets": Place("", _("Bộ tiêu chí")),
    "set": Place("sets", _titled("criteria_set"), ("criteria_set",)),
    "set_leaf": Place("set", lambda context: context["leaf"].code, ("criteria_set", "leaf")),
    "publish_set": Place("set", _("Ban hành"), ("criteria_set",)),
    "ranking": Place("rankings", _titled("round"), RANKING),
    "own_result": Place("own_results", _titled("round"), (*OWN_RESULTS, "own_year", "own_level")),
    "result": Place("ranking", _titled("name"), ("ranking", "row")),
    "year_result": Place("rankings", lambda context: context["place"], YEAR),
    "year_unit": Place("year_result", _titled("name"), (*YEAR, "slug")),
    "year_table": Place("year_result", _("Bảng xếp hạng"), YEAR),
    "year_compare": Place("year_result", _("So sánh đơn vị"), YEAR),
    "year_regions": Place("year_result", _("Phân bố và vùng"), YEAR),
    "year_years": Place("year_result", _("Qua các năm"), YEAR),
    "year_versions": Place("year_result", _("Phiên bản và đính chính"), YEAR),
    "year_set": Place("year_result", _("Bộ tiêu chí"), YEAR),
    "year_criterion": Place(
        "year_set", lambda context: context["criterion"].code, (*YEAR, "criterion")
    ),
    "open_data": Place("rankings", _("Dữ liệu mở")),
    "api_guide": Place("open_data", _("Giao diện lập trình (API)")),
    "overview": Place("ranking", _("Tổng quan"), RANKING),
    "compare": Place("ranking", _("So sánh đơn vị"), RANKING),
    "years": Place("ranking", _("Qua các năm"), RANKING),
    "verify_ranking": Place("ranking", _("Kiểm chứng"), RANKING),
    "preview_ranking": Place("round_rankings", _("Xem trước khi công bố"), RANKING),
    "publish_ranking": Place("preview_ranking", _("Công bố"), RANKING),
}

ALIASES = {
    "home": "rankings",
    "copy_set": "set",
    "round_steps": "round",
    "round_reports": "round",
    "survey_version": "survey",
    "accept_leaf": "by_leaf",
    "by_leaf_unit": "by_leaf",
    "claim": "leaf",
    "award": "leaf",
    "thread": "leaf",
    "add_evidence": "leaf",
    "reuse_evidence": "leaf",
    "use_stored_evidence": "leaf",
    "describe_evidence": "leaf",
    "tick_evidence": "leaf",
    "withdraw_evidence": "leaf",
    "return_leaf": "leaf",
    "confirm_proposal": "proposals",
    "step": "sheet",
    "accept_domain": "sheet",
    "add_signed_report": "sheet",
    "apply_workbook": "workbook",
    "assign_matrix": "people",
    "assign_parts": "people",
    "revoke_token": "account",
    "mfa_deactivate_totp": "mfa_activate_totp",
    "mfa_reauthenticate": "mfa_index",
    "mfa_reauthenticate_webauthn": "mfa_index",
    "mfa_remove_webauthn": "mfa_add_webauthn",
    "mfa_generate_recovery_codes": "mfa_view_recovery_codes",
    "remove_job": "jobs",
    "resume_job": "jobs",
    "read_notices": "notices",
    "confirm_import": "import_file",
    "own_confirm_import": "own_import_file",
    "own_open_results": "own",
    "make_plan": "plans",
    "approve_plan": "plan",
    "open_plan_version": "plan",
    "finish_remedy": "plan_year",
    "take_back_ranking": "round_rankings",
    "resume_ranking": "round_rankings",
}
"""Addresses that show another's page, most of them when something was refused."""


def way_to(name: str, context: Context) -> list[Crumb]:
    """Returns the crumbs of the page at the address called ``name``."""
    name = ALIASES.get(name, name)
    crumbs = list(_upwards(name, context))
    if not crumbs:
        return []
    here, *above = crumbs
    return [*reversed(above), Crumb(here.label)]


def _upwards(name: str, context: Context) -> Iterator[Crumb]:
    while name:
        place = PLACES.get(name)
        if place is None:
            return
        if all(context.get(thing) for thing in place.needs):
            yield Crumb(place.label_in(context), _address(name, place, context))
            yield from reversed(_between(name, context))
        name = _above(name, place, context)


def _above(name: str, place: Place, context: Context) -> str:
    """Returns the place above; a leaf that somebody came to from the check of its sheet leads back there, a unit's own set to that unit's page."""
    request = context.get("request")
    if name == "leaf" and request is not None and request.GET.get("from") == "check":
        return "check"
    if name == "set" and context.get("owner"):
        return "own"
    return place.above


def _between(name: str, context: Context) -> list[Crumb]:
    """Returns the nodes of the tree above a leaf, by their codes alone: no query is worth a crumb."""
    if name != "leaf":
        return []
    parts = context["leaf"].code.split(".")[:-1]
    codes = (".".join(parts[: depth + 1]) for depth in range(len(parts)))
    sheet = reverse("sheet", args=[context["sheet"].pk])
    return [Crumb(code, f"{sheet}?show=all#r{code}") for code in codes]


def _address(name: str, place: Place, context: Context) -> str:
    things = [(thing, context[thing]) for thing in place.needs]
    args = [
        one.code if thing in ("leaf", "criterion") else getattr(one, "pk", one)
        for thing, one in things
    ]
    return reverse(name, args=args)
