"""Units in the house's own administration: the list, one unit, and the acts behind them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments import acts
from assessments.models import Change, Role, Unit, User
from assessments.people.units import as_typed_in
from criteria.common.text import NotAllowed
from tests.factories import load_fixtures, make_person, make_round, make_unit, page
from tests.markup import markup

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("unit_list"), reverse("add_unit")
NEW = {"level": "province", "code": "99", "name_vi": "Tỉnh Mới", "ranked": "1"}


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_person(Role.ADMIN))
    return client


def found(client: Client, **asked: Any) -> list[str]:
    return [unit.name_vi for unit in client.get(LIST, asked).context["page"]]


def causes(answer: Any) -> str:
    assert answer.status_code == 422
    return " ".join(cause.vi for cause in answer.context["causes"])


def save(client: Client, unit: Unit, seen: dict[str, str] | None = None, **changed: str) -> Any:
    now = as_typed_in(Unit.objects.get(pk=unit.pk))
    form = {f"seen-{name}": value for name, value in (seen or now).items()}
    return client.post(reverse("unit", args=[unit.pk]), now | form | changed)


# The list


def test_the_units_of_today_by_level_region_and_words(client: Client) -> None:
    load_fixtures("units")
    levels = {value: count for value, _label, count in client.get(LIST).context["levels"]}
    assert (levels["province"], levels["ministry"]) == (34, 19)
    assert found(client, q="quang ninh") == ["Quảng Ninh"]
    assert len(found(client, q="quang ninh", time="all")) == 2
    assert "Hà Giang" in found(client, time="ended", level="province")
    assert "Hà Giang" not in found(client, level="province")
    region = Unit.objects.get(name_vi="Quảng Ninh", in_force_to=None).region
    assert "Quảng Ninh" in found(client, region=region)
    assert "Cà Mau" not in found(client, region=region)


def test_units_are_found_by_their_kind(client: Client) -> None:
    make_unit("Thường")
    Unit.objects.create(level="province", code="K", name_vi="Cao", kinds="miền núi; đặc khu")
    assert found(client, kind="đặc khu") == ["Cao"]
    # Half a kind is none.
    assert found(client, kind="đặc") == []


def test_units_for_which_nobody_acts(client: Client) -> None:
    whole, half, none = (make_unit(name) for name in ("Đủ", "Nửa", "Không"))
    for role in Role.AT_UNIT:
        make_person(Role(role), unit=whole)
    make_person(Role.OFFICER, unit=half)
    gone = make_person(Role.LEADER, unit=half)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    round_ = make_round(units=[whole, half])
    assert set(found(client, show="lacking")) == {half.name_vi, none.name_vi}
    assert found(client, show="lacking", round=round_.pk) == [half.name_vi]
    assert set(found(client, round=round_.pk)) == {whole.name_vi, half.name_vi}


@pytest.mark.parametrize("number", [2, 60])
def test_the_list_takes_the_same_queries_however_long(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_unit()
    client.get(LIST)
    with django_assert_num_queries(10):
        assert len(found(client)) == number


# One unit


def test_a_unit_is_added(client: Client) -> None:
    former = Unit.objects.create(
        level="province", code="98", name_vi="Tỉnh Cũ", in_force_to="2025-06-30"
    )
    form = {"in_force_from": "01/07/2025", "formed_from": "98", "kinds": " miền núi ;đặc khu;"}
    answer = client.post(ADD, NEW | form)
    unit = Unit.objects.get(code="99")
    assert answer["Location"] == reverse("unit", args=[unit.pk])
    assert (unit.kinds, unit.ranked, list(unit.formed_from.all())) == (
        *("miền núi; đặc khu", True),
        [former],
    )
    line = Change.objects.get()
    assert (line.act, line.before) == ("add_unit", None)
    assert line.after
    assert line.after["unit"] == "99 Tỉnh Mới (01/07/2025 – …)"
    assert "Tỉnh Mới" in client.get(reverse("unit", args=[former.pk])).text


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"code": ""}, "Mã: chưa ghi"),
        ({"name_vi": " "}, "Tên đơn vị: chưa ghi"),
        ({"level": "planet"}, "Cấp: chưa đúng"),
        ({"code": "x" * 21}, "Mã: tối đa 20 ký tự"),
        ({"in_force_from": "31/02/2025"}, "Từ ngày: ghi theo mẫu"),
        ({"in_force_from": "01/07/2025", "in_force_to": "30/06/2025"}, "trước “Từ ngày”"),
        (
            {"code": "98"},
            "mã “98” cùng cấp đang thuộc Có rồi; hai đơn vị cùng mã không có hiệu lực cùng lúc",
        ),
        ({"code": "98", "in_force_from": "01/07/2025"}, "mã “98” cùng cấp đang thuộc Có rồi"),
        ({"code": "98", "in_force_to": "01/07/2025"}, "mã “98” cùng cấp đang thuộc Có rồi"),
        ({"formed_from": "98"}, "phải có “Từ ngày”"),
        ({"formed_from": "97", "in_force_from": "01/07/2025"}, "không có đơn vị mã"),
    ],
)
def test_what_is_wrong_adds_nothing(client: Client, changed: dict[str, str], cause: str) -> None:
    Unit.objects.create(level="province", code="98", name_vi="Có rồi")
    answer = client.post(ADD, NEW | changed)
    assert cause in causes(answer)
    shown = {field["name"]: field["value"] for field in answer.context["fields"]}
    assert {name: shown[name] for name in changed} == changed
    assert Unit.objects.count() == 1
    assert not Change.objects.exists()


def test_a_code_passes_to_a_successor_and_is_never_two_units_at_once(client: Client) -> None:
    former = Unit.objects.create(
        level="province", code="99", name_vi="Tỉnh Cũ", in_force_to="2025-06-30"
    )
    answer = client.post(ADD, NEW | {"in_force_from": "30/06/2025"})
    assert "Từ ngày: mã “99” cùng cấp đang thuộc Tỉnh Cũ (… – 30/06/2025)" in causes(answer)
    assert 'aria-describedby="fault-in_force_from"' in answer.text
    assert client.post(ADD, NEW | {"in_force_from": "01/07/2025"}).status_code == 302
    # The same code at another level is another matter.
    assert client.post(ADD, NEW | {"level": "ministry"}).status_code == 302
    assert "đang thuộc Tỉnh Mới" in causes(save(client, former, in_force_to=""))


def test_a_code_that_another_unit_has_is_the_code_s_fault(client: Client) -> None:
    Unit.objects.create(level="province", code="99", name_vi="Có rồi")
    answer = client.post(ADD, NEW)
    assert 'name="code" value="99"' in markup(answer)
    assert 'aria-describedby="fault-code"' in answer.text
    assert "fault-in_force_from" not in answer.text


def test_a_kind_is_spelt_as_other_units_have_it_and_a_new_one_is_told(client: Client) -> None:
    Unit.objects.create(level="province", code="98", name_vi="Có rồi", kinds="miền núi; đặc khu")
    assert '<option value="miền núi">' in client.get(ADD).text
    answer = client.post(ADD, NEW | {"kinds": "Miền nui"})
    assert "Loại đơn vị: “Miền nui” ghi là “miền núi”" in causes(answer)
    assert 'aria-describedby="fault-kinds"' in answer.text
    shown = client.post(ADD, NEW | {"kinds": "miền núi; biên giới"}, follow=True)
    assert "Chưa đơn vị nào khác có loại: biên giới." in markup(shown)
    assert "miền núi." not in markup(shown)


def test_known_regions_are_offered(client: Client) -> None:
    Unit.objects.create(level="province", code="98", name_vi="Có rồi", region="Tây Nguyên")
    shown = client.get(ADD).text
    assert 'list="known-region"' in shown
    assert '<option value="Tây Nguyên">' in shown


def test_a_unit_is_changed_and_only_what_differs_is_recorded(client: Client) -> None:
    unit = make_unit("Tên cũ")
    assert save(client, unit, name_vi="Tên mới", ranked="").status_code == 302
    unit = Unit.objects.get(pk=unit.pk)
    assert (unit.name_vi, unit.ranked, "ten moi" in unit.search) == ("Tên mới", False, True)
    line = Change.objects.get(act="change_unit")
    assert line.before == {"Name": "Tên cũ", "Ranked": "1"}
    assert line.after
    assert line.after["Name"] == "Tên mới"
    save(client, unit)
    assert Change.objects.count() == 1


def test_a_form_saved_unchanged_changes_no_unit_that_is_shipped(client: Client) -> None:
    load_fixtures("units")
    for unit in Unit.objects.all()[::10]:
        assert save(client, unit).status_code == 302
    assert not Change.objects.exists()


def test_a_change_over_a_colleague_s_is_refused_and_named(client: Client) -> None:
    unit = make_unit("Tên cũ")
    seen = as_typed_in(unit)
    Unit.objects.filter(pk=unit.pk).update(region="Vùng mới")
    answer = save(client, unit, seen, region="Vùng của tôi")
    assert "Vùng: người khác vừa đổi thành Vùng mới" in causes(answer)
    assert Unit.objects.get(pk=unit.pk).region == "Vùng mới"


def test_its_people_and_rounds_stand_on_its_page(client: Client) -> None:
    unit = make_unit()
    officer = make_person(Role.OFFICER, unit=unit)
    round_ = make_round(units=[unit])
    answer = client.get(reverse("unit", args=[unit.pk]))
    assert reverse("person", args=[officer.pk]) in answer.text
    assert round_.title_vi in answer.text
    assert f"{reverse('add_person')}?unit=" in answer.text


def test_only_administrators() -> None:
    coordinator, unit = make_person(Role.COORDINATOR), make_unit()
    with pytest.raises(NotAllowed):
        acts.add_unit(actor=page(coordinator), typed=NEW)
    with pytest.raises(NotAllowed):
        acts.change_unit(actor=page(coordinator), unit_id=unit.pk, typed=NEW, seen={})
