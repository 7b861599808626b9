"""A published ranking never changes, whatever the door."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from criteria.common.text import Refused
from rankings.models import Ranking, RankingLeaf, RankingMean, RankingRow
from rankings.models.frozen import PATHS
from tests.rankings import oracle
from tests.rankings.worlds import computed, one_leaf, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

MODELS = [apps.get_model("rankings", name) for name in PATHS]


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(one_leaf(["90", "80"]))


def first(model: type[models.Model]) -> models.Model:
    found = model._default_manager.first()
    assert found is not None
    return found


ACTS: dict[str, Callable[[type[models.Model]], object]] = {
    "save": lambda model: first(model).save(),
    "delete": lambda model: first(model).delete(),
    "update": lambda model: model._default_manager.update(
        **{"points" if model is RankingLeaf else "pk": 1}
    ),
    "delete all": lambda model: model._default_manager.all().delete(),
    "bulk update": lambda model: model._default_manager.bulk_update(
        [first(model)], [{Ranking: "status", RankingLeaf: "points"}.get(model, "index")]
    ),
}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
@pytest.mark.parametrize("state", ["published", "superseded", "scheduled"])
def test_no_door_changes_it(
    ranking: Ranking, model: type[models.Model], act: Callable[..., object], state: str
) -> None:
    if state == "superseded":
        published(ranking.round)
    if state == "scheduled":
        later = timezone.now() + datetime.timedelta(days=1)
        models.QuerySet(Ranking).filter(pk=ranking.pk).update(published_at=later)
    kept, means = oracle.kept(ranking), oracle.kept_means(ranking)
    with pytest.raises(Refused, match="đã công bố nên không sửa được"), transaction.atomic():
        act(model)
    ranking.refresh_from_db()
    assert ranking.state == state
    assert oracle.kept(ranking) == kept
    assert oracle.kept_means(ranking) == means


def test_no_row_is_added_to_it(ranking: Ranking) -> None:
    mean = RankingMean(ranking=ranking, region="Nơi khác", units=1, index=Decimal(50))
    with pytest.raises(Refused):
        mean.save()
    with pytest.raises(Refused):
        RankingMean.objects.bulk_create([mean])


def test_no_row_is_moved_into_it(ranking: Ranking) -> None:
    row = computed(one_leaf(["70"])).rows.get()
    row.ranking = ranking
    with pytest.raises(Refused):
        row.save()


def test_a_draft_may_go() -> None:
    draft = computed(one_leaf(["90"]))
    draft.delete()
    assert not RankingRow.objects.exists()
