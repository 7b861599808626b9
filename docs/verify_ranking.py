#!/usr/bin/env python3
"""Compute a published ranking again, from its leaves up, and compare every number and digest.

    python3 verify_ranking.py https://…/api/v1/rankings/7/proof/
    python3 verify_ranking.py proof.jsonl [digest that was published]

Needs Python 3.11 and nothing else; uses nothing of the program that made the ranking. The form of
the file and of the digest is described in digest.md. Ends with 0 when everything agrees, else with
1 after a line for each difference, with 2 when the file is none of this form.
"""

import hashlib
import json
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

FORMS = ("parindex-ranking-1", "parindex-ranking-2")
GROUPS = [{"name": n, "min": m} for n, m in (("A", "90"), ("B", "80"), ("C", "70"), ("D", "0"))]
SIGNS = {"bonus": 1, "bonus_highest": 1, "penalty": -1, "penalty_highest": -1}
PARTS = ("rules", "set", "means", "units")


def line(kind: str, *fields: object) -> str:
    texts = ("" if field is None else str(field) for field in fields)
    escaped = (t.replace("\\", "\\\\").replace("|", "\\p").replace("\n", "\\n") for t in texts)
    return "|".join((kind, *escaped))


def sha256(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def index_of(points: int, maximum: int) -> int | None:
    """In whole 0.01 percent; none where nothing applies."""
    return half_up(Fraction(points, maximum) * 10000) if maximum else None


class Verifier:
    """Takes the head and then unit after unit; ``faults`` holds what does not agree."""

    def __init__(self, head: dict[str, Any]) -> None:
        self.head = head
        self.faults: list[str] = []
        self.is_first = head["form"] == FORMS[0]
        given = head["set"]
        self.rules = {} if self.is_first else given["rules"]
        self.options = {} if self.is_first else given["options"]
        criteria = [(*one, "", "", "")[:7] for one in given["criteria"]]
        parent = {one[0]: one[1] for one in criteria}
        inner = {one[1] for one in criteria if one[1] is not None}
        self.counts_as = {one[0]: one[5] for one in criteria}
        self.gates = {one[0]: one[6] for one in criteria if one[6]}
        self.caps = {one[0]: one[2] for one in criteria if one[1] is None}
        # A line for information alone has no source, and nobody has points on it.
        self.maximum = {
            one[0]: one[2]
            for one in criteria
            if one[0] not in inner and (one[3] or one[5] != "info")
        }
        self.order = [code for code in parent if code in self.maximum]
        self.top = {code: self._top(code, parent) for code in self.maximum}
        self.unit_lines: list[str] = []
        self.ranks: list[tuple[str, str, tuple[int, ...], int | None]] = []
        self.quotients: dict[tuple[str, str | None], Fraction] = defaultdict(Fraction)
        self.counts: dict[tuple[str, str | None], int] = defaultdict(int)

    @staticmethod
    def _top(code: str, parent: dict[str, str | None]) -> str:
        while (up := parent.get(code)) is not None:
            code = up
        return code

    def _same(self, where: str, stated: object, found: object) -> None:
        if stated != found:
            self.faults.append(f"{where}: {stated!r} is stated, {found!r} follows")

    def unit(self, row: dict[str, Any]) -> None:
        """Leaves to domains to the unit, and the digest over all three."""
        where = f"unit {row['code']} ({row['name']})"
        leaves = {leaf[0]: (leaf[1], leaf[2]) for leaf in row["leaves"]}
        if row["leaves"]:
            self._same(f"{where}, its leaves", [leaf[0] for leaf in row["leaves"]], self.order)
        below: dict[str, list[tuple[int, int]]] = {}
        for code, (points, maximum) in leaves.items():
            self._leaf(f"{where}, leaf {code}", code, leaves)
            below.setdefault(self.top.get(code, "?"), []).append((points, maximum))
        found = [self._domain(code, pairs) for code, pairs in below.items()]
        for stated in row["domains"]:
            again = next((one for one in found if one[0] == stated[0]), None)
            self._same(f"{where}, domain {stated[0]}", stated, again)
        self._same(f"{where}, number of domains", len(row["domains"]), len(found))
        one = self._unit(row, leaves, found)
        for name, value in one.items():
            self._same(f"{where}, {name}", row.get(name, 0), value)
        index = one["index"]
        if row["ranked"] and index is not None:
            key = (index, *(self._tie(code, leaves, found) for code in self.rules.get("ties", [])))
            self.ranks.append((where, row.get("block", ""), key, row["rank"]))
        else:
            self._same(f"{where}, rank", row["rank"], None)
        inside = [one for one in found if not self._sign(one[0])]
        for place in {"", row["region"]}:
            for domain, p, m in [
                (None, one["points"], one["maximum"]),
                *((code, p, m) for code, p, m, _index in inside),
            ]:
                if m:
                    self.quotients[place, domain] += Fraction(p or 0, m)
                    self.counts[place, domain] += 1
        self._same(f"{where}, digest", row["digest"], self.digest_of(row))
        self.unit_lines.append(line("unit", row["code"], row["digest"]))

    def _leaf(self, where: str, code: str, leaves: dict[str, tuple[int, int]]) -> None:
        points, maximum = leaves[code]
        by, of = leaves.get(self.gates.get(code, ""), (0, 0))
        if of and not by and points:
            self.faults.append(f"{where}: {self.gates[code]} has no points")
        if maximum not in (0, self.maximum.get(code)) or not 0 <= points <= maximum:
            self.faults.append(f"{where}: {points} of {maximum} cannot be")

    def _sign(self, code: str) -> int:
        return SIGNS.get(self.counts_as.get(code, ""), 0)

    def _domain(self, code: str, pairs: list[tuple[int, int]]) -> list[Any]:
        """[code, points, maximum, index]; outside the total up to the cap, and without an index."""
        highest = self.counts_as.get(code, "").endswith("_highest")
        points, maximum = ((max if highest else sum)(side) for side in zip(*pairs, strict=True))
        if not self._sign(code):
            return [code, points, maximum, index_of(points, maximum)]
        cap = self.caps[code]
        return [code, min(cap, points), min(cap, maximum), None]

    def _unit(
        self, row: dict[str, Any], leaves: dict[str, tuple[int, int]], found: list[list[Any]]
    ) -> dict[str, Any]:
        if not found:
            return {"points": None, "maximum": None, "index": None, "outside": 0, "group": ""}
        inside = sum(one[1] for one in found if not self._sign(one[0]))
        maximum = sum(one[2] for one in found if not self._sign(one[0]))
        outside = sum(self._sign(one[0]) * one[1] for one in found)
        points = max(0, inside + outside)
        if self.rules.get("capped") and found and points > maximum and outside:
            points = maximum
        index = index_of(points, maximum)
        group = ""
        if index is not None:
            plain = index_of(inside, maximum) or 0
            classes = self.rules.get("classes", GROUPS)
            place = next(
                (
                    place
                    for place, one in enumerate(classes)
                    if index >= self._least(one.get("min", "0"), row.get("block", ""))
                    and all(
                        self._holds(condition, plain, row, leaves, found)
                        for condition in one.get("if", [])
                    )
                ),
                None,
            )
            lowers = self.rules.get("lowers", [])
            if place is not None:
                lower = any(self._holds(one, plain, row, leaves, found) for one in lowers)
                group = classes[min(place + lower, len(classes) - 1)]["name"]
        return {
            "points": points,
            "maximum": maximum,
            "index": index,
            "outside": outside,
            "group": group,
        }

    @staticmethod
    def _least(bound: Any, block: str) -> Fraction:
        """The bound of a class, in whole 0.01 percent; blocks of units may have one of their own."""
        if isinstance(bound, dict):
            bound = bound[block if block in bound else ""]
        return Fraction(str(bound)) * 100

    def _holds(
        self,
        condition: dict[str, Any],
        plain: int,
        row: dict[str, Any],
        leaves: dict[str, tuple[int, int]],
        found: list[list[Any]],
    ) -> bool:
        """Whether a unit meets a condition of a class; what does not apply is not held against it."""
        if "no_zero" in condition:
            counted = (pair for code, pair in leaves.items() if not self.counts_as[code])
            return not any(maximum and not points for points, maximum in counted)
        if "inside" in condition:
            return plain >= Fraction(condition["inside"]) * 100
        if "domain" in condition:
            least, code = Fraction(condition["min"]) * 100, condition["domain"]
            own = [one[3] for one in found if code in ("*", one[0]) and one[3] is not None]
            return all(index >= least for index in own)
        code = condition["leaf"]
        if "min" in condition:
            points, maximum = leaves[code]
            return not maximum or points >= Fraction(condition["min"]) * 10000
        labels, place = self.options.get(code, []), row["options"].get(code)
        label = labels[place] if place is not None and place < len(labels) else None
        if "is" in condition:
            return label in condition["is"]
        return label not in condition["is_not"]

    def _tie(self, code: str, leaves: dict[str, tuple[int, int]], found: list[list[Any]]) -> int:
        """What parts equal indices, the higher the better; what does not apply comes last."""
        if code in leaves:
            points, maximum = leaves[code]
            if self._sign(code) < 0:
                return -points if maximum else 0
            return points if maximum else -1
        index = next((one[3] for one in found if one[0] == code), None)
        return -1 if index is None else index

    def digest_of(self, row: dict[str, Any]) -> str:
        block, outside = ([], []) if self.is_first else ([row["block"]], [row["outside"]])
        words = [row["code"], row["name"], row["region"], *block, row["group"], int(row["ranked"])]
        numbers = [row[name] for name in ("points", "maximum", "index", "rank")]
        lines = [line("unit", *words, *outside, *numbers)]
        lines += [line("domain", *domain) for domain in row["domains"]]
        lines += [line("leaf", *leaf) for leaf in row["leaves"]]
        if not self.is_first:
            chosen = row["options"]
            lines += [line("option", code, chosen[code]) for code in self.order if code in chosen]
        return sha256(lines)

    def finish(self, published: str = "") -> list[str]:
        """Ranks, means, the digests of the parts and of the whole; answers every fault."""
        head = self.head
        if "units" in head:
            # One unit alone: ranks and means need the others, the digests of all are stated.
            own, all_units = set(self.unit_lines), [line("unit", *pair) for pair in head["units"]]
            if not own <= set(all_units):
                self.faults.append("the unit's digest is none of the ranking's")
            self.unit_lines = all_units
        else:
            self._places()
            stated = {(region, domain): tuple(rest) for region, domain, *rest in head["means"]}
            for key in stated.keys() | self.counts.keys():
                count = self.counts.get(key, 0)
                mean = half_up(self.quotients[key] * 10000 / count) if count else None
                where = f"mean of {key[0] or 'all'}, {key[1] or 'the whole set'}"
                self._same(where, stated.get(key), (count, mean))
        self._digests(published)
        return self.faults

    def _places(self) -> None:
        for block in {block for _where, block, _key, _rank in self.ranks}:
            own = [one for one in self.ranks if one[1] == block]
            # Without blocks in the rules all units are one.
            first: dict[tuple[int, ...], int] = {}
            for place, key in enumerate(sorted((key for _w, _b, key, _r in own), reverse=True), 1):
                first.setdefault(key, place)
            for where, _block, key, rank in own:
                self._same(f"{where}, rank", rank, first[key])

    def _digests(self, published: str) -> None:
        head, given = self.head, self.head["set"]
        inside = (most for code, most in self.maximum.items() if not self._sign(code))
        self._same("set, sum of its leaves", given["total"], sum(inside))
        rules = (line("rule", name, one["vi"], one["en"]) for name, one in head["rules"].items())
        about = line("set", given["code"], given["level"], given["year"], given["total"])
        around: list[str] = []
        choices: list[str] = []
        if not self.is_first:
            text = json.dumps(self.rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            around = [line("rules", text)]
            choices = [line("options", code, *labels) for code, labels in self.options.items()]
        nodes = (line("criterion", *one) for one in given["criteria"])
        parts = {
            "rules": sha256(sorted(rules)),
            "set": sha256([about, *around, *nodes, *choices]),
            "means": sha256(sorted(line("mean", *one) for one in head["means"])),
            "units": sha256(sorted(self.unit_lines)),
        }
        for name in PARTS:
            self._same(f"digest of the part “{name}”", head["parts"].get(name), parts[name])
        about = line("ranking", head["level"], head["year"], head["basis"])
        whole = sha256([head["form"], about, *(line(name, parts[name]) for name in PARTS)])
        self._same("digest of the ranking (level, year, basis and parts)", head["digest"], whole)
        if published:
            self._same("digest as published", published, whole)


def verify(lines: Iterable[str | bytes], published: str = "") -> list[str]:
    """Every difference in a proof, line by line; ValueError when it is none."""
    verifier: Verifier | None = None
    number = 0
    try:
        for number, text in enumerate(lines, 1):  # noqa: B007  # named in the answer below
            if verifier:
                verifier.unit(json.loads(text))
                continue
            head = json.loads(text)
            if head["form"] not in FORMS:
                raise ValueError(f"the form is {head['form']!r}, none of {', '.join(FORMS)}")
            verifier = Verifier(head)
        if verifier is None:
            raise ValueError("empty")
        return verifier.finish(published)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not a proof of a ranking, line {number}: {error!r}") from error


def read(where: str) -> Iterator[bytes]:
    if where.startswith(("http://", "https://")):
        with urllib.request.urlopen(where) as answer:  # noqa: S310  # http and https alone
            yield from answer
    else:
        with open(where, "rb") as file:
            yield from file


def main() -> int:
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        faults = verify(read(sys.argv[1]), *sys.argv[2:])
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for fault in faults:
        print(fault)
    print(f"{len(faults)} differences." if faults else "Everything agrees with the digest.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
