"""Options in a cell: ``Đạt = 0,5; Không đạt = 0``; an option may hold a rule of its own: ``Có = [từ 80% trở lên = 2]``,
or a range within which points are typed: ``Tốt = 3–5``. One option alone leaves the rest at 0: ``Có = 1``."""

import re
from collections.abc import Mapping
from typing import ClassVar

from criteria.scales.base import JSON
from criteria.scales.notation.base import Figures, Inner, NotInWords, PartNotation, points_text
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.heads import head_text
from criteria.scales.notation.intervals import is_bound
from criteria.scales.notation.unknown_heads import LEADS, check_labels, lone_word_fault
from criteria.scales.notation.wording import known_clause, known_wording
from criteria.scales.notation.words import (
    LONGEST,
    NOT_APPLICABLE,
    NUMBER,
    ONE_OF,
    OTHERWISE,
    comparable_text,
    is_vietnamese,
    rule_text,
    speaks_like_a_rule,
)

_RANGE = re.compile(
    rf"(?:(?:từ|from)\s+)?(?P<min>{NUMBER})\s*(?:điểm\s*)?(?:-|đến|to)\s*(?P<max>{NUMBER})\s*(?:điểm|points?)?"
)
_SPECIAL = set(';"=:\n{<>[]+|')


class ChoiceNotation(PartNotation):
    part: ClassVar[str] = "choice"
    rank: ClassVar[int] = 50

    def read(self, cell: CellText) -> list[Part] | None:
        options: list[JSON] = []
        check_labels(cell)
        for clause in cell.clauses:
            option = labels_of(cell, clause)
            if clause.right is not None and clause.right.startswith("["):
                parts = cell.inside(clause, clause.right)
                option |= {"part": _with_own_key(parts[0], options)} if parts else {}
            elif clause.right is not None and (spread := _RANGE.fullmatch(rule_text(clause.right))):
                option["part"] = _with_own_key(_typed_within(cell, clause, spread), options)
            else:
                points = _points_of(cell, clause)
                if points is not None and points.startswith("-"):
                    _refuse_taking(cell, clause)
                option["points"] = points
            options.append(option)
        if len(cell.clauses) == 1 and not cell.clauses[0].quoted:
            options += _unsaid_rest(options[0])
        return [{"part": "choice", **cell.head, "options": options}]

    def write(self, part: Mapping[str, JSON], figures: Figures, english: bool, inner: Inner) -> str:
        options, clauses = part["options"], []
        if not isinstance(options, list):
            raise NotInWords
        before: list[JSON] = []
        for option in options:
            if not isinstance(option, dict):
                raise NotInWords
            held, shown = option.get("part"), labels_text(option, quoted=len(options) == 1)
            if isinstance(held, dict):
                clauses.append(f"{shown} = [{inner(_without_own_key(held, before))}]")
            else:
                points = points_text(option["points"], english)
                clauses.append(f"{shown} = {points}")
            before.append(option)
        return f"{head_text(ONE_OF[english], part)}{'; '.join(clauses)}"


def _points_of(cell: CellText, clause: Clause) -> str | None:
    """Returns the points of an option; where a word stands alone in a cell, the fault names those that may."""
    if clause.right is None and not clause.quoted and len(cell.clauses) == 1 and not cell.kind:
        fault = lone_word_fault(clause)
        cell.faults.add(clause, fault.vi, fault.en)
        return None
    return cell.faults.points(clause)


def _unsaid_rest(only: JSON) -> list[JSON]:
    """Returns the option that a cell with one alone leaves unsaid, so that who has not earned it can say so."""
    if not isinstance(only, dict) or (only.get("points") in (None, "0") and "part" not in only):
        return []
    if "label_en" in only:
        return [{"label": OTHERWISE[0], "label_en": OTHERWISE[1], "points": "0"}]
    return [{"label": OTHERWISE[not is_vietnamese(str(only["label"]))], "points": "0"}]


def _typed_within(cell: CellText, clause: Clause, spread: re.Match[str]) -> Part:
    least = cell.faults.number(clause, spread["min"].rstrip(".,"))
    most = cell.faults.number(clause, spread["max"].rstrip(".,"))
    data: Part = {"part": "points"}
    if least is not None and least != "0":
        data["min"] = least
    if most is not None:
        data["max"] = most
    return data


def _own_key(before: list[JSON]) -> str:
    """Returns the key of typed points that a cell does not name: each option's own, since each has its own bounds."""
    held = [option.get("part") for option in before if isinstance(option, dict)]
    typed = [one for one in held if isinstance(one, dict) and one.get("part") == "points"]
    return f"points_{len(typed) + 1}" if typed else "points"


def _with_own_key(part: Part, before: list[JSON]) -> Part:
    key = _own_key(before)
    if part.get("part") != "points" or "key" in part or key == "points":
        return part
    return {"part": "points", "key": key, **part}


def _without_own_key(part: Part, before: list[JSON]) -> Part:
    if part.get("key") != _own_key(before) or part.get("part") != "points":
        return part
    return {name: value for name, value in part.items() if name != "key"}


def labels_of(cell: CellText, clause: Clause) -> Part:
    """Returns a clause's label, in English too where it has it: ``Đạt | Met``.

    One that tells how points are counted is refused, with both its readings.
    """
    is_label = clause.quoted and not clause.too_long
    text = clause.left if is_label else clause.left.partition("|")[0]
    english = clause.english if is_label else clause.left.partition("|")[2]
    label, label_en = " ".join(text.split()), " ".join(english.split())
    if not is_label and any(
        speaks_like_a_rule(one) or is_bound(one) for one in (label, label_en or label)
    ):
        cell.faults.add(
            clause,
            "đọc như một quy tắc tính điểm, không phải tên phương án: nếu là phương án, đặt nhãn trong ngoặc kép; "
            "nếu là quy tắc, viết như “trừ 0,2/văn bản sai”, “mỗi sáng kiến = 0,5”, “từ 80% trở lên = 1” "
            "hoặc “cứ thêm 5 = +0,5; tối đa 10”",
            "reads like a rule, not like the name of an option: put an option's label in quotes; "
            "write a rule like “minus 0.2/wrong text”, “each initiative = 0.5”, “80% or more = 1” "
            "or “each further 5 = +0.5; at most 10”",
        )
    data: Part = {"label": label}
    if label_en:
        data["label_en"] = label_en
    return data


def labels_text(row: Mapping[str, JSON], *, quoted: bool = False) -> str:
    """Returns a line's label as a cell has it, its English behind a bar."""
    labels = [str(row[name]) for name in ("label", "label_en") if name in row]
    shown = [label_text(label) for label in labels]
    if quoted or any(one.startswith('"') for one in shown):
        shown = [_in_quotes(label) for label in labels]
    return " | ".join(shown)


def label_text(label: str) -> str:
    """Returns a label as a cell has it, in quotes where it would be read as something else."""
    plain = comparable_text(label)
    odd = (
        is_bound(label) or _SPECIAL & set(label) or plain in NOT_APPLICABLE or len(label) > LONGEST
    )
    odd = odd or known_clause(known_wording(f"{label} = 1")) != f"{label} = 1"
    if odd or speaks_like_a_rule(label) or plain.startswith((*_BEGINNINGS, *LEADS)):
        return _in_quotes(label)
    return label


def _in_quotes(label: str) -> str:
    return '"' + label.replace('"', '""') + '"'


_BEGINNINGS = ("theo ", "by ", "nhập", "chấm", "mẫu số", "làm tròn", "phần ", "points", "percent")


def _refuse_taking(cell: CellText, clause: Clause) -> None:
    cell.faults.add(
        clause,
        "có hai cách hiểu: trừ một lần nếu rơi vào trường hợp này (viết điểm còn lại, ví dụ “= 1”), "
        "hoặc trừ theo số trường hợp (viết “trừ …/trường hợp”)",
        "has two readings: taken once where this is so (write the points that are left, such as “= 1”), "
        "or for each case (write “minus …/case”)",
    )
