"""Sheets, rounds and people that several tests start from."""

import pytest

from assessments.models import Assessment, Role, Round, User
from tests.factories import make_person, make_round, make_submitted, make_unit, sheet_of
from tests.remembered import remembered


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def submitted() -> Assessment:
    return make_submitted()


@pytest.fixture
@remembered
def round_() -> Round:
    """Of two units."""
    return make_round(units=[make_unit(), make_unit()])


@pytest.fixture
def coordinator() -> User:
    return make_person(Role.COORDINATOR)
