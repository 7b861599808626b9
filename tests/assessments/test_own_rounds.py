"""A province runs its own index: from its first coordinator to a result that its people alone read."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import acts
from assessments.acts import import_people, import_units
from assessments.models import Assessment, Change, Membership, Role, Round, Unit, User
from criteria.actions import import_annex, publish_set
from criteria.common.tables.faults import TableFaults
from criteria.common.text import NotAllowed, Refused
from criteria.models import CriteriaSet
from rankings.acts import compute_ranking, publish_ranking, start_ranking
from rankings.models import Card, CardWork, Ranking
from tests.assessments.rosters import take
from tests.criteria.annexes import sheet, xlsx
from tests.factories import (
    body,
    make_person,
    make_reviewed,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    page,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

UNITS = [
    ["Cấp", "Mã", "Tên đơn vị", "Loại đơn vị"],
    ["Sở, ban, ngành", "SNV", "Sở Nội vụ", "sở"],
    ["Xã, phường", "00001", "Phường Hạ Long", "phường"],
    ["Xã, phường", "00002", "Xã Ba Chẽ", "xã"],
]


@pytest.fixture
def province() -> Unit:
    return make_unit("Quảng Ninh")


@pytest.fixture
def coordinator(province: Unit) -> User:
    return make_person(Role.COORDINATOR, owner=province)


@pytest.fixture
def client(coordinator: User) -> Client:
    return signed_in(coordinator)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def own(name: str, province: Unit, *args: Any) -> str:
    return reverse(name, args=[province.pk, *args])


def test_an_administrator_makes_the_first_coordinator(province: Unit) -> None:
    admin, person = make_person(Role.ADMIN), make_person()
    data = {"act": "give", "role": "own:coordinator", "unit": province.code}
    answer = signed_in(admin).post(reverse("person", args=[person.pk]), data)
    assert answer.status_code == 302
    person = User.objects.get(pk=person.pk)
    assert person.owners(Role.COORDINATOR) == {province.pk}
    assert not person.is_staff, "the admin site is the nation's"
    home = signed_in(person).get(reverse("rounds"))
    assert own("own", province) in home.text


@pytest.mark.parametrize(
    ("role", "has_unit", "cause"),
    [
        ("own:coordinator", False, "Hãy ghi đơn vị tổ chức kỳ riêng"),
        ("coordinator", True, "Vai trò này là của kỳ cả nước"),
        ("own:admin", True, "không thuộc đơn vị"),
    ],
)
def test_a_forgotten_unit_makes_nobody_a_coordinator_of_all(
    province: Unit, role: str, has_unit: bool, cause: str
) -> None:
    admin, person = make_person(Role.ADMIN), make_person()
    data = {"act": "give", "role": role, "unit": province.code if has_unit else ""}
    answer = signed_in(admin).post(reverse("person", args=[person.pk]), data)
    assert (answer.status_code, cause in markup(answer)) == (422, True)
    assert not User.objects.get(pk=person.pk).held


def test_who_runs_rounds_is_no_unit_below_another(province: Unit) -> None:
    below = make_unit(parent=province, level="department")
    with pytest.raises(Refused) as refused:
        acts.give_role(
            actor=page(make_person(Role.ADMIN)),
            person_id=make_person().pk,
            role=Role.COORDINATOR,
            unit_id=below.pk,
            body_id=None,
        )
    assert "trực thuộc" in refused.value.causes[0].vi


def test_units_come_from_a_file_and_one_by_one(
    client: Client, province: Unit, coordinator: User
) -> None:
    url = own("own_import_file", province, "units")
    file = SimpleUploadedFile("don-vi.xlsx", xlsx(UNITS).getvalue())
    shown = client.post(url, {"file": file})
    done = client.post(
        own("own_confirm_import", province, "units"), {"token": shown.context["token"]}
    )
    assert done.status_code == 302
    assert done["Location"] == own("own", province)
    typed = {"level": "department", "code": "SYT", "name_vi": "Sở Y tế", "ranked": "1"}
    assert client.post(own("own_add_unit", province), typed).status_code == 302
    below = Unit.objects.below(province.pk)
    assert sorted(below.values_list("code", flat=True)) == ["00001", "00002", "SNV", "SYT"]
    for word, number in (("", 4), ("Ba Chẽ", 1)):
        assert len(client.get(own("own_units", province), {"q": word}).context["page"]) == number
    unit = below.get(code="SNV")
    assert client.get(own("own_unit", province, unit.pk)).status_code == 200
    # The same codes may be another province's.
    other = make_person(Role.COORDINATOR, owner=make_unit("Hà Nội"))
    take(import_units, UNITS, by=other, owner_id=other.held[0].unit_id)
    assert Unit.objects.filter(code="SNV").count() == 2


def test_a_unit_below_comes_from_no_unit_of_the_nation_s(province: Unit, coordinator: User) -> None:
    """Who became another reads its documents: no province may say that its commune was a province."""
    former = make_unit("Tỉnh cũ", level="commune")
    former.in_force_to = datetime.date(2025, 6, 30)
    former.save()
    table = [[*UNITS[0], "Từ ngày", "Hình thành từ"], [*UNITS[2], "01/07/2025", former.code]]
    with pytest.raises(TableFaults):
        take(import_units, table, by=coordinator, owner_id=province.pk)
    assert not Unit.objects.below(province.pk)


@pytest.mark.parametrize("level", ["Tỉnh, thành phố", "Bộ, ngành"])
def test_units_below_are_departments_and_communes(
    province: Unit, coordinator: User, level: str
) -> None:
    with pytest.raises(TableFaults):
        take(
            import_units,
            [UNITS[0], [level, *UNITS[1][1:]]],
            by=coordinator,
            owner_id=province.pk,
        )


def test_people_are_given_roles_of_the_own_rounds_alone(
    client: Client, province: Unit, coordinator: User
) -> None:
    unit = make_unit("Sở Nội vụ", parent=province, level="department")
    outside = make_person(Role.REVIEWER, at="BNV")
    typed = {"email": "moi@parindex.example", "full_name": "Người Mới"}
    add = own("own_add_person", province)
    assert client.post(add, typed | {"role": "officer", "unit": unit.code}).status_code == 302
    new = User.objects.get(email="moi@parindex.example")
    assert new.unit_ids == {unit.pk}
    # Who has an account keeps it as it is.
    known = {"email": outside.email, "full_name": "Tên Khác", "role": "reviewer"}
    assert client.post(add, known | {"body": body("BNV").pk}).status_code == 302
    outside = User.objects.get(pk=outside.pk)
    assert outside.full_name != "Tên Khác"
    assert (outside.bodies(None), outside.bodies(province.pk)) == ({body().pk}, {body().pk})
    shown = client.get(own("own_person", province, outside.pk))
    assert [one.unit_id for one in shown.context["held"]] == [province.pk]
    for role, place in (
        (Role.ADMIN, None),
        (Role.COORDINATOR, None),
        (Role.COORDINATOR, make_unit("Hà Nội").pk),
        (Role.OFFICER, province.pk),
        (Role.LEADER, make_unit(level="department", parent=make_unit()).pk),
    ):
        with pytest.raises(Refused):
            acts.give_role(
                actor=page(coordinator),
                person_id=new.pk,
                role=role,
                unit_id=place,
                body_id=None,
                owner_id=province.pk,
            )
    national = Membership.objects.get(user=outside, unit=None)
    with pytest.raises(Refused):
        acts.take_role(
            actor=page(coordinator),
            person_id=outside.pk,
            membership_id=national.pk,
            owner_id=province.pk,
        )
    for act in (acts.lock_account, acts.end_sessions):
        with pytest.raises(NotAllowed):
            act(actor=page(coordinator), person_id=new.pk)


def test_people_of_a_file_keep_their_accounts(province: Unit, coordinator: User) -> None:
    make_unit("Sở Nội vụ", parent=province, level="department")
    unit = Unit.objects.below(province.pk).get()
    known = make_person()
    heads = ["Thư điện tử", "Họ và tên", "Vai trò", "Mã đơn vị", "Đang hoạt động"]
    table = [
        heads,
        [known.email, "Tên Khác", "Cán bộ chấm điểm", unit.code, ""],
        ["moi@parindex.example", "Người Mới", "Lãnh đạo đơn vị", unit.code, ""],
    ]
    take(import_people, table, by=coordinator, owner_id=province.pk)
    known = User.objects.get(pk=known.pk)
    assert (known.full_name == "Tên Khác", known.is_active) == (False, True)
    assert known.unit_ids == User.objects.get(email="moi@parindex.example").unit_ids == {unit.pk}
    for row in (
        [known.email, known.full_name, "Quản trị viên", "", ""],
        ["khoa@parindex.example", "Người Khóa", "Cán bộ chấm điểm", unit.code, "Không"],
    ):
        with pytest.raises(TableFaults):
            take(import_people, [heads, row], by=coordinator, owner_id=province.pk)
    assert not User.objects.filter(email="khoa@parindex.example").exists()


@pytest.mark.parametrize(
    ("role", "place", "active"),
    [
        ("Cán bộ chấm điểm", True, ""),
        ("Lãnh đạo đơn vị", True, "Có"),
        ("Cán bộ chấm điểm", True, "Không"),
        ("Cán bộ chấm điểm", False, ""),
        ("Quản trị viên", False, ""),
        ("", False, ""),
    ],
)
def test_no_preview_tells_whether_an_address_has_an_account_elsewhere(
    province: Unit, coordinator: User, role: str, place: bool, active: str
) -> None:
    unit = make_unit("Sở Nội vụ", parent=province, level="department")
    there = make_person(Role.OFFICER, unit=make_unit(), email="co@parindex.example")
    heads = ["Thư điện tử", "Họ và tên", "Vai trò", "Mã đơn vị", "Đang hoạt động"]

    def answer(email: str) -> str:
        row = [email, "Người Ấy", role, unit.code if place else "", active]
        try:
            report = take(
                import_people,
                [heads, row],
                by=coordinator,
                owner_id=province.pk,
                dry_run=True,
            )
        except TableFaults as faults:
            return str([(one.row, one.letter, one.text) for one in faults.faults]).replace(
                email, "…"
            )
        return f"{report.entries} {report.counts}".replace(email, "…")

    assert answer(there.email) == answer("khong@parindex.example")


@pytest.mark.parametrize("name", ["", "Người Ấy", "x" * 200])
@pytest.mark.parametrize("role", ["admin", "nothing"])
def test_no_form_tells_whether_an_address_has_an_account_elsewhere(
    client: Client, province: Unit, coordinator: User, name: str, role: str
) -> None:
    there = make_person(Role.OFFICER, unit=make_unit(), email="co@parindex.example")

    def answer(email: str) -> str:
        typed = {"email": email, "full_name": name, "role": role}
        return str(client.post(own("own_add_person", province), typed).context["causes"])

    assert answer(there.email) == answer("khong@parindex.example")


def test_an_own_set_is_made_from_a_file_and_no_other_s_is_touched(
    client: Client, province: Unit, coordinator: User
) -> None:
    for code in ("BNV", "BTP"):
        body(code)
    import_annex(by=coordinator, stream=xlsx(sheet()), dry_run=False, owner_id=province.pk)
    made = CriteriaSet.objects.get(owner=province)
    assert client.get(reverse("set", args=[made.pk])).status_code == 200
    assert client.get(reverse("set_changes", args=[made.pk])).status_code == 200
    before = list(CriteriaSet.objects.filter(pk=made.pk).values())
    other = make_person(Role.COORDINATOR, owner=make_unit("Hà Nội"))
    for person, owner_id in (
        (other, other.held[0].unit_id),
        (make_person(Role.ADMIN), None),
    ):
        # The same file is a set of each owner's: none takes the code of another, or learns of it.
        import_annex(by=person, stream=xlsx(sheet()), dry_run=False, owner_id=owner_id)
        theirs = CriteriaSet.objects.get(owner=owner_id)
        assert made.code == f"own-{province.pk}-{theirs.code.removeprefix(f'own-{owner_id}-')}"
        assert list(CriteriaSet.objects.filter(pk=made.pk).values()) == before
        assert signed_in(person).get(reverse("set", args=[made.pk])).status_code in (403, 404)
        assert signed_in(person).get(reverse("set_changes", args=[made.pk])).status_code == 404
        with pytest.raises(Refused):
            publish_set(criteria_set=made, by=person)
    with pytest.raises(NotAllowed):
        import_annex(by=coordinator, stream=xlsx(sheet()), dry_run=False)
    # What was taken out comes back to the same set.
    again = import_annex(
        by=coordinator,
        stream=xlsx(
            [[made.code if cell == theirs.code else cell for cell in row] for row in sheet()]
        ),
        dry_run=True,
        owner_id=province.pk,
    )
    assert not again.entries
    draft = make_set(publish=False)
    assert client.get(reverse("set", args=[draft.pk])).status_code == 404


def test_a_round_is_opened_for_units_below_alone(
    client: Client, province: Unit, coordinator: User
) -> None:
    units = [make_unit(parent=province, level="department") for _ in range(3)]
    stranger = make_unit(parent=make_unit("Hà Nội"), level="department")
    criteria_set = make_set(owner=province, level="department")
    now = timezone.localtime()
    typed: dict[str, Any] = {
        "criteria_set": criteria_set.pk,
        "title_vi": "Chỉ số các sở",
        "explanations_allowed": "1",
        "quorum_percent": "67",
    }
    for name, days in (("opens_at", 0), ("submit_by", 30), ("review_by", 60)):
        moment = now + datetime.timedelta(days=days)
        typed[name] = f"00:00 {moment:%d/%m/%Y}"
    url = own("own_open_round", province)
    assert client.get(url).status_code == 200
    assert client.get(url, {"criteria_set": criteria_set.pk}).context["units"] == units
    assert client.post(url, typed | {"units": [stranger.pk]}).status_code == 422
    answer = client.post(url, typed)
    round_ = Round.objects.get(owner=province)
    assert answer["Location"] == reverse("round", args=[round_.pk])
    assert client.get(answer["Location"]).status_code == 200
    assert {one.unit_id for one in Assessment.objects.filter(round=round_)} == {
        unit.pk for unit in units
    }
    dates = {name: getattr(round_, name) for name in ("opens_at", "submit_by", "review_by")}
    for owner_id, some, of in (
        (province.pk, [stranger], coordinator),
        (None, units, make_person(Role.COORDINATOR)),
        (stranger.parent_id, [stranger], make_person(Role.COORDINATOR, owner=stranger.parent)),
    ):
        with pytest.raises(Refused):
            acts.open_round(
                actor=page(of),
                criteria_set=criteria_set,
                units=some,
                title_vi="Kỳ",
                owner_id=owner_id,
                **dates,
            )


def test_from_the_sheet_to_a_result_that_the_own_people_read(
    client: Client, province: Unit, coordinator: User
) -> None:
    unit = make_unit("Sở Nội vụ", parent=province)
    round_ = make_round(units=[unit], owner=province)
    sheet = make_reviewed(make_submitted(round_), survey=True)
    actor = page(coordinator)
    acts.finish_review(actor=actor, assessment_ids=[sheet.pk])
    ranking = start_ranking(actor=actor, round_id=round_.pk, basis="final")
    compute_ranking(ranking.pk)
    publish_ranking(
        actor=actor,
        ranking_id=ranking.pk,
        decision_number="12/QĐ-UBND",
        decision_date=timezone.localdate(),
    )
    address = reverse("ranking", args=[ranking.pk])
    officer = make_person(Role.OFFICER, unit=unit)
    reviewer = make_person(Role.REVIEWER, owner=province)
    for person, status in (
        (coordinator, 200),
        (officer, 200),
        (reviewer, 200),
        (make_person(Role.COORDINATOR), 404),
        (make_person(Role.OFFICER, unit=province), 404),
        (make_person(Role.COORDINATOR, owner=make_unit("Hà Nội")), 404),
    ):
        assert signed_in(person).get(address).status_code == status, person
    assert Client().get(address).status_code == 404
    assert not Ranking.objects.published().exists()
    assert not CardWork.objects.exists()
    assert not Card.objects.exists()


def test_nobody_else_opens_the_own_pages(province: Unit) -> None:
    for person in (
        make_person(Role.ADMIN),
        make_person(Role.COORDINATOR),
        make_person(Role.INSPECTOR, owner=province),
        make_person(Role.LEADER, unit=province),
        make_person(Role.COORDINATOR, owner=make_unit("Hà Nội")),
    ):
        for name in ("own", "own_units", "own_people", "own_open_round"):
            assert signed_in(person).get(own(name, province)).status_code == 404


def test_acts_on_own_units_and_people_are_no_lines_of_the_nation_s(
    client: Client, province: Unit, coordinator: User
) -> None:
    typed = {"level": "department", "code": "SYT", "name_vi": "Sở Y tế", "ranked": "1"}
    client.post(own("own_add_unit", province), typed)
    assert Change.objects.filter(by=coordinator, act="add_unit").exists()
    national = make_person(Role.ADMIN)
    shown = signed_in(national).get(reverse("person_acts", args=[coordinator.pk]))
    assert "Sở Y tế" not in shown.text
    inspector = make_person(Role.INSPECTOR)
    assert (
        signed_in(inspector).get(reverse("person_acts", args=[coordinator.pk])).status_code == 404
    )
