"""Fields of forms: what is wrong stands at its field, and no field is the browser's own picker."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import Role, Round
from tests.factories import make_person, make_round
from tests.markup import markup
from tests.rankings.worlds import Sheet, computed, graded, make_tree

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def test_no_template_has_a_picker_of_the_browser() -> None:
    """Their words and order of day and month are the browser's language, not the page's."""
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for picker in ('type="date"', 'type="datetime-local"', 'type="time"', 'type="month"'):
            assert picker not in text, (path, picker)
        files = text.count('type="file"')
        assert files == 0 or 'class="drop' in text or path.name == "_file_input.html", path


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(make_person(role))
    return client


def said_at(client: Client, address: str, form: dict[str, str], *fields: str) -> str:
    answer: Any = client.post(address, form)
    shown = markup(answer)
    assert answer.status_code == 422, shown
    for field in fields:
        assert f'aria-invalid="true" aria-describedby="fault-{field}"' in shown, field
        assert f'<span class="fault" id="fault-{field}">' in shown, field
    return shown


@pytest.fixture
def round_() -> Round:
    return make_round()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "name", "form", "fields"),
    [
        (Role.ADMIN, "add_person", {"email": "x", "role": "chief"}, ["full_name", "email"]),
        (
            Role.ADMIN,
            "add_unit",
            {"level": "x", "in_force_from": "mai"},
            ["level", "code", "name_vi", "in_force_from"],
        ),
        (Role.COORDINATOR, "account", {"name": "x" * 101, "days": "7"}, ["name", "scope", "days"]),
    ],
)
def test_faults_stand_at_their_fields(
    role: str, name: str, form: dict[str, str], fields: list[str]
) -> None:
    said_at(client_of(role), reverse(name), form, *fields)


@pytest.mark.django_db
def test_a_round_s_dates_are_typed_and_refused_at_their_fields(round_: Round) -> None:
    client, address = client_of(Role.COORDINATOR), reverse("change_round", args=[round_.pk])
    shown = said_at(client, address, {"submit_by": "mai", "reason": " "}, "submit_by")
    assert "hãy ghi 17:00 31/12/2026" in shown
    said_at(client, address, {"submit_by": "17:00 31/12/2001", "reason": ""}, "submit_by", "reason")


@pytest.mark.django_db
def test_a_publication_is_refused_at_its_fields() -> None:
    ranking = computed(graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"})]))
    address = reverse("publish_ranking", args=[ranking.pk])
    form = {"decision_number": "", "decision_date": "31.12", "publish_at": "25:00 01/01/2030"}
    said_at(
        client_of(Role.COORDINATOR), address, form, "decision_number", "decision_date", "publish_at"
    )
