"""Which of the documents that a leaf asks for a document is: said in one press, counted everywhere, on record."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.acts import (
    add_file,
    add_link,
    attach_evidence,
    tick_evidence,
    withdraw_evidence,
)
from assessments.history.facts import changed_facts
from assessments.models import Assessment, EvidenceLink, Role, User
from assessments.sheets.evidence.asked import ProofCount, proof_count
from assessments.sheets.findings import PART_PROVEN, UNPROVEN, check_sheet
from assessments.sheets.leaf_tree import listed_leaves
from criteria.actions import publish_set
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.assessments import samples
from tests.factories import (
    fill,
    line_of,
    make_explaining,
    make_person,
    make_round,
    make_set,
    page,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

PLAN, REPORT = "Kế hoạch năm", "Báo cáo kết quả"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def sheet() -> Assessment:
    """A sheet whose first leaf asks for two documents, the others for one."""
    criteria_set = make_set(publish=False)
    leaf = Criterion.objects.filter(criteria_set=criteria_set, code="1.1")
    leaf.update(evidence_vi=f"{PLAN}\n{REPORT}")
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    return sheet_of(make_round(criteria_set))


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def proof(
    sheet: Assessment, officer: User, code: str = "1.1", name: str = "a", **given: Any
) -> EvidenceLink:
    upload = samples.upload(f"{name}.pdf", samples.pdf(name))
    score = score_of(sheet, code)
    evidence = add_file(actor=page(officer), score_id=score.pk, upload=upload, **given)
    return evidence.links.get(score=score)


def count(sheet: Assessment, code: str = "1.1") -> ProofCount:
    leaf, score = next(one for one in listed_leaves(sheet) if one[0].code == code)
    return proof_count(score, leaf)


def test_a_document_is_said_to_be_one_that_is_asked_for(sheet: Assessment, officer: User) -> None:
    link = proof(sheet, officer)
    assert str(count(sheet)) == "0/2 (1)"
    tick_evidence(actor=page(officer), link_id=link.pk, asked_for=2)
    assert (str(count(sheet)), count(sheet).missing) == ("1/2", (PLAN,))
    line = line_of(act="tick_evidence")
    assert (line.by, line.score) == (officer, link.score)
    told = [
        (fact.label.vi, fact.before.vi, fact.after.vi)
        for fact in changed_facts(line.score, line.before, line.after)
    ]
    assert told == [("Tài liệu cần có", "–", REPORT)]
    tick_evidence(actor=page(officer), link_id=link.pk, asked_for=None)
    assert str(count(sheet)) == "0/2 (1)"


def test_a_document_comes_as_the_one_that_is_asked_for(sheet: Assessment, officer: User) -> None:
    proof(sheet, officer, asked_for=1)
    assert line_of(act="add_file").after["asked_for"] == PLAN
    given: dict[str, Any] = {"actor": page(officer), "score_id": score_of(sheet, "1.1").pk}
    add_link(**given, url="https://example.vn", title="Trang", asked_for=1)
    # Two documents for the same line prove one.
    assert str(count(sheet)) == "1/2 (2)"
    there = proof(sheet, officer, "1.2", "b").evidence
    attach_evidence(**given, evidence_id=there.pk, asked_for=2)
    assert str(count(sheet)) == "2/2 (3)"
    assert not count(sheet).is_short


def test_a_file_that_is_there_already_is_ticked_off(sheet: Assessment, officer: User) -> None:
    link = proof(sheet, officer)
    assert proof(sheet, officer, asked_for=2) == link
    assert count(sheet).missing == (PLAN,)
    with pytest.raises(Refused, match="đã được gắn"):
        proof(sheet, officer, asked_for=2)


def test_where_one_is_asked_for_any_document_is_it(sheet: Assessment, officer: User) -> None:
    assert count(sheet, "1.2").is_short
    proof(sheet, officer, "1.2")
    assert (str(count(sheet, "1.2")), count(sheet, "1.2").is_short) == ("1", False)


def test_what_is_withdrawn_counts_no_more(sheet: Assessment, officer: User) -> None:
    link = proof(sheet, officer, asked_for=1)
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    assert str(count(sheet)) == "0/2"
    with pytest.raises(Refused, match="đã được rút"):
        tick_evidence(actor=page(officer), link_id=link.pk, asked_for=1)


@pytest.mark.parametrize("place", [0, 3, -1, 10**9])
def test_what_the_leaf_does_not_ask_for(sheet: Assessment, officer: User, place: int) -> None:
    link = proof(sheet, officer)
    with pytest.raises(Refused, match="không yêu cầu"):
        tick_evidence(actor=page(officer), link_id=link.pk, asked_for=place)
    with pytest.raises(Refused, match="không yêu cầu"):
        proof(sheet, officer, name="b", asked_for=place)


def test_strangers_and_readers_may_not(sheet: Assessment, officer: User) -> None:
    link = proof(sheet, officer)
    for person in (make_person(Role.INSPECTOR), make_person(Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            tick_evidence(actor=page(person), link_id=link.pk, asked_for=1)


def test_while_explaining_only_new_documents() -> None:
    sheet = make_explaining("1.1")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    old = sheet.evidence.create(title="Cũ", url="https://example.vn", uploaded_by=officer)
    link = EvidenceLink.objects.create(
        evidence=old, score=score_of(sheet, "1.1"), linked_by=officer
    )
    EvidenceLink.objects.update(linked_at="2022-01-05T00:00Z")
    with pytest.raises(Refused, match="chỉ đánh dấu được tài liệu đã bổ sung"):
        tick_evidence(actor=page(officer), link_id=link.pk, asked_for=1)
    new = proof(sheet, officer, name="new")
    tick_evidence(actor=page(officer), link_id=new.pk, asked_for=1)


def test_the_check_names_what_is_missing(sheet: Assessment, officer: User) -> None:
    fill(sheet, "1.1", by=officer)

    def found() -> list[tuple[Any, str]]:
        proofs = (UNPROVEN, PART_PROVEN)
        return [
            (one.text, one.detail)
            for one in check_sheet(sheet)
            if one.code == "1.1" and one.text in proofs
        ]

    assert found() == [(UNPROVEN, "")]
    proof(sheet, officer, asked_for=1)
    assert found() == [(PART_PROVEN, REPORT)]
    proof(sheet, officer, name="b", asked_for=2)
    assert found() == []


def test_pages_say_one_of_two(sheet: Assessment, officer: User, client: Client) -> None:
    fill(sheet, "1.1", by=officer)
    link = proof(sheet, officer)
    client.force_login(officer)
    headers = {"HX-Request": "true"}
    url = reverse("tick_evidence", args=[link.pk])
    answer = client.post(url, {"asked_for": "1"}, headers=headers)
    assert answer.status_code == 200
    assert '<em id="number-docs" hx-swap-oob="true">1/2</em>' in markup(answer)
    with CaptureQueriesContext(connection) as few:
        shown = markup(client.get(reverse("leaf", args=[sheet.pk, "1.1"])))
    assert shown.count(PLAN) >= 1
    assert ">1/2<" in shown
    table = markup(client.get(reverse("sheet", args=[sheet.pk])))
    assert ">1/2<" in table
    assert f"Thiếu tài liệu: {REPORT}" in table
    for code in ("1.2", "1.3", "2.1"):
        proof(sheet, officer, code, name=code)
    with CaptureQueriesContext(connection) as more:
        client.get(reverse("leaf", args=[sheet.pk, "1.1"]))
    assert len(more) == len(few)
    assert client.post(url, {"asked_for": "9"}, headers=headers).status_code == 422


def test_a_file_is_sent_for_its_line(sheet: Assessment, officer: User, client: Client) -> None:
    client.force_login(officer)
    url = reverse("add_evidence", args=[score_of(sheet, "1.1").pk])
    sent = {"files": samples.upload("a.pdf", samples.pdf()), "asked_for": "2"}
    assert client.post(url, sent).status_code == 302
    assert EvidenceLink.objects.get().asked_for == 2
