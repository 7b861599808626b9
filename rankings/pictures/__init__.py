"""Drawings as files that stand alone: SVG, PNG and the table behind them, each with its source."""
