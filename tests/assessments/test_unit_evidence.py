"""The store of a unit's documents: all rounds on one page, found without accents, used again at a leaf."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.acts import add_file, add_link, use_stored_evidence, withdraw_evidence
from assessments.models import Assessment, Evidence, EvidenceLink, Role, Status, Unit, User
from criteria.actions import publish_set
from criteria.common.text import NotAllowed, Refused
from criteria.models import CriteriaSet, Criterion
from tests.assessments import samples
from tests.assessments.leaf_doors import leaf_url
from tests.factories import (
    line_of,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def before() -> Assessment:
    """A sheet of 2021."""
    return sheet_of(make_round(make_set(year=2021), [make_unit("Quảng Ninh")]))


@pytest.fixture
def sheet(before: Assessment) -> Assessment:
    """This year's: its leaf 2.1 descends from 1.1 of 2021, over one of another set in between."""
    middle = heir_of(before.round.criteria_set, 2022, {"1.3": "1.1"})
    now = heir_of(middle, 2023, {"2.1": "1.3"})
    return sheet_of(make_round(now, [before.unit]))


def heir_of(former: CriteriaSet, year: int, ancestors: dict[str, str]) -> CriteriaSet:
    """A published set whose leaves name these of a former one."""
    criteria_set = make_set(publish=False, year=year)
    for code, ancestor in ancestors.items():
        leaf = Criterion.objects.get(criteria_set=former, code=ancestor)
        Criterion.objects.filter(criteria_set=criteria_set, code=code).update(ancestor=leaf)
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    return criteria_set


def prove(sheet: Assessment, code: str, title: str, **given: Any) -> Evidence:
    return add_file(
        actor=page(make_person(Role.OFFICER, unit=sheet.unit)),
        score_id=score_of(sheet, code).pk,
        upload=samples.upload("tep.pdf", samples.pdf(title)),
        title=title,
        **given,
    )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(before: Assessment) -> User:
    return make_person(Role.OFFICER, unit=before.unit)


def store_of(user: User, unit: Unit, query: str = "") -> str:
    return markup(client_of(user).get(reverse("unit_evidence", args=[unit.pk]) + query))


def titles(text: str) -> list[str]:
    known = ("Kế hoạch kiểm tra", "Báo cáo năm", "Quyết định")
    return sorted((one for one in known if f"{one}</a>" in text), key=text.index)


@pytest.fixture
def three(before: Assessment, sheet: Assessment) -> list[Evidence]:
    day = datetime.date(2021, 3, 1)
    return [
        prove(before, "1.1", "Kế hoạch kiểm tra", number="12/KH-UBND", issued_on=day),
        prove(before, "1.2", "Báo cáo năm", number="07/BC"),
        prove(sheet, "1.2", "Quyết định"),
    ]


def test_it_lists_every_document_once_with_the_leaves_that_it_proved(
    three: list[Evidence], before: Assessment, sheet: Assessment, officer: User
) -> None:
    use_stored_evidence(
        actor=page(officer), score_id=score_of(sheet, "1.3").pk, evidence_id=three[1].pk
    )
    text = store_of(officer, before.unit)
    assert "3/3 tài liệu" in text
    assert text.count("Báo cáo năm</a>") == 1
    assert "12/KH-UBND" in text
    assert "01/03/2021" in text
    for of, code in ((before, "1.1"), (before, "1.2"), (sheet, "1.2"), (sheet, "1.3")):
        assert reverse("leaf", args=[of.pk, code]) in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ke+hoach+kiem", ["Kế hoạch kiểm tra"]),
        ("?q=12/kh-ubnd", ["Kế hoạch kiểm tra"]),
        ("?q=bao+cao+kiem", []),
        ("?leaf=1.2", ["Quyết định", "Báo cáo năm"]),
        ("?leaf=1", ["Quyết định", "Báo cáo năm", "Kế hoạch kiểm tra"]),
        ("?year=2021", ["Báo cáo năm", "Kế hoạch kiểm tra"]),
        ("?year=2023&leaf=1.2", ["Quyết định"]),
        ("?year=x&leaf=1.1", ["Kế hoạch kiểm tra"]),
    ],
)
def test_it_is_found_by_words_leaf_and_year(
    three: list[Evidence], before: Assessment, officer: User, query: str, found: list[str]
) -> None:
    assert titles(store_of(officer, before.unit, query)) == found


def test_one_press_uses_it_at_the_leaf_that_descends_from_the_one_that_it_proved(
    three: list[Evidence], before: Assessment, sheet: Assessment, officer: User, store: Path
) -> None:
    text = store_of(officer, before.unit)
    url = reverse("use_stored_evidence", args=[score_of(sheet, "2.1").pk])
    assert text.count(f'action="{url}"') == 1
    assert "Dùng cho 2.1, năm 2023" in text
    answer = client_of(officer).post(url, {"evidence": three[0].pk})
    assert answer["Location"] == leaf_url(sheet, "2.1") + "?tab=docs"
    link = EvidenceLink.objects.get(score=score_of(sheet, "2.1"))
    assert (link.evidence.assessment, link.evidence.file.name) == (sheet, three[0].file.name)
    line = line_of(act="use_stored_evidence")
    assert (line.by, line.after["from_year"]) == (officer, 2021)
    assert len([path for path in store.rglob("*") if path.is_file()]) == 3
    assert f'action="{url}"' not in store_of(officer, before.unit)
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    assert f'action="{url}"' in store_of(officer, before.unit)


def test_a_leaf_chooses_any_document_of_the_store(
    three: list[Evidence], before: Assessment, sheet: Assessment, officer: User
) -> None:
    score = score_of(sheet, "1.2")
    path = reverse("unit_evidence", args=[before.unit_id]) + f"?for={score.pk}"
    assert path in markup(client_of(officer).get(leaf_url(sheet, "1.2")))
    text = store_of(officer, before.unit, f"?for={score.pk}")
    assert "Chọn tài liệu cho tiêu chí 1.2" in text
    assert text.count("Dùng cho 1.2, năm 2023") == 2
    assert text.count("Đã gắn với tiêu chí") == 1


def test_what_is_not_the_unit_s_or_not_in_time_is_refused(
    three: list[Evidence], before: Assessment, sheet: Assessment, officer: User
) -> None:
    strange = sheet_of(make_round(make_set(year=2020), [make_unit()]))
    other = prove(strange, "1.1", "Của đơn vị khác")
    score = score_of(sheet, "1.1")
    with pytest.raises(Refused, match="không có trong kho"):
        use_stored_evidence(actor=page(officer), score_id=score.pk, evidence_id=other.pk)
    for person in (make_person(Role.OFFICER, unit=strange.unit), make_person(Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            use_stored_evidence(actor=page(person), score_id=score.pk, evidence_id=three[0].pk)
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    with pytest.raises(NotAllowed):
        use_stored_evidence(actor=page(officer), score_id=score.pk, evidence_id=three[0].pk)
    assert "Dùng cho" not in store_of(officer, before.unit)


def test_documents_of_a_unit_merged_into_it_are_there_with_its_name(
    three: list[Evidence], before: Assessment
) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Unit.objects.filter(pk=before.unit_id).update(in_force_to=yesterday)
    heir = make_unit("Đơn vị mới")
    heir.formed_from.set([before.unit, make_unit()])
    officer = make_person(Role.OFFICER, unit=heir)
    text = store_of(officer, heir)
    assert titles(text) == ["Quyết định", "Báo cáo năm", "Kế hoạch kiểm tra"]
    assert "· Quảng Ninh" in text
    # Its sheets are not the heir's to open, its documents are.
    assert reverse("leaf", args=[before.pk, "1.1"]) not in text
    assert reverse("evidence", args=[three[0].pk]) in text
    own = sheet_of(make_round(make_set(year=2024), [heir]))
    link = use_stored_evidence(
        actor=page(officer), score_id=score_of(own, "1.1").pk, evidence_id=three[0].pk
    )
    assert link.evidence.assessment == own


def test_only_the_unit_s_own_people_open_it(before: Assessment) -> None:
    path = reverse("unit_evidence", args=[before.unit_id])
    people = [
        make_person(Role.OFFICER, unit=make_unit()),
        make_person(Role.REVIEWER),
        make_person(Role.COORDINATOR),
        make_person(Role.INSPECTOR),
    ]
    assert {client_of(one).get(path).status_code for one in people} == {403}
    leader = make_person(Role.LEADER, unit=before.unit)
    assert client_of(leader).get(path).status_code == 200


def test_the_number_of_queries_does_not_grow(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    client = client_of(officer)
    path = reverse("unit_evidence", args=[before.unit_id])
    numbers = []
    for year in range(2):
        for code in ("1.1", "1.2", "1.3"):
            prove(before, code, f"Tài liệu {code} {year}")
            add_link(
                actor=page(officer),
                score_id=score_of(sheet, code).pk,
                url=f"https://example.vn/{code}/{year}",
                title="Trang",
            )
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    assert numbers[1] <= 12, [query["sql"][:90] for query in queries]
