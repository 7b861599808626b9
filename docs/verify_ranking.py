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

FORM = "parindex-ranking-1"
GROUPS = ((9000, "A"), (8000, "B"), (7000, "C"), (0, "D"))
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
        criteria = head["set"]["criteria"]
        parent = {code: up for code, up, _most, _source in criteria}
        inner = {up for up in parent.values() if up is not None}
        self.maximum = {code: most for code, _up, most, _source in criteria if code not in inner}
        self.order = [code for code in parent if code in self.maximum]
        self.top = {code: self._top(code, parent) for code in self.maximum}
        self.unit_lines: list[str] = []
        self.ranks: list[tuple[str, int, int | None]] = []
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
        totals: dict[str, list[int]] = {}
        if row["leaves"]:
            self._same(f"{where}, its leaves", [leaf[0] for leaf in row["leaves"]], self.order)
        for code, points, maximum, _claimed, _note in row["leaves"]:
            if maximum not in (0, self.maximum.get(code)) or not 0 <= points <= maximum:
                self.faults.append(f"{where}, leaf {code}: {points} of {maximum} cannot be")
            one = totals.setdefault(self.top.get(code, "?"), [0, 0])
            one[0], one[1] = one[0] + points, one[1] + maximum
        found = [[code, p, m, index_of(p, m)] for code, (p, m) in totals.items()]
        for stated in row["domains"]:
            again = next((one for one in found if one[0] == stated[0]), None)
            self._same(f"{where}, domain {stated[0]}", stated, again)
        self._same(f"{where}, number of domains", len(row["domains"]), len(found))
        points = sum(p for p, _m in totals.values()) if totals else None
        maximum = sum(m for _p, m in totals.values()) if totals else None
        index = index_of(points, maximum) if points is not None and maximum is not None else None
        group = "" if index is None else next(name for low, name in GROUPS if index >= low)
        for name, value in (
            ("points", points),
            ("maximum", maximum),
            ("index", index),
            ("group", group),
        ):
            self._same(f"{where}, {name}", row[name], value)
        if row["ranked"] and index is not None:
            self.ranks.append((where, index, row["rank"]))
        else:
            self._same(f"{where}, rank", row["rank"], None)
        for place in {"", row["region"]}:
            for domain, p, m in [
                (None, points, maximum),
                *((code, p, m) for code, (p, m) in totals.items()),
            ]:
                if m:
                    self.quotients[place, domain] += Fraction(p or 0, m)
                    self.counts[place, domain] += 1
        self._same(f"{where}, digest", row["digest"], self.digest_of(row))
        self.unit_lines.append(line("unit", row["code"], row["digest"]))

    @staticmethod
    def digest_of(row: dict[str, Any]) -> str:
        names = ("points", "maximum", "index", "rank")
        words = [row["code"], row["name"], row["region"], row["group"], int(row["ranked"])]
        lines = [line("unit", *words, *(row[name] for name in names))]
        lines += [line("domain", *domain) for domain in row["domains"]]
        lines += [line("leaf", *leaf) for leaf in row["leaves"]]
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
        indices = sorted((index for _where, index, _rank in self.ranks), reverse=True)
        first: dict[int, int] = {}
        for place, index in enumerate(indices, 1):
            first.setdefault(index, place)
        for where, index, rank in self.ranks:
            self._same(f"{where}, rank", rank, first[index])

    def _digests(self, published: str) -> None:
        head, given = self.head, self.head["set"]
        leaves = sum(self.maximum.values())
        self._same("set, sum of its leaves", given["total"], leaves)
        rules = (line("rule", name, one["vi"], one["en"]) for name, one in head["rules"].items())
        about = line("set", given["code"], given["level"], given["year"], given["total"])
        parts = {
            "rules": sha256(sorted(rules)),
            "set": sha256([about, *(line("criterion", *one) for one in given["criteria"])]),
            "means": sha256(sorted(line("mean", *one) for one in head["means"])),
            "units": sha256(sorted(self.unit_lines)),
        }
        for name in PARTS:
            self._same(f"digest of the part “{name}”", head["parts"].get(name), parts[name])
        about = line("ranking", head["level"], head["year"], head["basis"])
        whole = sha256([FORM, about, *(line(name, parts[name]) for name in PARTS)])
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
            if head["form"] != FORM:
                raise ValueError(f"the form is {head['form']!r}, not {FORM!r}")
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
