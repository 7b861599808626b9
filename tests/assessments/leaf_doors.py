"""A leaf's page and the doors of its forms, as tests open them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from assessments.models import Assessment
from tests.factories import score_of

HTMX = {"HX-Request": "true"}


def leaf_url(sheet: Assessment, code: str = "2.3") -> str:
    return reverse("leaf", args=[sheet.pk, code])


def post(
    client: Client,
    door: str,
    sheet: Assessment,
    data: dict[str, Any],
    code: str = "2.3",
    *,
    htmx: bool = False,
) -> Any:
    score = score_of(sheet, code)
    return client.post(
        reverse(door, args=[score.pk]),
        {"version": score.version} | data,
        headers=HTMX if htmx else {},
    )
