"""The page of a request that failed, with the number under which the log tells why."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django_guid import get_guid

from criteria.common.database.patience import AWAY, BUSY_SECONDS, is_away


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answers without asking for anything that may be what failed: person, database, language.

    Django calls it while it handles the error.
    """
    if is_away(sys.exc_info()[1]):
        away = loader.get_template("503.html").render({"cause": AWAY, "number": get_guid() or ""})
        return HttpResponse(away, status=503, headers={"Retry-After": str(BUSY_SECONDS)})
    page = loader.get_template("500.html")
    return HttpResponseServerError(page.render({"number": get_guid() or ""}))
