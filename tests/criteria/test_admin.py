"""The admin of criteria: drafts are edited and published there, published sets only shown."""

import csv
import io
import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Role, Unit, User
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from tests.factories import load_fixtures, make_person, make_set, make_unit

pytestmark = pytest.mark.django_db

SETS = reverse("admin:criteria_criteriaset_changelist")
TREE = reverse("admin:criteria_criterion_changelist")


def signed_in(client: Client, person: User) -> Client:
    person.is_staff = True
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def admin(client: Client) -> Client:
    return signed_in(client, make_person(Role.ADMIN))


def change_page(thing: CriteriaSet | Criterion, act: str = "change") -> str:
    return reverse(f"admin:criteria_{thing._meta.model_name}_{act}", args=[thing.pk])


def publish(client: Client, *sets: CriteriaSet) -> list[str]:
    """Run the action on the list and confirm it; answers the messages."""
    data = {"action": "publish", "_selected_action": [s.pk for s in sets], "confirmed": "yes"}
    answer = client.post(SETS, data)
    return [str(message) for message in get_messages(answer.wsgi_request)]


def fields_of(criteria_set: CriteriaSet, **changed: str) -> dict[str, str]:
    return {
        "code": criteria_set.code,
        "level": criteria_set.level,
        "year": str(criteria_set.year),
        "title_vi": criteria_set.title_vi,
        "total_points": "14",
        **changed,
    }


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR])
def test_publish(client: Client, role: Role) -> None:
    criteria_set = make_set(publish=False)
    told = publish(signed_in(client, make_person(role)), criteria_set)

    criteria_set.refresh_from_db()
    assert criteria_set.is_published
    assert told == [f"Đã ban hành “{criteria_set.title_vi}”."]


def test_publishing_asks_once_more(admin: Client) -> None:
    faulty, clean, frozen = make_set(publish=False), make_set(publish=False), make_set()
    faulty.criteria.filter(code="1.1").update(scale=None)
    chosen = [one.pk for one in (faulty, clean, frozen)]
    asked = admin.post(SETS, {"action": "publish", "_selected_action": chosen})

    assert asked.status_code == 200
    assert "không thu hồi được" in asked.text
    for named in (faulty.title_vi, clean.title_vi, "“1.1”", "không có lỗi", "ban hành trước đó"):
        assert named in asked.text
    for one in (faulty, clean):
        one.refresh_from_db()
        assert not one.is_published

    hidden = re.findall(r'name="(\w+)" value="([^"]*)"', asked.text)
    data = {name: [v for n, v in hidden if n == name] for name, _ in hidden}
    assert set(data["_selected_action"]) == {str(pk) for pk in chosen}
    told = admin.post(SETS, data)
    clean.refresh_from_db()
    assert (told.status_code, clean.is_published) == (302, True)


def test_a_set_with_faults_alone_cannot_be_confirmed(admin: Client) -> None:
    faulty = make_set(publish=False)
    faulty.criteria.filter(code="1.1").update(scale=None)
    asked = admin.post(SETS, {"action": "publish", "_selected_action": [faulty.pk]})
    assert 'name="confirmed"' not in asked.text
    assert "“1.1”" in asked.text


def test_publish_tells_every_fault(admin: Client) -> None:
    faulty, clean = make_set(publish=False), make_set(publish=False)
    faulty.criteria.filter(code="1.1").update(scale=None)
    faulty.criteria.filter(code="2.1").update(source="")
    told = publish(admin, faulty, clean)

    assert len(told) == 3
    assert any("“1.1”" in message for message in told)
    assert any("“2.1”" in message for message in told)
    faulty.refresh_from_db()
    clean.refresh_from_db()
    assert (faulty.is_published, clean.is_published) == (False, True)


def test_publish_twice_is_told(admin: Client) -> None:
    assert "đã được ban hành trước đó" in publish(admin, make_set())[0]


def test_others_do_not_publish(client: Client) -> None:
    criteria_set = make_set(publish=False)
    signed_in(client, make_person(Role.OFFICER, unit=make_unit()))
    answer = client.post(SETS, {"action": "publish", "_selected_action": [criteria_set.pk]})

    assert answer.status_code == 403
    criteria_set.refresh_from_db()
    assert not criteria_set.is_published


def test_a_draft_is_edited(admin: Client) -> None:
    criteria_set = make_set(publish=False)
    admin.post(change_page(criteria_set), fields_of(criteria_set, title_vi="Tên khác"))

    criteria_set.refresh_from_db()
    assert criteria_set.title_vi == "Tên khác"
    assert criteria_set.search.endswith("ten khac  2022")


def test_the_page_of_a_draft_lists_its_faults(admin: Client) -> None:
    criteria_set = make_set(publish=False)
    assert "Không có lỗi." in admin.get(change_page(criteria_set)).text
    criteria_set.criteria.filter(code="1.1").update(scale=None)

    assert "“1.1”" in admin.get(change_page(criteria_set)).text


def test_a_published_set_is_only_shown(admin: Client) -> None:
    criteria_set = make_set()
    leaf = criteria_set.criteria.get(code="1.1")
    for thing in (criteria_set, leaf):
        page = admin.get(change_page(thing))
        assert page.status_code == 200
        assert 'name="_save"' not in page.text
        assert admin.post(change_page(thing), {"title_vi": "Tên khác"}).status_code == 403
        assert admin.post(change_page(thing, "delete"), {"post": "yes"}).status_code == 403

    criteria_set.refresh_from_db()
    leaf.refresh_from_db()
    assert "Tên khác" not in (criteria_set.title_vi, leaf.title_vi)


@pytest.mark.parametrize("address", [SETS, TREE])
def test_a_published_set_is_not_deleted_from_the_list(admin: Client, address: str) -> None:
    criteria_set = make_set()
    chosen = criteria_set if address == SETS else criteria_set.criteria.get(code="1")
    admin.post(
        address,
        {"action": "delete_selected", "_selected_action": [chosen.pk], "post": "yes"},
    )

    assert criteria_set.criteria.count() == 10


def test_no_leaf_is_added_to_a_published_set(admin: Client) -> None:
    criteria_set = make_set()
    answer = admin.post(
        reverse("admin:criteria_criterion_add"),
        {
            "criteria_set": criteria_set.pk,
            "position": "9",
            "kind": "domain",
            "code": "9",
            "title_vi": "Mới",
            "max_points": "1",
            "scale": "null",
        },
    )

    assert answer.context["adminform"].form.errors.keys() == {"criteria_set"}
    assert criteria_set.criteria.count() == 10


def test_a_refusal_is_a_message(admin: Client) -> None:
    """Deleting a draft whose leaf a published set names as its ancestor."""
    draft, later = make_set(publish=False), make_set(publish=False)
    later.criteria.filter(code="1.1").update(ancestor=draft.criteria.get(code="1.1"))
    publish(admin, later)
    answer = admin.post(change_page(draft, "delete"), {"post": "yes"})

    assert answer.status_code == 302
    assert "đã ban hành nên không sửa được" in str([*get_messages(answer.wsgi_request)][-1])
    assert draft.criteria.count() == 10


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("ho so dung han", {"3.4.1", "3.4.2", "3.4.3"}),
        ("HỒ SƠ huyen ubnd", {"3.4.2"}),
        ("han đúng xa", {"3.4.3"}),
        ("apology", {"3.4.4"}),
        ("khong co o dau", set()),
        ("%", set()),
    ],
)
def test_search(admin: Client, term: str, found: set[str]) -> None:
    load_fixtures("criteria_province_2022")
    page = admin.get(TREE, {"q": term})

    assert {row.code for row in page.context["cl"].result_list} == found


def test_suggestions_ignore_accents(admin: Client) -> None:
    load_fixtures("units")
    asked = {"app_label": "assessments", "model_name": "membership", "field_name": "unit"}
    answer = admin.get(reverse("admin:autocomplete"), {**asked, "term": "dak lak\x00"})

    named = {result["text"] for result in answer.json()["results"]}
    assert named == {"Đắk Lắk"}
    assert Unit.objects.filter(name_vi="Đắk Lắk").count() == 2


def test_export(admin: Client) -> None:
    load_fixtures("criteria_province_2022")
    form = admin.get(reverse("admin:criteria_criterion_export")).context["form"]
    names = {name: "on" for name in form.fields if name.startswith("criterionresource_")}
    answer = admin.post(
        reverse("admin:criteria_criterion_export"), {"format": "0", "resource": "", **names}
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    assert len(rows) == 133
    leaf = next(row for row in rows if row["code"] == "1.2")
    assert (leaf["max_points"], leaf["reviewing_body"]) == ("0.5", "BNV")
    assert '"label": "Đạt"' in leaf["scale"]


def test_no_export_for_who_may_not_read(client: Client) -> None:
    signed_in(client, make_person(Role.OFFICER, unit=make_unit()))

    assert client.get(reverse("admin:criteria_criterion_export")).status_code == 403


def test_the_tree_takes_the_same_queries_however_long(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_fixtures("criteria_province_2022")
    with django_assert_max_num_queries(14):
        page = admin.get(TREE)

    assert len(page.context["cl"].result_list) == 133


def test_a_body_is_added(admin: Client) -> None:
    admin.post(reverse("admin:criteria_reviewingbody_add"), {"code": "BYT", "name_vi": "Bộ Y tế"})

    assert ReviewingBody.objects.get(code="BYT").search == "byt bo y te "
