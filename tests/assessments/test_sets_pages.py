"""The workbench: the sets and their trees, one leaf with its text and its trial, publishing."""

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Role
from assessments.pages.sets.leaf import digest_of
from criteria.actions import copy_set, publish_set
from criteria.common.numbers import show
from criteria.models import CriteriaSet, Criterion
from criteria.scales import Scale, parse_scale
from criteria.scales.notation import ScaleCells, write_cells
from rankings.demo.entries import best_of_some
from tests.criteria.test_change_scale import examples
from tests.factories import make_person, make_set, session_of
from tests.markup import markup

pytestmark = pytest.mark.django_db
TRIED: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "tried"}
UNDERSTOOD: dict[str, Any] = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "understood"}
BANDS = "≥90% = 2; ≥80% = 1; <80% = 0"


def client_of(role: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(make_person(role))
    return client


@pytest.fixture
def admin() -> Client:
    return client_of(Role.ADMIN)


@pytest.fixture
def draft() -> CriteriaSet:
    return make_set(publish=False)


def own(one: CriteriaSet, code: str = "") -> str:
    return f"/criteria/{one.pk}/{f'leaves/{code}/' if code else ''}"


def typed(scale: str, **others: str) -> dict[str, str]:
    """The form's cells as somebody typed them."""
    return {"cell-scale": scale, **{f"cell-{name}": text for name, text in others.items()}}


def scale_of(one: CriteriaSet, code: str = "1.1") -> dict[str, Any]:
    """A leaf's scale as it is stored."""
    scale: dict[str, Any] | None = one.criteria.get(code=code).scale
    assert scale is not None
    return scale


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    return found[1] if found else ""


def save(client: Client, address: str, cells: dict[str, str], **more: str) -> Any:
    """Types, looks at the preview and saves it, as a browser without scripts does."""
    html = markup(client.post(address, cells))
    form = cells | {name: hidden(html, name) for name in ("saved-version", "save-cells")}
    return client.post(address, form | more)


def fault_at(html: str, name: str) -> str:
    found = re.search(rf'id="fault-{name}".*?>(.*?)</(?:div|span)>', html, re.DOTALL)
    assert found, f"no place for faults of {name}"
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()


# The sets and their trees


def test_the_sets_with_how_they_stand(admin: Client, draft: CriteriaSet) -> None:
    published = make_set(year=2021)
    Criterion.objects.filter(criteria_set=draft, code__in=("1.1", "2.1")).update(scale=None)
    rows = re.findall(r"<tr>(.*?)</tr>", markup(admin.get("/criteria/")), re.DOTALL)[1:]
    told = {
        hidden_set: re.sub(r"<[^>]+>|\s+", " ", row)
        for row in rows
        for hidden_set in re.findall(r'href="/criteria/([0-9]+)/"', row)
    }
    assert "Dự thảo" in told[str(draft.pk)]
    assert told[str(draft.pk)].split()[-2:] == ["7", "2"]
    assert "Đã ban hành" in told[str(published.pk)]
    assert told[str(published.pk)].split()[-2:] == ["7", "–"]


@pytest.mark.parametrize(("role", "there"), [(Role.ADMIN, True), (Role.INSPECTOR, False)])
def test_the_rail_leads_there(role: str, *, there: bool) -> None:
    html = markup(client_of(role).get("/rounds/"))
    assert ('<a href="/criteria/" title="Bộ tiêu chí"' in html) is there


def shown_codes(html: str) -> list[str]:
    return re.findall(r'<span class="code">([0-9.]+)</span>', html)


def test_a_tree_is_searched_and_filtered(admin: Client, draft: CriteriaSet) -> None:
    Criterion.objects.filter(criteria_set=draft, code="2.2").update(scale=None)
    assert len(shown_codes(markup(admin.get(own(draft))))) == 10
    assert shown_codes(markup(admin.get(own(draft) + "?q=danh+dau"))) == ["1", "1.2"]
    html = markup(admin.get(own(draft) + "?show=faulty"))
    assert shown_codes(html) == ["2", "2.2"]
    assert "chưa có thang điểm" in html
    assert shown_codes(markup(admin.get(own(draft) + "?show=faulty&q=danh+dau"))) == []


def test_what_is_wrong_with_the_whole_set_stands_above(admin: Client, draft: CriteriaSet) -> None:
    CriteriaSet.objects.filter(pk=draft.pk).update(total_points=Decimal(15))
    assert "khác tổng điểm của bộ tiêu chí 15" in markup(admin.get(own(draft)))


# One leaf


def trials() -> list[tuple[dict[str, Any], Decimal]]:
    return examples()


def answered(scale: Scale) -> tuple[dict[str, Any], Decimal, str]:
    """An entry as a form sends it, with the scale's own points and reason."""
    outcome = scale.score(best_of_some(scale, Random(7)))
    entry: dict[str, Any] = {}
    for field in scale.fields:
        if field.name in outcome.entry:
            value = outcome.entry[field.name]
            entry[field.name] = value if field.is_picked else field.in_input(value, "vi")
        if field.type == "lines" and not outcome.entry.get(field.name):
            entry["no_lines"] = "on"
    return entry, outcome.points, outcome.why.vi.rpartition(" → ")[0]


@pytest.mark.parametrize("is_script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize(("data", "most"), trials())
def test_a_trial_gives_the_scale_s_own_points(
    admin: Client, draft: CriteriaSet, data: dict[str, Any], most: Decimal, *, is_script: bool
) -> None:
    Criterion.objects.filter(criteria_set=draft, code="1.1").update(max_points=most)
    entry, points, why = answered(parse_scale(data, most))
    cells = write_cells(data)
    form = typed(cells.scale, figures=cells.figures, when=cells.when) | entry
    more = TRIED if is_script else {}
    html = markup(admin.post(own(draft, "1.1"), form | {"ask-points": "1"}, **more))
    assert f'<span class="num">{show(points)}</span><small>điểm' in html
    assert why in html.replace("&quot;", '"').replace("&#x27;", "'")
    assert ("<h1" in html) is not is_script
    # Nothing was saved by it.
    draft.refresh_from_db()
    assert scale_of(draft)["kind"] == "choice"


def test_a_trial_says_its_faults_at_their_fields(admin: Client, draft: CriteriaSet) -> None:
    html = markup(admin.post(own(draft, "1.3"), {"numerator": "x", "denominator": "0"}, **TRIED))
    assert "“x”" in fault_at(html, "numerator")
    # An empty field is no fault until somebody asks for the points.
    html = markup(admin.post(own(draft, "1.3"), {"numerator": "5"}, **TRIED))
    assert fault_at(html, "denominator") == ""
    html = markup(admin.post(own(draft, "1.3"), {"numerator": "5", "ask-points": "1"}))
    assert fault_at(html, "denominator") == "Chưa nhập mẫu số"


def test_a_trial_for_a_kind_of_unit(admin: Client, draft: CriteriaSet) -> None:
    form = typed("≥20 (miền núi: 15) = 2; <20 (miền núi: 15) = 0") | {"count": "16"}
    for kinds, points in (([], "0"), (["miền núi"], "2")):
        html = markup(admin.post(own(draft, "2.1"), form | {"unit-kind": kinds}, **TRIED))
        assert f'<span class="num">{points}</span><small>điểm' in html


def test_a_trial_with_a_value_of_the_round(admin: Client, draft: CriteriaSet) -> None:
    form = typed(
        "theo dat / chung, %: ≥100% = 2; <100% = 0",
        figures="dat: Số đạt (hồ sơ), số nguyên; chung: Mức bình quân cả nước, giá trị tham chiếu",
    )
    html = markup(admin.post(own(draft, "2.1"), form))
    assert "giá trị tham chiếu của kỳ đánh giá" in html
    html = markup(admin.post(own(draft, "2.1"), form | {"dat": "9", "chung": "8,5"}, **TRIED))
    assert '<span class="num">2</span><small>điểm' in html
    html = markup(admin.post(own(draft, "2.1"), form | {"dat": "9", "chung": "x"}, **TRIED))
    assert "“x”" in fault_at(html, "chung")


def test_the_text_is_previewed_with_its_faults_at_their_cells(
    admin: Client, draft: CriteriaSet
) -> None:
    form = typed("Đạt = 3; Không đạt = 0", na="đôi khi") | {"option": "0"}
    for more in ({}, UNDERSTOOD):
        html = markup(admin.post(own(draft, "1.1"), form, **more))
        assert fault_at(html, "cell-na").startswith("“đôi khi” phải là một trong")
        assert 'name="save-cells"' not in html
        # What was tried is kept until the text can be read again.
        assert '<input type="hidden" name="option" value="0">' in html
        html = markup(admin.post(own(draft, "1.1"), typed("Đạt = 3; Không đạt = 0"), **more))
        assert "vượt điểm tối đa 2" in fault_at(html, "cell-scale")


def test_two_readings_are_both_shown(admin: Client, draft: CriteriaSet) -> None:
    two = "Không báo cáo = 0; chậm 5 ngày = 1; chậm trên 5 ngày = 0"
    fault = fault_at(markup(admin.post(own(draft, "1.1"), typed(two))), "cell-scale")
    assert "nếu là phương án" in fault
    assert "nếu là quy tắc" in fault


def test_a_text_is_saved_as_it_was_previewed(admin: Client, draft: CriteriaSet) -> None:
    form = typed(BANDS, how="Tính cả năm")
    html = markup(admin.post(own(draft, "1.1"), form))
    assert "Từ 90% trở lên" in html
    assert "Điểm theo" in html
    answer = save(admin, own(draft, "1.1"), form)
    assert answer.status_code == 302
    html = markup(admin.get(answer.url))
    assert BANDS.replace("<", "&lt;") in html
    assert "Đã lưu thang điểm của 1.1." in html
    saved = scale_of(draft)
    assert saved["how"] == "Tính cả năm"
    assert "Thang điểm 1.1: Đạt = " in markup(admin.get(own(draft)))


def test_the_record_is_read_in_either_language(draft: CriteriaSet) -> None:
    admin = client_of(Role.ADMIN)
    copy = copy_set(by=make_person(Role.ADMIN), criteria_set=draft, year=2031)
    save(admin, own(copy, "1.1"), typed(BANDS))
    publish_set(criteria_set=copy, by=make_person(Role.ADMIN))
    html = markup(admin.get(own(copy)))
    assert all(text in html for text in ("Ban hành<", "Thang điểm 1.1: Đạt", "Sao chép từ test-"))
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = markup(admin.get(own(copy)))
    assert all(text in html for text in ("Published<", "Scale of 1.1: ", "Copied from test-"))


def test_what_was_not_previewed_is_not_saved(admin: Client, draft: CriteriaSet) -> None:
    before = scale_of(draft)
    other = save(admin, own(draft, "1.1"), typed(BANDS), **typed("Có = 2; Không = 0"))
    assert other.status_code == 422
    html = markup(other)
    assert "Nội dung đã đổi sau lần xem trước" in html
    assert "Có = 2; Không = 0" in html
    assert scale_of(draft) == before


def test_a_conflict_shows_both_and_lets_choose(admin: Client, draft: CriteriaSet) -> None:
    mine = typed("Có = 2; Không = 0")
    form = mine | {
        name: hidden(markup(admin.post(own(draft, "1.1"), mine)), name)
        for name in ("saved-version", "save-cells")
    }
    assert save(client_of(Role.ADMIN), own(draft, "1.1"), typed(BANDS)).status_code == 302
    answer = admin.post(own(draft, "1.1"), form)
    assert answer.status_code == 409
    html = markup(answer)
    assert BANDS.replace("<", "&lt;") in html
    assert "Có = 2; Không = 0</textarea>" in html
    # The page now knows the newer one: saving again is a choice.
    assert save(admin, own(draft, "1.1"), mine).status_code == 302
    assert scale_of(draft)["options"][0]["label"] == "Có"


def test_a_published_leaf_can_be_tried_and_not_changed(admin: Client) -> None:
    published = make_set()
    html = markup(admin.get(own(published, "1.1")))
    assert "<textarea" not in html
    assert "Đạt = " in html
    html = markup(admin.post(own(published, "1.1"), {"option": "0"}, **TRIED))
    assert '<span class="num">2</span><small>điểm' in html
    # Cells that somebody sends all the same are not even read.
    html = markup(admin.post(own(published, "1.1"), typed(BANDS)))
    assert "Từ 90% trở lên" not in html
    assert 'name="save-cells"' not in html
    before = scale_of(published)
    form = typed(BANDS) | {"save-cells": digest_of(ScaleCells(BANDS)), "saved-version": "x"}
    answer = admin.post(own(published, "1.1"), form)
    assert answer.status_code == 422
    assert "đã ban hành nên không sửa được" in markup(answer)
    assert scale_of(published) == before


def test_a_coordinator_reads_and_tries_drafts(draft: CriteriaSet) -> None:
    coordinator = client_of(Role.COORDINATOR)
    assert "<textarea" not in markup(coordinator.get(own(draft, "1.1")))
    form = typed(BANDS) | {"save-cells": digest_of(ScaleCells(BANDS)), "saved-version": "x"}
    before = scale_of(draft)
    assert coordinator.post(own(draft, "1.1"), form).status_code == 403
    assert scale_of(draft) == before


def test_a_gate_and_neighbours_are_named(admin: Client, draft: CriteriaSet) -> None:
    Criterion.objects.filter(criteria_set=draft, code="1.2").update(gate="1.1")
    html = markup(admin.get(own(draft, "1.2")))
    assert "1.1 Lựa chọn" in re.sub(r"\s+", " ", html)
    assert own(draft, "1.1") in html
    assert own(draft, "1.3") in html
    assert admin.get(own(draft, "1")).status_code == 404


# Publishing


def test_publishing_asks_once_more(admin: Client, draft: CriteriaSet) -> None:
    html = markup(admin.get(own(draft) + "publish/"))
    assert 'tự đánh giá, thẩm định <span class="num">12</span>' in html
    assert "Sau khi ban hành không sửa được nữa" in html
    draft.refresh_from_db()
    assert not draft.is_published
    answer = admin.post(own(draft) + "publish/")
    assert answer.headers["Location"] == own(draft)
    draft.refresh_from_db()
    assert draft.is_published


def test_faults_stand_against_publishing(admin: Client, draft: CriteriaSet) -> None:
    Criterion.objects.filter(criteria_set=draft, code="1.1").update(scale=None)
    html = markup(admin.get(own(draft) + "publish/"))
    assert "còn 1 lỗi" in html
    assert "Ban hành, không thu hồi được" not in html
    assert f'href="{own(draft, "1.1")}"' in html
    answer = admin.post(own(draft) + "publish/")
    assert answer.status_code == 422
    assert "chưa có thang điểm" in markup(answer)
    draft.refresh_from_db()
    assert not draft.is_published


# What it costs


@pytest.mark.parametrize("drafts", [1, 4])
def test_queries_do_not_grow(
    django_assert_num_queries: DjangoAssertNumQueries, admin: Client, drafts: int
) -> None:
    first = make_set()
    author = make_person(Role.ADMIN)
    last = [copy_set(by=author, criteria_set=first, year=2030 + n) for n in range(drafts)][-1]
    pages: list[tuple[int, Callable[[], Any]]] = [
        (6, lambda: admin.get("/criteria/")),
        (7, lambda: admin.get(own(last))),
        (6, lambda: admin.get(own(last, "1.3"))),
        (4, lambda: admin.post(own(last, "1.3"), typed(BANDS), **UNDERSTOOD)),
        (4, lambda: admin.post(own(last, "1.3"), {"numerator": "5"}, **TRIED)),
        (6, lambda: admin.get(own(last) + "publish/")),
    ]
    admin.get(own(last))  # the kind of thing that the record is about is looked up once
    for most, ask in pages:
        with django_assert_num_queries(most):
            assert ask().status_code == 200


def test_a_published_set_s_page_offers_no_publishing(admin: Client, draft: CriteriaSet) -> None:
    assert "Kiểm tra và ban hành" in markup(admin.get(own(draft)))
    publish_set(criteria_set=draft, by=make_person(Role.ADMIN))
    assert "Kiểm tra và ban hành" not in markup(admin.get(own(draft)))


def test_a_trial_counts_0_behind_a_shut_gate(admin: Client, draft: CriteriaSet) -> None:
    first, second = draft.criteria.filter(children=None).order_by("position")[:2]
    Criterion.objects.filter(pk=second.pk).update(gate=first.code)
    address = own(draft, second.code)
    shown = markup(admin.get(address))
    assert f"Tiêu chí {first.code} không có điểm" in shown
    cells = typed("0–2 điểm")
    tried = markup(admin.post(address, cells | {"points": "1,5"}, **TRIED))
    assert '<span class="num">1,5</span>' in tried
    tried = markup(admin.post(address, cells | {"points": "1,5", "gate-shut": "on"}, **TRIED))
    assert '<span class="num">0</span>' in tried
    assert f"tính 0 điểm vì tiêu chí {first.code} không có điểm" in tried


def test_the_tree_stands_beside_a_leaf(admin: Client, draft: CriteriaSet) -> None:
    first, second = draft.criteria.filter(children=None).order_by("position")[:2]
    Criterion.objects.filter(pk=second.pk).update(scale=None)
    shown = markup(admin.get(own(draft, first.code)))
    pane = shown[shown.index('class="tree-pane') :]
    pane = pane[: pane.index("</nav>")]
    assert f'href="{own(draft, first.code)}" aria-current="page"' in pane
    assert pane.count("có lỗi") == 1
    assert pane.count("<a ") == draft.criteria.filter(children=None).count()


def test_documents_printed_code_and_condition_are_edited_beside_the_scale(
    admin: Client, draft: CriteriaSet
) -> None:
    first, second = draft.criteria.filter(children=None).order_by("position")[:2]
    address = own(draft, second.code)
    beside = {
        "evidence_vi": "Kế hoạch\nBáo cáo",
        "printed_code": "II.2",
        "gate": first.code,
    }
    answer = save(admin, address, typed(BANDS, **beside))
    assert answer.status_code == 302
    second.refresh_from_db()
    assert (second.evidence_vi, second.printed_code, second.gate) == (*beside.values(),)
    text = markup(admin.get(own(draft)))
    assert f"Điều kiện: – → {first.code}" in text
    wrong = markup(admin.post(address, typed(BANDS, gate="9.9"), **UNDERSTOOD))
    assert "không có tiêu chí “9.9” nào khác" in wrong
    assert 'name="save-cells"' not in wrong
    own_gate = markup(admin.post(address, typed(BANDS, gate=second.code), **UNDERSTOOD))
    assert "nào khác để làm điều kiện" in own_gate


def test_a_set_is_copied_to_another_year(admin: Client) -> None:
    source = make_set()
    assert f'action="{own(source)}copy/"' in markup(admin.get(own(source)))
    refused: Any = admin.post(f"{own(source)}copy/", {"year": str(source.year)})
    assert refused.status_code == 422
    assert 'aria-invalid="true" aria-describedby="fault-year"' in markup(refused)
    answer: Any = admin.post(f"{own(source)}copy/", {"year": str(source.year + 1)})
    copy = CriteriaSet.objects.get(year=source.year + 1)
    assert answer["Location"] == own(copy)
    assert not copy.is_published
    reader = client_of(Role.COORDINATOR)
    assert "copy/" not in markup(reader.get(own(source)))


def test_the_keys_of_a_ratio_are_said_in_the_page_s_language(
    admin: Client, draft: CriteriaSet
) -> None:
    figures = "tử số: Số hồ sơ đúng hạn (hồ sơ); mẫu số: Số hồ sơ đã giải quyết (hồ sơ)"
    cells = typed(BANDS, figures=figures)
    assert save(admin, own(draft, "1.1"), cells).status_code == 302
    stored = scale_of(draft)
    assert [one["key"] for one in stored["figures"]] == ["numerator", "denominator"]
    shown = markup(admin.get(own(draft, "1.1")))
    assert "tử số: Số hồ sơ đúng hạn" in shown
    assert "numerator:" not in shown
