"""The words of the sets of 2022 stand wherever a leaf is shown: no "Tử số", no "Đạt" without when."""

import html
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from assessments.models import Assessment, Role, Score, Side, User
from assessments.sheets.workbook.build import build_workbook
from assessments.sheets.workbook.content import content_of
from criteria.actions import publish_set
from criteria.models import CriteriaSet
from criteria.scales import parse_scale
from rankings.demo.entries import entry_for
from tests.factories import load_fixtures, make_person, make_round, make_unit, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db

UNNAMED = re.compile(r"\b(tử số|mẫu số|numerators?|denominators?)\b", re.IGNORECASE)
LEVELS = ("province", "ministry")


class World:
    """A sheet of each set in review, every leaf filled in, with who reads it."""

    def __init__(self, level: str) -> None:
        load_fixtures(f"criteria_{level}_2022")
        criteria_set = CriteriaSet.objects.get(code=f"{level}-2022")
        publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
        criteria_set.refresh_from_db()
        self.sheet = sheet_of(make_round(criteria_set, [make_unit(level=level)]))
        self.officer = make_person(Role.OFFICER, unit=self.sheet.unit)
        self.coordinator = make_person(Role.COORDINATOR)
        scores = Score.objects.filter(assessment=self.sheet, criterion__source="reviewed")
        self.scores: list[Any] = list(
            scores.select_related("criterion").order_by("criterion__position")
        )
        for score in self.scores:
            scale = parse_scale(score.criterion.scale, score.max_points)
            outcome = scale.score(entry_for(scale, 700, Random(score.criterion.code)))
            score.claimed = Side(outcome.entry, outcome.points)
            score.save()

    def review(self) -> None:
        Assessment.objects.filter(pk=self.sheet.pk).update(status="in_review")


@pytest.fixture(scope="module", params=LEVELS)
def world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World(request.param)
        transaction.set_rollback(True)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, address: str) -> str:
    return words_of(markup(client.get(address)))


def figures_of(score: Any) -> list[tuple[str, str]]:
    """The labels and units of what is typed on a leaf."""
    figures = score.criterion.scale.get("figures", [])
    return [(figure["label"], figure["unit"]) for figure in figures]


def conditions_of(score: Any) -> list[str]:
    """The sentences that say when the options of a leaf are met."""
    options = score.criterion.scale["parts"][0].get("options", [])
    return [option["when"] for option in options if "when" in option]


def words_of(shown: str) -> str:
    """What a page says: without its tags, whose attributes are for machines."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def demand_words(text: str, score: Any, *, beside: str = "") -> None:
    """Fails where a leaf is shown without its own words."""
    place = (score.criterion.code, beside)
    assert UNNAMED.findall(text) == [], place
    for label, unit in figures_of(score):
        assert label in text, place
        assert unit in text, place
    for condition in conditions_of(score):
        assert condition in text, place


def test_the_officers_page(world: World) -> None:
    client = client_of(world.officer)
    for score in world.scores:
        shown = page_of(client, f"/sheets/{world.sheet.pk}/leaves/{score.criterion.code}/")
        demand_words(shown, score, beside="officer")
        assert score.criterion.scale["how"] in shown
        for document in score.criterion.asked_documents:
            assert document in shown


def test_the_preview_says_the_figures_with_their_units(world: World) -> None:
    client = client_of(world.officer)
    for score in world.scores:
        answer = client.post(f"/scores/{score.pk}/preview/", score.claimed_input)
        shown = words_of(markup(answer))
        assert UNNAMED.search(shown) is None
        for _label, unit in figures_of(score):
            assert unit in shown, shown


def test_a_denominator_of_0_names_the_figure(world: World) -> None:
    client = client_of(world.officer)
    for score in world.scores:
        figures = figures_of(score)
        if len(figures) == 2:
            typed = {"numerator": "1", "denominator": "0"}
            answer = client.post(f"/scores/{score.pk}/preview/", typed)
            shown = words_of(markup(answer))
            assert UNNAMED.search(shown) is None
            assert f"{figures[1][0]} bằng 0, " in shown


def test_the_history(world: World) -> None:
    client = client_of(world.coordinator)
    shown = page_of(client, f"/sheets/{world.sheet.pk}/history/")
    assert UNNAMED.search(shown) is None


def test_the_reviewers_pages(world: World) -> None:
    world.review()
    client = client_of(world.coordinator)
    round_id = world.sheet.round_id
    # The words are those of the officer's page, where every leaf is looked at.
    for score in world.scores[::5]:
        table = page_of(client, f"/rounds/{round_id}/leaves/{score.criterion.code}/")
        demand_words(table, score, beside="by leaf")
        panel = page_of(client, f"/sheets/{world.sheet.pk}/leaves/{score.criterion.code}/")
        assert UNNAMED.search(panel) is None


def test_the_workbook(world: World) -> None:
    sheet = Assessment.objects.select_related("round__criteria_set", "unit").get(pk=world.sheet.pk)
    book = load_workbook(io.BytesIO(build_workbook(content_of(sheet), world.officer)))
    shown = [
        str(cell.value)
        for page in book.worksheets
        if page.sheet_state == "visible"
        for row in page.iter_rows()
        for cell in row
        # The hidden column tells cells by their keys.
        if cell.value is not None and not page.column_dimensions[cell.column_letter].hidden
    ]
    text = " | ".join(" ".join(one.split()) for one in shown)
    assert UNNAMED.search(text) is None
    for score in world.scores:
        demand_words(text, score, beside="workbook")
        for label, unit in figures_of(score):
            assert f"{label} ({unit})" in shown
        for document in score.criterion.asked_documents:
            assert document in text


def test_the_api(world: World) -> None:
    client = client_of(world.officer)
    answer = client.get(f"/api/v1/criteria-sets/{world.sheet.round.criteria_set.code}/")
    leaves = dict(_leaves(answer.json()["domains"]))
    for score in world.scores:
        leaf = leaves[score.criterion.code]
        asked = {one["name"]: one for one in leaf["inputs"]}
        for figure in score.criterion.scale.get("figures", []):
            assert (asked[figure["key"]]["label"], asked[figure["key"]]["unit"]) == (
                figure["label"],
                figure["unit"],
            )
            assert asked[figure["key"]]["label_en"] == figure["label_en"]
        words = json.dumps([leaf["inputs"], leaf["documents"]], ensure_ascii=False)
        # A key is no word for readers.
        demand_words(re.sub(r'"name": "\w+"', "", words), score, beside="api")
        assert leaf["documents"] == list(score.criterion.asked_documents)
    sides = client.get(f"/api/v1/assessments/{world.sheet.pk}/scores/?page_size=200").json()
    why = {one["code"]: one["claimed"]["why"] for one in sides["results"]}
    for score in world.scores:
        assert UNNAMED.search(why[score.criterion.code]) is None
        for _label, unit in figures_of(score):
            assert unit in why[score.criterion.code]


def _leaves(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for node in nodes:
        yield node["code"], node
        yield from _leaves(node["children"])


def test_english_pages_name_the_figures_in_english(world: World) -> None:
    client = client_of(world.officer)
    client.cookies["django_language"] = "en"
    for score in world.scores[::5]:
        shown = page_of(client, f"/sheets/{world.sheet.pk}/leaves/{score.criterion.code}/")
        assert UNNAMED.search(shown) is None
        for figure in score.criterion.scale.get("figures", []):
            assert figure["label_en"] in shown


def test_the_totals_are_what_the_scales_give(world: World) -> None:
    assert len(world.scores) in (74, 79)
    assert sum((score.claimed.points for score in world.scores), Decimal(0)) > 30
