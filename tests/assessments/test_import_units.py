"""Units from a table."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from assessments.acts import import_units
from assessments.models import Change, Role, Unit
from assessments.people.rosters.units import COLUMNS
from criteria.common.tables.writing import empty_table_file
from criteria.common.text import NotAllowed, Refused
from tests.assessments.rosters import faults, lines, take, take_csv, take_file
from tests.factories import load_fixtures, make_person, make_unit

pytestmark = pytest.mark.django_db

HEAD = ["Cấp", "Mã", "Tên đơn vị", "Vùng", "Từ ngày", "Đến ngày", "Được xếp hạng", "Hình thành từ"]
OLD = ["Tỉnh, thành phố", "15", "Yên Bái", "Đông Bắc", "", "30/06/2025", "Có", ""]
OTHER = ["Tỉnh, thành phố", "10", "Lào Cai", "Đông Bắc", "", "30/06/2025", "Có", ""]
NEW = ["Tỉnh, thành phố", "15", "Lào Cai", "", "01/07/2025", "", "Không", "10; 15"]


def test_units_come_in_with_what_they_were_formed_from() -> None:
    preview = take(import_units, [HEAD, OLD, OTHER, NEW])
    made = Unit.objects.get(in_force_from=datetime.date(2025, 7, 1))

    assert lines(preview) == [
        ("add", 2, "15 Yên Bái (… – 30/06/2025)"),
        ("add", 3, "10 Lào Cai"),
        ("add", 4, "15 Lào Cai (01/07/2025 – …)"),
    ]
    assert (made.level, made.ranked, made.search) == ("province", False, "15 lao cai  ")
    assert {unit.name_vi for unit in made.formed_from.all()} == {"Yên Bái", "Lào Cai"}
    assert (
        Change.objects.filter(act="import_units", door="import", before__isnull=True).count() == 3
    )


def test_the_same_again_changes_nothing() -> None:
    for action in (take, take_csv):
        action(import_units, [HEAD, OLD, OTHER, NEW])
    assert take(import_units, [HEAD, NEW, OLD]).same == 2
    assert (Unit.objects.count(), Change.objects.count()) == (3, 3)


def test_changes_are_told_and_recorded_with_both_values() -> None:
    take(import_units, [HEAD, OLD])
    preview = take(import_units, [HEAD, [*OLD[:3], "Tây Bắc", *OLD[4:]]])

    assert [(d.before, d.after) for d in preview.entries[0].details] == [("Đông Bắc", "Tây Bắc")]
    line: Any = Change.objects.filter(act="import_units").latest("pk")
    assert (line.before["Region"], line.after["Region"]) == ("Đông Bắc", "Tây Bắc")
    assert Unit.objects.get().region == "Tây Bắc"


@pytest.mark.parametrize("ranked", [True, False])
def test_an_empty_cell_leaves_the_ranking_of_a_unit_as_it_is(ranked: bool) -> None:
    unit = make_unit("Cũ")
    Unit.objects.filter(pk=unit.pk).update(ranked=ranked)
    head = [*HEAD[:3], "Được xếp hạng"]
    preview = take(import_units, [head, ["province", unit.code, "Mới", ""]])
    assert [d.label.vi for d in preview.entries[0].details] == ["Tên đơn vị"]
    assert Unit.objects.get().ranked is ranked


def test_a_new_unit_with_an_empty_cell_is_ranked() -> None:
    take(import_units, [HEAD, [*OLD[:6], "", ""]])
    assert Unit.objects.get().ranked


def test_names_in_documents_come_in_and_stay_without_their_columns() -> None:
    head = [*HEAD[:3], "Tên trong văn bản", "Cơ quan chủ quản", "Chức vụ người ký"]
    take(
        import_units,
        [head, ["Bộ, ngành", "BYT", "Bộ Y tế", "Bộ Y tế nước", "Chính phủ", "Bộ trưởng"]],
    )
    take(import_units, [HEAD[:3], ["Bộ, ngành", "BYT", "Bộ Y tế"]])
    unit = Unit.objects.get()
    assert (unit.document_name, unit.superior_name) == ("Bộ Y tế nước", "Chính phủ")
    assert unit.signer_title == "Bộ trưởng"


def test_a_dry_run_changes_nothing() -> None:
    assert take(import_units, [HEAD, OLD], dry_run=True).count("add") == 1
    assert Unit.objects.count() == 0


def test_days_as_excel_keeps_them() -> None:
    day = datetime.date(2025, 6, 30)
    for value in (day, datetime.datetime(2025, 6, 30), 45838, "2025-06-30"):  # noqa: DTZ001
        take(import_units, [HEAD, [*OLD[:5], value, *OLD[6:]]])
        assert Unit.objects.get().in_force_to == day


def test_a_code_typed_as_a_number_finds_the_code_with_its_zero() -> None:
    Unit.objects.create(level="province", code="01", name_vi="Hà Nội")
    preview = take(import_units, [HEAD[:3], ["province", 1, "Thành phố Hà Nội"]])
    assert lines(preview) == [("change", 2, "01 Thành phố Hà Nội")]


def test_a_code_whose_zero_a_csv_has_lost_is_the_same_unit_at_its_level_alone() -> None:
    Unit.objects.create(level="province", code="01", name_vi="Hà Nội")
    rows = [["province", "1", "Thành phố Hà Nội"], ["commune", "1", "Xã Một"]]
    preview = take_csv(import_units, [HEAD[:3], *rows])
    assert lines(preview) == [
        ("change", 2, "01 Thành phố Hà Nội"),
        ("add", 3, "1 Xã Một"),
    ]


def test_what_the_admin_exports_comes_back(client: Any) -> None:
    load_fixtures("units")
    client.force_login(make_person(Role.ADMIN))
    address = reverse("admin:assessments_unit_export")
    form = client.get(address).context["form"]
    names = {name: "on" for name in form.fields if name.startswith("unitresource_")}
    offered = [choice for choice in form.fields["format"].choices if choice[1] != "---"]
    assert [label for _number, label in offered] == ["csv", "xlsx"]
    for number, _label in offered:
        answer = client.post(address, {"format": number, "resource": "", **names})
        preview = take_file(import_units, answer.content)
        assert (preview.entries, preview.same) == ((), 116)


def test_every_fault_at_once() -> None:
    table = [
        HEAD,
        ["Huyện", *OLD[1:]],
        [OLD[0], "", *OLD[2:]],
        [*OLD[:2], "", *OLD[3:]],
        [*OLD[:1], "16", "X", "", "hôm qua", "", "", ""],
        [*OLD[:1], "17", "X", "", "02/01/2025", "01/01/2025", "", ""],
        [*OLD[:1], "18", "X", "", "01/01/2025", "", "có lẽ", "99"],
        [*OLD[:1], "19", "X", "", "", "", "", "15"],
        [*OLD[:1], "19", "X", "", "", "", "", ""],
    ]
    assert [(row, letter) for row, letter, _ in faults(import_units, table)] == [
        *((2, "A"), (3, "B"), (4, "C"), (5, "E"), (6, "F"), (7, "G"), (7, "H"), (8, "H"), (9, "B")),
    ]


def test_a_code_is_never_two_units_at_once() -> None:
    take(import_units, [HEAD, [*OLD[:5], "", "Có", ""]])
    (fault,) = faults(import_units, [HEAD, [*NEW[:7], ""]])
    assert fault[:2] == (2, "E")
    assert "mã “15” cùng cấp đang thuộc Yên Bái" in fault[2]
    # One table ends the former and begins its successor.
    assert len(take(import_units, [HEAD, OLD, [*NEW[:7], ""]]).entries) == 2


def test_missing_columns_are_named() -> None:
    assert ["thiếu cột" in text for *_, text in faults(import_units, [HEAD[:2], OLD[:2]])] == [True]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, None])
def test_only_administrators(role: Role | None) -> None:
    with pytest.raises(NotAllowed):
        take(import_units, [HEAD, OLD], by=make_person(role))


def test_what_changed_since_the_preview_is_not_overwritten() -> None:
    unit = make_unit("Cũ")
    table = [HEAD[:3], ["province", unit.code, "Mới"]]
    told = take(import_units, table, dry_run=True)
    Unit.objects.filter(pk=unit.pk).update(name_vi="Khác")
    with pytest.raises(Refused, match="thay đổi sau khi"):
        take(import_units, table, expected=told.digest)


def test_the_template_takes_rows(client: Any) -> None:
    assert take_file(import_units, empty_table_file("don-vi", COLUMNS)).entries == ()
    client.force_login(make_person(Role.ADMIN))
    assert client.get(reverse("import_template", args=["units"])).content[:2] == b"PK"
