"""The things that every page does alike: signing in, finding a row, and showing a refusal."""

import functools
import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from assessments import permissions
from assessments.models import Assessment, Council, Door, Role, Round, Score, Unit, User
from assessments.pages.answers import REFUSAL, mark
from assessments.writing.actor import Actor
from assessments.writing.once import do_once
from criteria.common.database.patience import BUSY, BUSY_SECONDS, is_busy
from criteria.common.files.storing import LostFile, StoreAway
from criteria.common.forms import whole_number_or
from criteria.common.text import NotAllowed, Refused, Text

access_log = logging.getLogger("parindex.access")
log = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]
ONCE, TOKEN = "once", "csrfmiddlewaretoken"
"""The fields that every form may have: the key of its page, and Django's token."""


def require_press(view: View) -> View:
    """Lets a view answer only the press of a button; whoever comes to its address is led to the page above.

    Its answer may be a page with reasons, and a change of language or a new tab asks for that page's address.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            return redirect(_page_above(request.path))
        return require_POST(view)(request, *args, **kwargs)

    return guarded


def _page_above(path: str) -> str:
    while path := path.rstrip("/").rpartition("/")[0]:
        try:
            resolve(f"{path}/")
        except Resolver404:
            continue
        return f"{path}/"
    return reverse("home")


class Visitor(HttpRequest):
    """A request of a person who has signed in."""

    user: User
    htmx: Any
    form: str
    """What ``act_once`` knows the posted form by."""


def signed_in(view: View) -> View:
    """Sends strangers to sign in; a fragment gets 401 instead, so that the typed text stays on its page."""

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.htmx:
            signed_out = Text(
                vi="Phiên làm việc đã hết. Nội dung vẫn ở đây: đăng nhập lại ở thẻ khác rồi quay lại đây bấm lại.",
                en="Your session has ended. Your text is still here: sign in again in another tab, then come back and press again.",
            )
            context = {"causes": [signed_out], "sign_in": True}
            return mark(render(request, "_refused.html", context, status=401), REFUSAL)
        return redirect_to_login(request.get_full_path())

    return guarded


def acting(request: Visitor) -> Actor:
    return Actor(request.user, Door.PAGE)


def act_once(request: Visitor, act: Callable[[], Any], part: str = "") -> Any:
    """Does the act of a posted form once, however often it is sent; returns the act's result, plain JSON.

    The form is known by the key that its page was made with (``{% once %}``), and by what it holds: filled in
    otherwise, or with another file of the same name, it is another. One without a key, as a program may send it, is
    done each time. ``part`` tells the acts of a form apart that does several.
    """
    if not request.POST.get(ONCE):
        return act()
    form = json.dumps([_form_of(request), part])
    return do_once(request.user, hashlib.sha256(form.encode()).hexdigest(), act)


def _form_of(request: Visitor) -> str:
    """Returns what tells a posted form from others; its files are read once, whatever the number of its acts."""
    if not getattr(request, "form", ""):
        posted = {name: values for name, values in request.POST.lists() if name != TOKEN}
        files = [_digest(file) for _name, all_ in request.FILES.lists() for file in all_]
        request.form = json.dumps([request.path, posted, files], sort_keys=True)
    return request.form


def _digest(file: "UploadedFile[bytes]") -> list[str]:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return [file.name or "", digest.hexdigest()]


def posted_whole_number(request: HttpRequest, name: str) -> int:
    """Returns the number that the page was made with, a version or a count; -1, which is never right, without one.

    The act compares it once it knows that the person may write: nobody else learns whether it is right.
    """
    return whole_number_or(request.POST, name, -1)


def sheet_or_refuse(request: Visitor, sheet_id: int) -> Assessment:
    """Returns the sheet if the person may read it; else refuses with the reason, and a line in the log."""
    assessment = (
        Assessment.objects.select_related("round__criteria_set", "unit").filter(pk=sheet_id).first()
    )
    if assessment is None:
        raise Http404
    permissions.demand(permissions.reasons_against_reading(request.user, assessment))
    return assessment


def round_or_refuse(
    request: Visitor, round_id: int, rule: Callable[[User, int | None], list[Text]]
) -> Round:
    """Returns the round with its set, if ``rule`` has no reasons against the person at the rounds of its owner.

    Others are refused as at any round; for those whom it lets at another owner's rounds this one does not exist.
    """
    user = request.user
    round_ = Round.objects.select_related("criteria_set").filter(pk=round_id).first()
    if round_ is not None and not rule(user, round_.owner_id):
        return round_
    demand_somewhere(user, rule)
    raise Http404


def demand_somewhere(user: User, rule: Callable[[User, int | None], list[Text]]) -> None:
    """Refuses whoever ``rule`` lets at no owner's rounds."""
    if all(rule(user, owner) for owner in user.owners(*Role.values)):
        permissions.demand(rule(user, None))


def owner_or_refuse(request: Visitor, owner_id: int) -> Unit:
    """Returns the unit whose own rounds the person coordinates; for everybody else its own rounds do not exist."""
    if not permissions.may_coordinate(request.user, owner_id):
        raise Http404
    owner: Unit = Unit.objects.get(pk=owner_id)
    return owner


def council_or_refuse(request: Visitor, council_id: int) -> Council:
    """Returns the council, for its page and its minutes alike, if the person may read it; else refuses, or 404."""
    demand_somewhere(request.user, permissions.reasons_against_seeing_councils)
    return get_object_or_404(
        Council.objects.select_related("round__criteria_set", "opened_by"),
        permissions.councils_readable_by(request.user),
        pk=council_id,
    )


def score_or_refuse(request: Visitor, score_id: int) -> Score:
    """Returns the score with its leaf and sheet, if the person may read that sheet; else refuses."""
    score = (
        Score.objects.select_related(
            "assessment__round__criteria_set",
            "assessment__unit",
            "criterion",
            "reviewing_body",
            "changed_by",
        )
        .filter(pk=score_id)
        .first()
    )
    if score is None:
        raise Http404
    permissions.demand(permissions.reasons_against_reading(request.user, score.assessment))
    return score


def status_of(request: HttpRequest, error: Refused) -> int:
    """Returns 422 for a fault of the input, 404 for a lost file; 403, with a line in the log, for a person or a time
    that is not allowed.
    """
    if isinstance(error, LostFile):
        return 404
    if not isinstance(error, NotAllowed):
        return 422
    access_log.warning(
        "refused %s %s to user %s: %s", request.method, request.path, request.user.pk, error
    )
    return 403


def refusal_page(request: HttpRequest, error: Refused) -> HttpResponse:
    """Returns the page with the reasons, or for htmx the fragment."""
    return show_refusal(request, error.causes, status_of(request, error))


def show_refusal(request: HttpRequest, causes: Sequence[Text], status: int) -> HttpResponse:
    """Returns the page with the causes, or for htmx the fragment, marked as a refusal."""
    template = "_refused.html" if getattr(request, "htmx", False) else "refused.html"
    return mark(render(request, template, {"causes": causes}, status=status), REFUSAL)


def busy_page(request: HttpRequest, error: Exception, cause: Text = BUSY) -> HttpResponse:
    """Returns the page, or for htmx the fragment, that says why the same may succeed a little later."""
    log.warning("busy: %s %s", request.method, request.path, exc_info=error)
    template = "_refused.html" if getattr(request, "htmx", False) else "refused.html"
    response = render(request, template, {"causes": [cause], "asks_nothing": True}, status=503)
    response["Retry-After"] = str(BUSY_SECONDS)
    return response


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django names it
    """Refuses a form whose token is outdated: made before somebody signed in again, or by another site."""
    stale = Text(
        vi="Trang này được mở từ trước lần đăng nhập gần nhất nên chưa lưu được. Nội dung đã nhập vẫn được giữ ở trang đó: tải lại trang rồi lưu lại.",
        en="This page was opened before the latest sign-in, so nothing was saved. What you typed is kept on that page: reload it and save again.",
    )
    return show_refusal(request, [stale], 403)


STORE_AWAY = Text(
    vi="Kho tệp chưa trả lời nên chưa thực hiện được; chưa có gì thay đổi. Hãy thử lại sau ít phút.",
    en="The store of files does not answer, so nothing was done and nothing has changed. Try again in a few minutes.",
)


class RefusalMiddleware:
    """Turns a refusal that no page handled itself, a busy database and a store that is away into a page with reasons."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refusal_page(request, error)
        if isinstance(error, StoreAway):
            return busy_page(request, error, STORE_AWAY)
        return busy_page(request, error) if is_busy(error) else None
