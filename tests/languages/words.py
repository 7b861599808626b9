"""What a page says, and whether it says it in English."""

import re
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.test import Client

from assessments.models import User
from criteria.common.text import fold

VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)


class Words(HTMLParser):
    """What a reader sees or hears: texts, and the attributes that hold words."""

    SPOKEN = frozenset({"title", "placeholder", "aria-label", "alt", "content", "label"})

    def __init__(self, page_: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False
        self.feed(page_)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # A language is offered in its own words.
        self.silent = tag in {"script", "style"} or (tag == "button" and "lang" in given)
        words = (v for k, v in attrs if v and (k in self.SPOKEN or k.startswith("data-")))
        self.found += words
        if tag in {"input", "button"} and given.get("type") in {"submit", "button"}:
            self.found.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)

    @property
    def texts(self) -> list[str]:
        return [text for one in self.found if (text := " ".join(one.split()))]


def words(response: Any) -> list[str]:
    return Words(response.content.decode()).texts


def client_of(user: User | None, language: str = "en") -> Client:
    # Office machines ask for English unasked; only the cookie is a choice.
    client = Client(raise_request_exception=False, headers={"accept-language": "en-US,en;q=0.9"})
    if user:
        client.force_login(user)
    if language != "vi":
        client.cookies["django_language"] = language
    return client


def plain(value: Any) -> Any:
    """Text without accents, in JSON too."""
    if isinstance(value, str):
        return fold(value) if VIETNAMESE.search(value) else value
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def strip_accents_from_data() -> None:
    """What is left with accents afterwards was written by the program."""
    with connection.cursor() as cursor:
        # The trail is kept append-only by triggers; here its words are no different from others.
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        _strip_accents()
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _strip_accents() -> None:
    for app in ("criteria", "assessments", "rankings"):
        for model in apps.get_app_config(app).get_models():
            fields = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField | models.JSONField)
            ]
            # Django's own queryset: ours refuses to change what is published.
            rows: models.QuerySet[Any] = models.QuerySet(model)
            for pk, *values in list(rows.values_list("pk", *fields)):
                changed = {
                    name: plain(value)
                    for name, value in zip(fields, values, strict=True)
                    if plain(value) != value
                }
                if changed:
                    models.QuerySet(model).filter(pk=pk).update(**changed)


def english(response: Any, status: int = 200) -> list[str]:
    """The words of an answer, all of them English."""
    assert response.status_code == status
    found = words(response)
    assert found
    assert [text for text in found if VIETNAMESE.search(text)] == []
    return found
