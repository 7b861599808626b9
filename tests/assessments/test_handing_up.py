"""What the units of a province's own round reached is offered to the province's sheet of the nation's round, with its source."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.acts import (
    confirm_proposal,
    remove_handed_figure,
    save_claim,
    set_handed_figure,
)
from assessments.models import Assessment, Change, HandedFigure, Role, Score, Status, Unit, User
from assessments.sheets.handed_up import handed_figures
from assessments.sheets.proposals import Proposal, proposals_for
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.factories import (
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db

COUNTS = {"Sở Nội vụ": "3", "Sở Tài chính": "1", "Sở Y tế": "2"}


@pytest.fixture
def province() -> Unit:
    return make_unit("Quảng Ninh")


@pytest.fixture
def sheet(province: Unit) -> Assessment:
    """The province's own sheet in the nation's round."""
    return sheet_of(make_round(units=[province]))


@pytest.fixture
def own(province: Unit) -> list[Assessment]:
    """Final sheets of departments: 2.1 counts 3, 1 and 2, of 2.2 each did 8 of 10."""
    units = [make_unit(name, parent=province, level="department") for name in COUNTS]
    round_ = make_round(make_set(owner=province, level="department"), units, owner=province)
    sheets = [sheet_of(round_, unit) for unit in units]
    for one, number in zip(sheets, COUNTS.values(), strict=True):
        officer = page(make_person(Role.OFFICER, unit=one.unit))
        entries: dict[str, Any] = {
            "2.1": {"count": number},
            "2.2": {"numerator": "8", "denominator": "10"},
        }
        for code, entry in entries.items():
            save_claim(actor=officer, score_id=score_of(one, code).pk, version=0, entry=entry)
        for score in Score.objects.filter(assessment=one, claimed_points__isnull=False):
            score.awarded = score.claimed.as_award("")
            score.save()
    Assessment.objects.filter(round=round_).update(status=Status.FINAL)
    return sheets


def handed(sheet: Assessment, own: list[Assessment], **given: Any) -> HandedFigure:
    assert own[0].round.owner
    codes = {"leaf": "2.1", "own_leaf": "2.1"} | {
        name: given.pop(name) for name in ("leaf", "own_leaf") if name in given
    }
    leaf = Criterion.objects.get(criteria_set=sheet.round.criteria_set, code=codes["leaf"])
    own_leaf = Criterion.objects.get(criteria_set=own[0].round.criteria_set, code=codes["own_leaf"])
    actor = given.pop("actor", None) or page(
        make_person(Role.COORDINATOR, owner=own[0].round.owner)
    )
    values: dict[str, Any] = {"figure": "count", "way": "sum", "of": "count"}
    return set_handed_figure(
        actor=actor,
        owner_id=given.pop("owner_id", own[0].round.owner_id),
        assessment_id=sheet.pk,
        leaf_id=leaf.pk,
        own_round_id=own[0].round_id,
        own_leaf_id=own_leaf.pk,
        **values | given,
    )


def offered(user: User, sheet: Assessment) -> dict[str, Proposal]:
    pairs = [(score.criterion, score) for score in sheet.scores.select_related("criterion")]
    return {one.leaf.code: one for one in proposals_for(user, sheet, pairs)}


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ({"way": "sum"}, "6"),
        ({"way": "sum", "of": ""}, "4"),
        ({"way": "count", "least": Decimal(2)}, "2"),
        ({"way": "count", "of": "", "least": Decimal(2)}, "1"),
        ({"way": "units"}, "3"),
        ({"way": "ratio", "own_leaf": "2.2", "of": "numerator", "by": "denominator"}, "80"),
    ],
)
def test_figures_are_counted_over_the_units(
    sheet: Assessment, own: list[Assessment], given: dict[str, Any], number: str
) -> None:
    rule = handed(sheet, own, **given)
    sheet.refresh_from_db()
    found = handed_figures(sheet, [rule.criterion_id])
    assert Decimal(found[rule.criterion_id].entry["count"]) == Decimal(number)


def test_it_is_a_proposal_and_its_source_is_recorded(
    sheet: Assessment, own: list[Assessment], province: Unit
) -> None:
    handed(sheet, own)
    sheet.refresh_from_db()
    officer = make_person(Role.OFFICER, unit=province)
    proposal = offered(officer, sheet)["2.1"]
    assert proposal.outcome
    assert proposal.outcome.entry == {"count": "6"}
    source = proposal.source.vi
    assert all(part in source for part in (own[0].round.title_vi, "2.1", "3 đơn vị", "lúc"))
    assert score_of(sheet, "2.1").claimed_points is None
    client = Client()
    client.force_login(officer)
    shown = client.get(reverse("proposals", args=[sheet.pk]))
    assert source.split(" (")[0] in shown.text
    confirm_proposal(
        actor=page(officer),
        score_id=proposal.score.pk,
        version=0,
        entry=proposal.outcome.entry,
        evidence_ids=[],
        source=proposal.own_source,
    )
    assert score_of(sheet, "2.1").claimed_input == {"count": "6"}
    assert Change.objects.get(act="hand_up").after == {"source": source}


def test_nothing_comes_from_a_round_under_way(sheet: Assessment, own: list[Assessment]) -> None:
    rule = handed(sheet, own)
    sheet.refresh_from_db()
    assert handed_figures(sheet, [rule.criterion_id])
    Assessment.objects.filter(pk=own[0].pk).update(status=Status.IN_REVIEW)
    assert not handed_figures(sheet, [rule.criterion_id])


def test_only_the_unit_s_own_rounds_and_sheet_are_joined(
    sheet: Assessment, own: list[Assessment], province: Unit
) -> None:
    with pytest.raises(NotAllowed):
        handed(sheet, own, actor=page(make_person(Role.COORDINATOR)))
    other = make_unit("Hà Nội")
    theirs = sheet_of(make_round(units=[other]))
    for given in (
        {"sheet": theirs},
        {"owner_id": other.pk, "actor": page(make_person(Role.COORDINATOR, owner=other))},
        {"figure": "numerator"},
        {"of": "numerator"},
        {"way": "ratio", "by": ""},
        {"way": "count"},
        {"way": "guess"},
    ):
        values = dict(given)
        with pytest.raises(Refused):
            handed(values.pop("sheet", sheet), own, **values)  # type: ignore[arg-type]
    assert not HandedFigure.objects.exists()


def test_the_page_sets_and_removes_it(
    sheet: Assessment, own: list[Assessment], province: Unit
) -> None:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR, owner=province))
    url = reverse("own_handing", args=[province.pk])
    assert client.get(url).status_code == 200
    shown = client.get(url, {"own_round": own[0].round_id})
    target = next(v for v, label in shown.context["targets"] if label.startswith("2.1"))
    source = next(v for v, _label in shown.context["sources"] if v.endswith(":count"))
    typed = {"own_round": own[0].round_id, "target": target, "source": source, "way": "count"}
    assert client.post(url, typed).status_code == 422
    assert client.post(url, typed | {"least": "2,5"}).status_code == 302
    rule = HandedFigure.objects.get()
    assert (rule.way, rule.least) == ("count", Decimal("2.5"))
    assert client.post(url, {"remove": rule.pk}).status_code == 302
    assert not HandedFigure.objects.exists()
    with pytest.raises(NotAllowed):
        remove_handed_figure(
            actor=page(make_person(Role.COORDINATOR)), owner_id=province.pk, rule_id=rule.pk
        )


@pytest.mark.parametrize("least", [Decimal(-1), Decimal(10**12), Decimal(999999999999999)])
def test_a_value_that_no_figure_reaches_is_refused(
    sheet: Assessment, own: list[Assessment], least: Decimal
) -> None:
    with pytest.raises(Refused, match="Mức phải đạt phải từ 0"):
        handed(sheet, own, way="count", least=least)
