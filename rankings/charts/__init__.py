"""Charts as SVG, drawn on the server from exact decimals: no script, no style in the page.

A library such as pygal writes ``<style>`` and scripts into its drawings, which our content security
policy refuses. Here the coordinates are computed, and small templates draw them. Series differ by
pattern, shape and number, never by colour alone; every chart stands beside a table.
"""

from rankings.charts.columns import Columns, draw_columns
from rankings.charts.counts import CountBars, draw_counts
from rankings.charts.lines import Lines, Track, draw_lines
from rankings.charts.strip import (
    MOST_DOTS,
    ROW_WIDTH,
    Row,
    Strip,
    StripUnit,
    draw_row,
    draw_strip,
    span_of,
)
from rankings.charts.tiles import (
    GRID_OF_34,
    GRID_OF_63,
    Grid,
    Islands,
    grid_for,
    label_of,
    tiny_label,
)

__all__ = [
    "GRID_OF_34",
    "GRID_OF_63",
    "MOST_DOTS",
    "ROW_WIDTH",
    "Columns",
    "CountBars",
    "Grid",
    "Islands",
    "Lines",
    "Row",
    "Strip",
    "StripUnit",
    "Track",
    "draw_columns",
    "draw_counts",
    "draw_lines",
    "draw_row",
    "draw_strip",
    "grid_for",
    "label_of",
    "span_of",
    "tiny_label",
]
