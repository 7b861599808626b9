"""A published ranking carries the head of the chain over the record, beside its digest and outside of it."""

import datetime
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from assessments.chain.checking import check_record
from assessments.chain.sealing import head_of_chain, lines_waiting, seal_record
from assessments.models import Change, Role, Seal
from rankings.acts import take_back_ranking
from rankings.models import Ranking
from tests.assessments.by_force import by_force
from tests.factories import make_person, page
from tests.rankings.worlds import computed, one_leaf, publish, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def ranking() -> Ranking:
    return published(one_leaf(["50", "70"]))


def test_its_publication_is_sealed_below_its_head(ranking: Ranking) -> None:
    assert lines_waiting(timezone.now()) == 0
    assert ranking.record_head == head_of_chain().sha256
    line = Change.objects.get(act="publish_ranking")
    seals = Seal.objects.filter(subject=Seal.Subject.CHANGE)
    assert line.pk in {key for seal in seals for key, _digest in seal.lines}


def test_the_api_the_file_and_the_page_say_it(ranking: Ranking, client: Client) -> None:
    head = ranking.record_head
    assert client.get(f"/api/v1/rankings/{ranking.pk}/").json()["record_head"] == head
    versions = client.get("/api/v1/ranking-versions/").json()["results"]
    assert [version["record_head"] for version in versions] == [head]
    file: Any = client.get(f"/rankings/{ranking.pk}/export.json")
    assert json.loads(file.content)["ranking"]["record_head"] == head
    assert head in client.get(f"/rankings/{ranking.pk}/verify/").content.decode()


def test_the_digest_and_the_proof_know_nothing_of_it(client: Client) -> None:
    draft = computed(one_leaf(["50", "70"]))
    address = f"/api/v1/rankings/{draft.pk}/proof/"
    before = draft.digest
    publish(draft)
    draft.refresh_from_db()
    assert draft.digest == before
    answer: Any = client.get(address)
    proof = b"".join(answer.streaming_content)
    assert draft.record_head.encode() not in proof
    assert b"record_head" not in proof
    call_command("verify_ranking", draft.pk)


def test_one_that_is_taken_back_has_none() -> None:
    draft = computed(one_leaf(["50"]))
    publish(draft, publish_at=timezone.now() + datetime.timedelta(days=1))
    actor = page(make_person(Role.COORDINATOR))
    assert Ranking.objects.get().record_head
    taken = take_back_ranking(actor=actor, ranking_id=draft.pk, reason="Chờ ký")
    assert taken.record_head == ""


def test_a_record_rewritten_after_the_publication_is_betrayed_by_the_ranking(
    ranking: Ranking,
) -> None:
    by_force(Change, "UPDATE {} SET reason = 'x'")
    by_force(Seal, "DELETE FROM {}")
    seal_record()
    (fault,) = check_record().faults
    assert ranking.round.title_vi in fault.vi
    with pytest.raises(CommandError):
        call_command("verify_record")
