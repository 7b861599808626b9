"""The rooms of the house: what each is for, and which others it may look into.

A room is a folder or a module of an app. What is not named here (admin, commands, tasks, addresses,
the clock) is a door: it may look into every room of its floor, and no room looks into it.
``python -m tests.house map`` writes the table into ``docs/developers.md``.
"""

from dataclasses import dataclass
from pathlib import Path

from tests.house.code import FLOORS, ROOT


@dataclass(frozen=True)
class Room:
    """A room, with the rooms of its own floor that it may look into; those of lower floors are open."""

    name: str
    sentence: str
    looks_into: tuple[str, ...] = ()


ROOMS = {
    "criteria": (
        Room("common", "What every floor stands on; it knows nothing of the trade."),
        Room("fields", "Columns for exact points, NFC text and search.", ("common",)),
        Room("frozen", "What guards a published set against change.", ("common",)),
        Room("scales", "Pure arithmetic: from an entry to points and why.", ("common",)),
        Room("models", "Sets and their trees of criteria.", ("fields", "frozen")),
        Room(
            "set_rules",
            "What a set says around its tree: classes and what lowers them, ties, blocks, rounding.",
            ("common",),
        ),
        Room(
            "around_faults",
            "What is wrong with the gates and rules around a tree.",
            ("common", "models", "scales", "set_rules"),
        ),
        Room(
            "validation",
            "Every fault of a tree at once.",
            ("common", "models", "scales", "around_faults"),
        ),
        Room(
            "annex",
            "A set as a file, laid out like a decision's annex.",
            ("common", "models", "scales", "set_rules", "validation"),
        ),
        Room(
            "workbench",
            "A set as its author works on it: the text of a leaf, its faults, its picture.",
            ("common", "models", "scales", "set_rules", "validation", "annex"),
        ),
        Room(
            "actions",
            "The acts on sets: copy, import, change a scale, publish.",
            ("common", "frozen", "models", "scales", "validation", "annex", "workbench"),
        ),
        Room("set_comparison", "Two years' sets side by side.", ("common", "models")),
        Room("templatetags", "How pages say numbers, moments and sentences.", ("common", "scales")),
    ),
    "assessments": (
        Room("models", "Rows, and what one row knows."),
        Room("permissions", "Who may do what: for a row, and for many.", ("models",)),
        Room(
            "writing",
            "What every act does: its actor, locks, versions and record.",
            ("models",),
        ),
        Room(
            "journal",
            "The security journal: who came in, from where, and what they took out.",
            ("models",),
        ),
        Room("history", "The record told to readers.", ("models", "permissions", "writing")),
        Room(
            "jobs",
            "Long work: its kinds, its running, handing it to a worker.",
            ("models", "permissions", "writing"),
        ),
        Room(
            "messages",
            "Notices, deadlines, and what goes out by mail.",
            ("models", "permissions", "history"),
        ),
        Room(
            "chain",
            "The seals over record, snapshots and journal, and checking them.",
            ("models", "messages"),
        ),
        Room(
            "people",
            "Units and their past, accounts, roles, rosters, tokens.",
            ("models", "permissions", "writing", "journal", "messages"),
        ),
        Room(
            "rounds",
            "Opening a round, its rules, its disclaimers.",
            ("models", "permissions", "writing", "history", "messages"),
        ),
        Room(
            "sheets",
            "The unit's side: tree, sums, claims, evidence, workbook.",
            ("models", "permissions", "writing", "messages", "jobs", "people"),
        ),
        Room(
            "survey",
            "Survey points: columns, reading, staging, importing.",
            ("models", "permissions", "writing", "jobs"),
        ),
        Room(
            "review",
            "The reviewers' side: workflow, awards, explanations, councils.",
            ("models", "permissions", "writing", "history", "messages", "rounds", "sheets"),
        ),
        Room(
            "documents",
            "What is signed, as Word and PDF.",
            ("models", "permissions", "writing", "jobs", "rounds", "sheets"),
        ),
        Room(
            "acts",
            "The complete list of acts.",
            (
                *("writing", "jobs", "people", "rounds", "sheets", "survey", "review"),
                "documents",
            ),
        ),
        Room(
            "pages",
            "The one room that looks into all.",
            (
                *("models", "permissions", "writing", "journal", "history", "jobs", "messages"),
                *("chain", "people", "rounds", "sheets", "survey", "review", "documents", "acts"),
            ),
        ),
    ),
    "rankings": (
        Room("rules", "The rules of index, group and rank."),
        Room("models", "Rankings and their rows, frozen once published.", ("rules",)),
        Room(
            "computing",
            "Totals, ranks and digests, and computing them again.",
            ("models", "rules"),
        ),
        Room(
            "publishing",
            "What stands against publishing, publishing itself, telling others.",
            ("models", "computing"),
        ),
        Room("acts", "The complete list of acts.", ("computing", "publishing", "plans", "cards")),
        Room("reads", "What is shown of rankings, in a few queries each.", ("models", "rules")),
        Room(
            "what_it_takes",
            "What a sheet may still reach, from live scores.",
            ("models", "rules", "computing"),
        ),
        Room(
            "plans",
            "A unit's improvement plan, from a published result; for its own people alone.",
            ("models", "reads", "what_it_takes"),
        ),
        Room(
            "story",
            "What a published ranking says, in sentences.",
            ("models", "reads"),
        ),
        Room(
            "serving", "One fingerprint of what is public, and what is kept under it.", ("models",)
        ),
        Room(
            "api",
            "The REST API.",
            ("models", "rules", "computing", "acts", "reads", "plans", "serving"),
        ),
        Room(
            "exports",
            "A ranking as files.",
            ("models", "reads", "api", "serving"),
        ),
        Room("charts", "Drawings in SVG from exact decimals."),
        Room(
            "pictures",
            "Charts as files that stand alone, and cards for other sites.",
            ("reads", "charts"),
        ),
        Room(
            "cards",
            "The pictures of a publication for other sites: drawn once, stored.",
            ("models", "reads", "story", "serving", "charts", "pictures"),
        ),
        Room(
            "views",
            "The pages of results.",
            (
                *("rules", "models", "computing", "publishing", "acts", "reads"),
                *("what_it_takes", "plans", "story", "serving", "exports", "charts", "pictures"),
                "cards",
            ),
        ),
        Room(
            "backups",
            "Database and files as one folder, and the proof that they came back whole.",
            ("models", "computing"),
        ),
        Room("demo", "Invented data that show the whole job.", ("models", "acts")),
    ),
}
"""By floor, from the ground up."""

PAGES = "assessments.pages"
"""The one room of a lower floor that is not open to all: pages are for pages."""
WHO_SHOWS_PAGES = {
    *("rankings.views", "rankings.exports"),
    *("parindex.limits", "parindex.frame", "parindex.watching", "parindex.signing_in"),
}

DOCS = ROOT / "docs" / "developers.md"
BEGIN, END = "<!-- rooms: begin -->", "<!-- rooms: end -->"


def room_of(path: Path) -> str:
    """The folder or module of its app in which a file stands: ``assessments.review``."""
    app, place = path.relative_to(ROOT).parts[:2]
    return f"{app}.{place.removesuffix('.py')}"


def map_of_rooms() -> str:
    """The table as Markdown."""
    lines = []
    for floor in FLOORS[:3]:
        lines += [f"`{floor}/`", "", "| room | what it is for | looks into |", "|---|---|---|"]
        for room in ROOMS[floor]:
            others = " ".join(f"`{name}`" for name in room.looks_into)
            lines.append(f"| `{room.name}` | {room.sentence} | {others or '–'} |")
        lines.append("")
    return "\n".join(lines)


def written(text: str) -> str:
    """The developers' page with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{map_of_rooms()}\n{END}{after}"
