"""Rankings of the first canonical form keep their text and their digest, byte for byte.

``proof_of_form_1.jsonl`` was written by the release that knew no other form.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Assessment, Role
from criteria.models import CriteriaSet, Criterion
from rankings.computing import digest
from rankings.computing.proof import proof
from rankings.computing.verification import verify
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingMean, RankingRow
from rankings.models.ranking import FIRST_FORM
from tests.factories import make_person, make_round, make_unit
from tests.rankings.test_stranger_verifies import stranger
from tests.rankings.worlds import Sheet, computed, graded, make_tree

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

STORED = Path(__file__).with_name("proof_of_form_1.jsonl").read_text(encoding="utf-8")


def points(stored: int | None) -> Any:
    return None if stored is None else Decimal(stored).scaleb(-4)


def percent(stored: int | None) -> Any:
    return None if stored is None else Decimal(stored).scaleb(-2)


def restored() -> Ranking:
    """The ranking as the release of that time left it in the database."""
    head, *units = map(json.loads, STORED.splitlines())
    given = head["set"]
    criteria_set = CriteriaSet.objects.create(
        code=given["code"],
        level=given["level"],
        year=given["year"],
        title_vi="Bộ tiêu chí",
        total_points=points(given["total"]),
    )
    nodes: dict[str, Criterion] = {}
    for position, (code, above, most, source) in enumerate(given["criteria"]):
        nodes[code] = Criterion.objects.create(
            criteria_set=criteria_set,
            parent=nodes.get(above),
            position=position,
            kind="criterion" if above else "domain",
            code=code,
            title_vi=f"Tiêu chí {code}",
            max_points=points(most),
            source=source,
            scale={"kind": "points"} if source else None,
        )
    round_ = make_round(make_tree({"1": "1"}, year=head["year"]), [make_unit()])
    round_.criteria_set = criteria_set
    round_.save()
    ranking = Ranking.objects.create(
        round=round_,
        basis=head["basis"],
        status=Ranking.Status.DRAFT,
        started_by=make_person(Role.COORDINATOR),
        computed_at=timezone.now(),
        digest=head["digest"],
        parts=head["parts"],
        rules=head["rules"],
    )
    for unit in units:
        put(ranking, unit, nodes)
    for region, domain, count, index in head["means"]:
        RankingMean.objects.create(
            ranking=ranking,
            region=region,
            domain=nodes.get(domain),
            units=count,
            index=percent(index),
        )
    return Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk)


def put(ranking: Ranking, unit: dict[str, Any], nodes: dict[str, Criterion]) -> None:
    sheet = Assessment.objects.create(round=ranking.round, unit=make_unit(unit["name"]))
    row = RankingRow.objects.create(
        ranking=ranking,
        assessment=sheet,
        unit=sheet.unit,
        points=points(unit["points"]),
        max_points=points(unit["maximum"]),
        index=percent(unit["index"]),
        **{
            name: unit[name]
            for name in ("code", "name", "region", "group", "ranked", "rank", "digest")
        },
    )
    for code, reached, most, index in unit["domains"]:
        DomainIndex.objects.create(
            row=row,
            domain=nodes[code],
            points=points(reached),
            max_points=points(most),
            index=percent(index),
        )
    for code, reached, most, claimed, note in unit["leaves"]:
        RankingLeaf.objects.create(
            row=row,
            criterion=nodes[code],
            points=points(reached),
            max_points=points(most),
            claimed_points=points(claimed),
            note=note,
        )


def test_the_program_finds_the_same_digest() -> None:
    ranking = restored()
    assert ranking.form == FIRST_FORM
    parts = digest.parts_of(ranking)
    assert parts == ranking.parts
    assert digest.ranking_digest(ranking, parts) == ranking.digest
    assert verify(ranking) == []


def test_its_proof_is_the_same_text() -> None:
    # Keys of JSON columns come in the database's own order.
    again = [json.loads(line) for line in proof(restored())]
    assert again == [json.loads(line) for line in STORED.splitlines()]


def test_a_stranger_verifies_it() -> None:
    digest_of_then = json.loads(STORED.splitlines()[0])["digest"]
    assert stranger.verify(STORED.splitlines(), digest_of_then) == []


def test_new_rankings_are_of_the_new_form() -> None:
    ranking = computed(graded(make_tree({"1": "1"}), [Sheet({"1": "1"})]))
    assert ranking.form == digest.FORM != FIRST_FORM
