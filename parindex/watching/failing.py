"""The page of a request that failed, with the number under which the log tells why."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django_guid import get_guid


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answers without asking for anything that may be what failed: person, database, language."""
    page = loader.get_template("500.html")
    return HttpResponseServerError(page.render({"number": get_guid() or ""}))
