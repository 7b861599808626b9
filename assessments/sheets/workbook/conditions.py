"""The state of a leaf as a spreadsheet's formula: empty, ok, na (not applicable) or bad; and its cells as formulas use them."""

from collections.abc import Mapping

from assessments.sheets.workbook.layout import TICK, line_names, none_name
from criteria.common.numbers import DECIMALS, INTEGER_DIGITS
from criteria.scales import Field, Scale


def is_ticked(cell: str) -> str:
    """Returns the formula for a cell that is ticked."""
    return f'LOWER(TRIM({cell}))="{TICK}"'


def is_blank(cell: str) -> str:
    """Returns the formula for a cell that holds nothing."""
    return f'TRIM({cell})=""'


def is_shown_in_percent(cell: str) -> str:
    """Returns the formula for a cell whose format makes 0.87 look like 87%; it is so once 87% was typed."""
    return f'IFERROR(LEFT(CELL("format",{cell}),1)="P",FALSE)'


def percent_formula(cell: str) -> str:
    """Returns the formula of a percentage as the server reads it: 87, whether 87 or 87% was typed."""
    # A figure as it stands otherwise; what is no number stays what it is, and empty stays empty.
    figure = f"IF({is_shown_in_percent(cell)},ROUND(100*{cell},{DECIMALS}),{cell})"
    return f'IF(ISNUMBER({cell}),{figure},{cell}&"")'


def quantities_of(scale: Scale, cells: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Returns what the points' formula counts with, by the names of the scale's fields."""
    found: dict[str, str | list[str]] = {}
    for field in scale.fields:
        if field.type == "lines":
            found[field.name] = [f"({is_ticked(cells[name])})" for name in line_names(field)]
        else:
            found[field.name] = _quantity(field, cells[field.name])
    return found


def _quantity(field: Field, cell: str) -> str:
    match field.type:
        case "option":
            # The texts of the drop-down begin with their number.
            return f'VALUE(LEFT(TRIM({cell}),FIND(".",TRIM({cell}))-1))'
        case "tick":
            return f"({is_ticked(cell)})*1"
        case "date":
            day = f"DATE(VALUE(RIGHT({cell},4)),VALUE(MID({cell},4,2)),VALUE(LEFT({cell},2)))"
            return f"IF(ISNUMBER({cell}),{cell},{day})"
    return cell


def state_formula(scale: Scale, cells: Mapping[str, str], options: Mapping[str, str]) -> str:
    """Returns the formula of a leaf's state; ``options`` are the cells of the drop-downs by their fields."""
    fields = [field for field in scale.fields if field.type != "tick"]
    quantities = quantities_of(scale, cells)
    blank = ",".join(test for field in fields for test in _blank(field, cells))
    good = ",".join(
        _when(field, quantities, _good(scale, field, cells, options)) for field in fields
    )
    settled = '"ok"'
    if scale.zero == "na" and scale.divisors:
        zeros = ",".join(f"{cells[key]}=0" for key in scale.divisors)
        settled = f'IF(OR({zeros}),"na","ok")'
    state = f'IF(AND({blank}),"empty",IF(AND({good}),{settled},"bad"))'
    for field in scale.fields:
        if field.type == "tick":
            cell = cells[field.name]
            state = f'IF({is_blank(cell)},{state},IF({is_ticked(cell)},"ok","bad"))'
    return state


def _blank(field: Field, cells: Mapping[str, str]) -> list[str]:
    names = [*line_names(field), none_name(field)] if field.type == "lines" else [field.name]
    return [is_blank(cells[name]) for name in names]


def _when(field: Field, quantities: Mapping[str, str | list[str]], good: list[str]) -> str:
    if field.when is None:
        return ",".join(good)
    name, index = field.when
    return f"OR({quantities[name]}<>{index + 1},AND({','.join(good)}))"


def _good(
    scale: Scale, field: Field, cells: Mapping[str, str], options: Mapping[str, str]
) -> list[str]:
    match field.type:
        case "lines":
            return [_good_lines(field, cells)]
        case "option":
            chosen = f"EXACT({options[field.name]},TRIM({cells[field.name]}))"
            return [f"SUMPRODUCT({chosen}*1)=1"]
        case "date":
            return [f"ISNUMBER({_quantity(field, cells[field.name])})"]
    cell = cells[field.name]
    tests = [f"ISNUMBER({cell})", f"{cell}>={field.least:f}"]
    # The server keeps so many decimals of what a spreadsheet holds.
    kept = f"ROUND({cell},{DECIMALS})"
    if field.most is None:
        tests.append(f"{cell}<1E{INTEGER_DIGITS}")
    else:
        tests.append(f"{kept}<={field.most:f}")
    if not field.percent:
        tests.append(f"NOT({is_shown_in_percent(cell)})")
    if field.type == "whole":
        tests.append(f"{kept}=ROUND({cell},0)")
    if scale.zero == "refused" and field.name in scale.divisors:
        tests.append(f"{kept}<>0")
    return tests


def _good_lines(field: Field, cells: Mapping[str, str]) -> str:
    lines, none = [cells[name] for name in line_names(field)], cells[none_name(field)]
    span = f"{lines[0]}:{lines[-1].rpartition('!')[2]}"
    filled = f'SUMPRODUCT((TRIM({span})<>"")*1)'
    ticked = f'SUMPRODUCT((LOWER(TRIM({span}))="{TICK}")*1)'
    return f"IF({filled}=0,{is_ticked(none)},AND({filled}={ticked},{is_blank(none)}))"
