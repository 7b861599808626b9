"""A survey of every commune: its file imported, beside a bare COPY of the rows that are kept."""

import random
from pathlib import Path

from django.conf import settings

from assessments.models import Round, Unit
from criteria.models import Criterion
from tests.bench.alone import run
from tests.bench.report import Line
from tests.bench.world import survey_round

UNITS, LEAVES = 3321, 95
MOST_SECONDS, MOST_MB = 60, 500


def measure() -> list[Line]:
    """As CSV, into a round without points; then the same file with other figures, which replaces it."""
    round_ = survey_round(UNITS, LEAVES)
    lines: list[Line] = []
    for turn, what in enumerate(("first import", "every figure replaced")):
        file = _file(round_, turn)
        found = run("survey", str(round_.pk), str(file))
        assert found["rows"] == found["changed"] == UNITS * LEAVES
        copied = run("copy", str(round_.pk))
        assert copied["rows"] == found["rows"]
        section = (
            f"Survey of {UNITS:,} units x {LEAVES} leaves, {what},"
            " beside a bare COPY of the rows kept"
        )
        rates = [one["rows"] / one["seconds"] for one in (found, copied)]
        lines += [
            Line(section, "import", found["seconds"], "s", copied["seconds"], at_most=MOST_SECONDS),
            Line(section, "CPU of the importing process", found["cpu_seconds"], "s"),
            Line(section, "throughput", rates[0], "rows/s", rates[1]),
            Line(
                section, "memory above idle", found["peak_mb"] - found["rest_mb"], "MB",
                at_most=MOST_MB,
            ),
        ]  # fmt: skip
        file.unlink()
    return lines


def _file(round_: Round, turn: int) -> Path:
    """Every unit and leaf, a percentage of two decimals, how many answered, and the day."""
    rng = random.Random(turn)  # the same file every time
    units = Unit.objects.filter(assessments__round=round_).order_by("pk")
    leaves = Criterion.objects.filter(criteria_set=round_.criteria_set, source="survey")
    codes = list(leaves.order_by("position").values_list("code", flat=True))
    file = Path(settings.VAR_DIR) / f"survey-{turn}.csv"
    with file.open("w", encoding="utf-8-sig", newline="\r\n") as out:
        out.write("Mã đơn vị;Mã tiêu chí;Tỷ lệ (%);Số người trả lời;Ngày\n")
        for unit in units.values_list("code", flat=True):
            for code in codes:
                whole, part = rng.randrange(turn * 50, turn * 50 + 50), rng.randrange(100)
                count, day = rng.randrange(20, 400), rng.randrange(1, 31)
                out.write(f"{unit};{code};{whole},{part:02};{count};{day:02}/11/2022\n")
    return file
