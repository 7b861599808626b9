"""Charts as SVG, drawn on the server from exact decimals: no script, no style in the page.

A library such as pygal writes ``<style>`` and scripts into its drawings, which our content security
policy refuses. Here the coordinates are computed, and small templates draw them. Series differ by
pattern, shape and number, never by colour alone; every chart stands beside a table.
"""

from rankings.charts.bars import Bars, Series, draw_bars
from rankings.charts.columns import Columns, draw_columns
from rankings.charts.lines import Lines, Track, draw_lines

__all__ = ["Bars", "Columns", "Lines", "Series", "Track", "draw_bars", "draw_columns", "draw_lines"]
