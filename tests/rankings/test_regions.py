"""A round averages by the regions of its own units: the old six of the 63 provinces, the new six of the 34."""

import datetime
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Score, Status, Unit
from rankings.models import RankingMean
from rankings.reads.regions import region_name
from tests.factories import load_fixtures, make_round
from tests.rankings.worlds import computed, make_tree

pytestmark = pytest.mark.django_db

OLD = {
    "Trung du và miền núi phía Bắc": 14,
    "Đồng bằng sông Hồng": 11,
    "Bắc Trung Bộ và duyên hải miền Trung": 14,
    "Tây Nguyên": 5,
    "Đông Nam Bộ": 6,
    "Đồng bằng sông Cửu Long": 13,
}
NEW = {
    "Trung du và miền núi phía Bắc": 9,
    "Đồng bằng sông Hồng": 6,
    "Bắc Trung Bộ": 5,
    "Duyên hải Nam Trung Bộ và Tây Nguyên": 6,
    "Đông Nam Bộ": 3,
    "Đồng bằng sông Cửu Long": 5,
}


@pytest.mark.parametrize(("day", "regions"), [("2022-12-31", OLD), ("2025-12-31", NEW)])
def test_means_by_the_regions_in_force(day: str, regions: dict[str, int]) -> None:
    load_fixtures("units")
    units: Any = Unit.objects
    own = list(units.in_force(datetime.date.fromisoformat(day)).filter(level="province"))
    assert Counter(unit.region for unit in own) == regions

    round_ = make_round(make_tree({"1": "10"}, year=int(day[:4])), own)
    Score.objects.filter(assessment__round=round_).update(
        awarded_points=5, awarded_note="Theo hồ sơ."
    )
    round_.assessments.update(status=Status.FINAL)
    round_.submit_by = timezone.now() - datetime.timedelta(hours=1)
    round_.save()
    means = RankingMean.objects.filter(ranking=computed(round_), domain=None).exclude(region="")
    assert dict(means.values_list("region", "units")) == regions


@pytest.mark.parametrize("region", [*OLD, *NEW])
def test_every_region_of_the_country_has_its_name_in_english(region: str) -> None:
    name = region_name(region)
    assert name.vi == region
    assert name.en != region
