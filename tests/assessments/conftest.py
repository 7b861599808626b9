"""Sheets that several tests of pages start from."""

import pytest

from assessments.models import Assessment
from tests.factories import make_round, make_submitted, sheet_of


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def submitted() -> Assessment:
    return make_submitted()
