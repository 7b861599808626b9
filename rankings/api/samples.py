"""The values of the schema's examples: one unit of one year, with numbers that fit one another.

68.32 of 84 points are 81.33%; in domain 1 it has 8.75 of 9.5; of its leaf 1.3.1, where it claimed
1 point for 6 of 20 agencies, 5 of 20 were found and half a point was lost.
"""

from decimal import Decimal
from typing import Any

from assessments.writing.versions import newer_value_text
from criteria.common.text import Text
from criteria.scales import parse_scale
from rankings.api.errors import SENTENCES, body
from rankings.rules import GROUP_RULE, INDEX_RULE, RANK_RULE

LEAF = {
    "title": "Tỷ lệ cơ quan, đơn vị được kiểm tra trong năm",
    "title_en": "Share of agencies inspected",
}
DOMAIN = {"title": "Công tác chỉ đạo, điều hành CCHC", "title_en": "PAR steering and direction"}
RECORD_HEAD = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
DIGEST = "e658388a5179fed09b64e63307211b6db2cb13c858f1eec539cbd59a7edd1ca0"
REASON = "Biên bản kiểm tra chỉ có 5/20 cơ quan, đơn vị."
INPUTS: list[dict[str, Any]] = [
    {
        "key": "numerator",
        "label": "Số cơ quan, đơn vị được kiểm tra CCHC trong năm",
        "label_en": "Agencies inspected for PAR in the year",
        "unit": "cơ quan được kiểm tra",
        "unit_en": "agencies inspected",
        "type": "whole",
    },
    {
        "key": "denominator",
        "label": "Tổng số cơ quan chuyên môn cấp tỉnh và đơn vị hành chính cấp huyện",
        "label_en": "All provincial agencies and districts",
        "unit": "cơ quan",
        "unit_en": "agencies",
        "type": "whole",
    },
]
SCALE: dict[str, Any] = {
    "figures": INPUTS,
    "parts": [
        {
            "part": "bands",
            "of": {"ratio": ["numerator", "denominator"]},
            "bands": [{"min": "30", "points": "1"}, {"min": "20", "points": "0.5"}],
        }
    ],
}
CLAIMED, AWARDED = (
    {"numerator": "6", "denominator": "20"},
    {"numerator": "5", "denominator": "20"},
)
CLAIMED_WHY, WHY = (parse_scale(SCALE, Decimal(1)).score(one).why for one in (CLAIMED, AWARDED))
DOCUMENTS = ["Kế hoạch kiểm tra CCHC năm", "Thông báo, kết luận kiểm tra"]
PUBLISHED = "2023-04-19T09:00:00+07:00"
PUBLICATION = {
    "id": 7,
    "basis": "final",
    "version": 1,
    "status": "published",
    "reason": "",
    "published_at": PUBLISHED,
    "decision_number": "233/QĐ-BNV",
    "decision_date": "2023-04-18",
    "digest": DIGEST,
    "record_head": RECORD_HEAD,
}
UNIT = {
    "id": 59,
    "code": "92",
    "name": "Cần Thơ",
    "name_en": "Can Tho",
    "region": "Đồng bằng sông Cửu Long",
}
SET = {
    "code": "province-2022",
    "title": "Bộ tiêu chí xác định Chỉ số CCHC cấp tỉnh năm 2022",
    "title_en": "PAR Index criteria for provinces, 2022",
    "legal_basis": "Quyết định số 876/QĐ-BNV ngày 10/11/2022 của Bộ trưởng Bộ Nội vụ",
    "total_points": "100.0000",
    "status": "published",
    "published_at": "2022-11-15T09:00:00+07:00",
    "rules": {},
}
SHEET = {
    "id": 41,
    "round": 3,
    "status": "final",
    "deadline": "2023-01-15T23:59:59+07:00",
    "submitted_at": "2023-01-13T16:20:00+07:00",
    "claimed_points": "63.5000",
    "awarded_points": "68.3200",
}


def _node(
    code: str, kind: str, titles: dict[str, str], maximum: str, *children: dict[str, Any]
) -> dict[str, Any]:
    above: dict[str, Any] = {
        "source": None,
        "scale": None,
        "inputs": [],
        "evidence": "",
        "documents": [],
        "reviewing_body": None,
    }
    head = {"code": code, "printed_code": "", "kind": kind, **titles, "maximum": maximum}
    above |= {"counts": "", "gate": ""}
    return {**head, **above, "children": list(children)}


NODE = _node("1.3.1", "subcriterion", LEAF, "1.0000") | {
    "source": "reviewed",
    "scale": SCALE,
    "inputs": [
        {name: value for name, value in one.items() if name != "key"}
        | {"name": one["key"], "options": [], "options_en": []}
        for one in INPUTS
    ],
    "evidence": "\n".join(DOCUMENTS),
    "documents": DOCUMENTS,
    "reviewing_body": "BNV",
}
PARENT = {"title": "Công tác kiểm tra CCHC", "title_en": "PAR inspection"}
TREE = _node("1", "domain", DOMAIN, "9.5000", _node("1.3", "criterion", PARENT, "2.0000", NODE))

OF: dict[str, dict[str, Any]] = {
    "Assessment": SHEET,
    "CriteriaSet": SET,
    "CriteriaTree": SET | {"domains": [TREE]},
    "EvidenceUse": {"code": "1.3.1", "withdrawn": False},
    "FigureToDate": {
        "code": "1.3.1",
        "day": "2023-09-30",
        "input": AWARDED,
        "points": "0.5000",
        "at": "2023-10-02T08:30:00+07:00",
    },
    "Plan": {
        "id": 5,
        "year": 2022,
        "number": 1,
        "made_at": "2023-05-04T09:00:00+07:00",
        "approved_at": "2023-05-20T16:00:00+07:00",
    },
    "PlanLeaf": LEAF | {"code": "1.3.1", "points": "0.5000", "maximum": "1.0000", "version": 2},
    "PlanRemedy": {
        "text": "Kiểm tra thêm 3 sở trong quý III",
        "person": "can-bo@example.vn",
        "body": "Sở Nội vụ",
        "due": "2023-09-30",
        "done_on": None,
    },
    "PlanTarget": {"input": CLAIMED, "points": "1.0000"},
    "StoredEvidence": {
        "id": 31,
        "year": 2022,
        "assessment": 140,
        "title": "Thông báo kết luận kiểm tra CCHC",
        "number": "12/TB-SNV",
        "issued_on": "2022-11-15",
        "valid_from": None,
        "valid_to": None,
        "url": "",
        "file_name": "Thông báo 12.pdf",
        "size": 184320,
        "sha256": DIGEST,
        "uploaded_at": "2022-12-20T14:05:00+07:00",
    },
    "DomainIndex": DOMAIN
    | {
        "code": "1",
        "printed_code": "",
        "counts": "",
        "points": "8.7500",
        "maximum": "9.5000",
        "index": "92.11",
    },
    "BlockMean": {"block": "phường", "units": 13, "index": "83.57", "domains": {"1": "91.20"}},
    "Mean": {"domain": None, "units": 13, "index": "83.57"},
    "Progress": {"own": 74, "filled": 74, "all": 95, "reviewed": 95},
    "Ranking": PUBLICATION
    | {
        "step": 6,
        "steps": 6,
        "failure": None,
        "started_at": "2023-04-17T14:02:00+07:00",
        "computed_at": "2023-04-17T14:02:01+07:00",
    },
    "RankingRow": {
        "rank": 48,
        "points": "68.3200",
        "maximum": "84.0000",
        "index": "81.33",
        "group": "B",
        "block": "",
        "outside": "0.0000",
        "ranking": 7,
        "published_at": PUBLISHED,
        "basis": "final",
    },
    "RegionMean": {"domain": None, "units": 13, "index": "83.57", "ranking": 7, "basis": "final"},
    "RegionName": {"units": 13},
    "ResultUnit": UNIT,
    "Round": {
        "id": 3,
        "criteria_set": "province-2022",
        "title": "Kỳ đánh giá Chỉ số CCHC cấp tỉnh năm 2022",
        "title_en": "PAR Index of provinces, 2022",
        "opens_at": "2022-12-01T08:00:00+07:00",
        "submit_by": "2023-01-15T23:59:59+07:00",
        "review_by": "2023-03-31T23:59:59+07:00",
        "phase": "closed",
    },
    "RoundBrief": {
        "id": 3,
        "title": "Kỳ đánh giá Chỉ số CCHC cấp tỉnh năm 2022",
        "title_en": "PAR Index of provinces, 2022",
    },
    "Rules": {
        name: {"vi": rule.vi, "en": rule.en}
        for name, rule in (("index", INDEX_RULE), ("rank", RANK_RULE), ("group", GROUP_RULE))
    },
    "Score": LEAF
    | {
        "code": "1.3.1",
        "source": "reviewed",
        "maximum": "1.0000",
        "claimed": {
            "input": CLAIMED,
            "points": "1.0000",
            "not_applicable": False,
            "note": "Đã kiểm tra 6/20 cơ quan, đơn vị.",
            "why": CLAIMED_WHY.vi,
            "why_en": CLAIMED_WHY.en,
        },
        "awarded": {
            "input": AWARDED,
            "points": "0.5000",
            "not_applicable": False,
            "note": REASON,
            "why": WHY.vi,
            "why_en": WHY.en,
        },
        "version": 4,
        "changed_at": "2023-02-20T10:15:00+07:00",
    },
    "Sheet": SHEET,
    "Unit": {
        "id": 97,
        "code": "92",
        "region": "",
        "in_force_from": "2025-07-01",
        "in_force_to": None,
        "formed_from": [59, 60, 61],
    },
    "UnitBrief": UNIT,
    "UnitDomain": DOMAIN
    | {"domain": "1", "points": "8.7500", "maximum": "9.5000", "index": "92.11"},
    "UnitLeaf": LEAF
    | {
        "leaf": "1.3.1",
        "printed_code": "",
        "counts": "",
        "points": "0.5000",
        "maximum": "1.0000",
        "lost": "0.5000",
        "claimed_points": "1.0000",
        "note": REASON,
        "why": WHY.vi,
        "why_en": WHY.en,
    },
    "Version": PUBLICATION,
}
"""The samples by the schema's name and the field's; a part that has a schema of its own is made from that."""

ANYWHERE: dict[str, Any] = {
    "count": 1,
    "next": None,
    "previous": None,
    "level": "province",
    "year": 2022,
    "name": "Cần Thơ",
    "name_en": "Can Tho",
    "region": "Đồng bằng sông Cửu Long",
    "assessed": True,
    "applies": True,
    "ranked": True,
    "is_official": False,
    "is_demo": True,  # the numbers are made up
}
"""The samples by the field's name, the same in every schema."""

PROBLEMS: dict[int, dict[str, Any]] = {
    400: body(
        "bad_parameters",
        Text(
            vi="year: “x” không hợp lệ; cần số nguyên từ 1 đến 9999.",
            en="year: “x” is not valid; give a whole number from 1 to 9999.",
        ),
    ),
    412: body(
        "precondition_failed",
        newer_value_text(Text(vi="Cán bộ khác", en="Another officer"), "1.1.1"),
    ),
    422: body(
        "refused",
        Text(
            vi="Tổng số hồ sơ TTHC đã giải quyết trong năm 12,5 phải là số nguyên",
            en="All procedure files settled in the year 12.5 must be a whole number",
        ),
    ),
    428: body(
        "precondition_required",
        Text(
            vi="Cần tiêu đề If-Match với ETag đã đọc.",
            en="Send the ETag that you have read as If-Match.",
        ),
    ),
    429: body(
        "throttled",
        Text(
            vi="Quá nhiều yêu cầu. Hãy thử lại sau 12 giây.",
            en="Too many requests. Try again in 12 seconds.",
        ),
    ),
}
"""The samples of errors by status; the others are the sentences themselves."""
for _kind, _code, _text in SENTENCES:
    PROBLEMS.setdefault(getattr(_kind, "status_code", 404), body(_code, _text))
