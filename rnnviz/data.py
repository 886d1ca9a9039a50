"""What the course reads and what a learner brings: texts, the weather of Seattle, any CSV of numbers."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from reprlib import repr as short
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .course import data_file
from .errors import InputError

TEXTS = ("kitchen", "letters", "tide", "workshop")
"""The texts that `read_text` knows."""

MAX_ROWS = 1_000_000
MAX_BYTES = 50_000_000
LARGEST = 1e100
"""Values beyond this are refused: their squares would overflow in a variance."""

MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "none"}
"""Cells that stand for a missing value, in lower case."""

_DATE = re.compile(r"\d{4}[-/]\d\d[-/]\d\d([ T]\d\d:\d\d(:\d\d)?)?")


class DataError(InputError):
    """A sentence for the learner: what is wrong with the data, where, and how to mend it."""


class Series(NamedTuple):
    """One series of numbers in time order.

    labels: (T,) datetime64 if the first column of the table holds dates, else its cells as strings; 0 to T-1
    if the first column is the series itself. values: (T,) float64, all finite.
    """

    labels: np.ndarray
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Weather:
    """Daily weather of Seattle from 2012-01-01 to 2015-12-31 (NOAA), T = 1461 days without a gap."""

    dates: np.ndarray
    """(T,) datetime64[D]"""
    precipitation: np.ndarray
    """(T,) mm a day"""
    temp_max: np.ndarray
    """(T,) °C"""
    temp_min: np.ndarray
    """(T,) °C"""
    wind: np.ndarray
    """(T,) m/s, the mean of the day"""


def weather() -> Weather:
    """The weather of Seattle, for forecasting: a strong yearly season under noise from day to day."""
    path = data_file("seattle_weather.csv")
    columns = {name: read_series(path, name) for name in ("precipitation", "temp_max", "temp_min", "wind")}
    return Weather(columns["wind"].labels, **{name: series.values for name, series in columns.items()})


def read_text(name: str) -> str:
    """The course's text of that name, one of `TEXTS`. Raises DataError for any other name."""
    if name not in TEXTS:
        raise DataError(f"There is no text {short(name)}; the course has {', '.join(TEXTS)}.")
    return data_file(f"texts/{name}.txt").read_text(encoding="utf-8")


def standardize(values: ArrayLike) -> tuple[np.ndarray, float, float]:
    """Shift and scale a series to mean 0 and standard deviation 1: z = (values - mean) / std.

    values: (T,). Returns z (T,), mean and std, the latter two in the unit of the values. To forecast without
    leakage, take mean and std from the training part and apply them to the rest.
    Raises DataError if a value is not finite, or if they are all the same: a std of 0 cannot divide.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 1 or values.size == 0:
        raise DataError(f"The values have shape {values.shape}; give one series (T,), T at least 1.")
    bad = np.flatnonzero(~(np.abs(values) <= LARGEST))
    if bad.size:
        raise DataError(
            f"Value {bad[0]} of the series is {values[bad[0]]:g}; "
            f"each must be a number between {-LARGEST:g} and {LARGEST:g}. Fill it in or leave it out."
        )
    mean, std = float(values.mean()), float(values.std())
    if std == 0 or values.min() == values.max():  # rounding can leave a constant series a std of 1e-17
        raise DataError(
            f"The {values.size:,} values do not vary around {mean:g}: their standard deviation is 0; "
            "choose a series that changes."
        )
    return (values - mean) / std, mean, std


def read_series(
    source: str | Path | bytes,
    column: str | None = None,
    missing: Literal["error", "interpolate"] = "error",
) -> Series:
    """Read one column of numbers from a CSV table whose first row names the columns.

    source: a path, the bytes of an uploaded file, or the text of the table (a str with a line break).
    Commas, semicolons or tabs part the cells; a number has a decimal point. Errors count rows as a
    spreadsheet does, the header being row 1.
    column: its name; may be left out if the table has one column, or two of which the first holds the labels.
    missing: what to do with empty cells. "interpolate" draws a straight line across each gap and holds the
    first and last value at the ends. It looks at the value after the gap: don't score a forecast there.

    Raises DataError for a file that is missing, empty, not UTF-8, or over 50 MB or 1,000,000 rows; for a
    column that is not there; for cells that are missing, no number or not finite; for dates that repeat or
    go back.
    """
    if missing not in ("error", "interpolate"):
        raise DataError(f"missing is {short(missing)}; it can be 'error' or 'interpolate'.")
    table = _rows(_decode(_bytes(source)))
    _, header = next(table, (1, []))
    index = _index(header, column)
    rows, labels, cells = [], [], []
    for row, line in table:
        if len(rows) == MAX_ROWS:
            raise DataError(f"The table has more than {MAX_ROWS:,} rows; keep a part of it.")
        rows.append(row)
        labels.append(line[0])
        cells.append(_number(line[index], header[index], row))
    if not cells:
        raise DataError("The table has a header and no rows; add one row for each time step.")
    values = _complete(np.array(cells), header[index], rows, missing)
    return Series(_labels(labels) if index else np.arange(len(values)), values)


def _bytes(source: str | Path | bytes) -> bytes:
    """The table as bytes, at most one more than MAX_BYTES of them if they come from a file."""
    if isinstance(source, str) and ("\n" in source or not source.strip()):
        return source.encode(errors="surrogatepass")
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source)
    if not isinstance(source, (str, Path)):
        raise DataError(f"A series is read from a path, text or bytes, not from a {type(source).__name__}.")
    try:
        path = Path(source).absolute()
        if not path.is_file():
            raise DataError(f"There is no file {str(path)!r}; check its name and folder.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DataError(f"{str(source)!r} cannot be read ({error.strerror}); try a copy of it.") from None


def _decode(data: bytes) -> str:
    """The text of the table without a byte order mark, if it is text and not too long."""
    if len(data) > MAX_BYTES:
        raise DataError(f"The table has more than {MAX_BYTES:,} bytes; keep only the columns that you need.")
    data = data.removeprefix(BOM_UTF8)
    try:
        text = data.decode("utf-8")
        bad = data.find(0)
    except UnicodeDecodeError as error:
        bad = error.start
    if bad >= 0:
        raise DataError(
            f"Byte {bad + 1:,} of the table is {data[bad]:#04x}, which is not UTF-8 text; "
            "save the table as a CSV file in UTF-8 (not as a workbook)."
        )
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and stripped cells of each row that is not blank, all as many as in the first row, the header.

    In a table of one column a blank line between two rows is a missing value.
    """
    text = text.rstrip("\r\n")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width = 0
    try:
        for row, line in enumerate(reader, start=1):
            cells = [cell.strip() for cell in line] or [""]
            if width != 1 and not any(cells):
                continue
            width = width or len(cells)
            if len(cells) != width:
                raise DataError(
                    f"Row {row} has {len(cells)} cells and the header has {width}; "
                    "add what is missing, or put quotation marks around a cell that holds a comma."
                )
            yield row, cells
    except csv.Error as error:
        raise DataError(f"Line {reader.line_num} is not CSV ({error}); look for a stray quote.") from None


def _index(header: list[str], column: str | None) -> int:
    """Where the column stands in the header."""
    if not header:
        raise DataError("The table is empty; give it a row of column names and one row for each time step.")
    if column is not None:
        if column not in header:
            raise DataError(f"There is no column {short(column)}; the table has {_names(header)}.")
        return header.index(column)
    if len(header) > 2:
        raise DataError(f"The table has {len(header)} columns; choose one by column=, of {_names(header)}.")
    if header[-1].lstrip("+-").replace(".", "", 1).isdigit():
        raise DataError(f"The first row holds the number {header[-1]}; put a row of names above it.")
    return len(header) - 1


def _names(header: list[str], shown: int = 20) -> str:
    """The names of the columns, the first few if there are many."""
    names = ", ".join(map(short, header[:shown]))
    return names if len(header) <= shown else f"{names} and {len(header) - shown:,} more"


def _number(cell: str, name: str, row: int) -> float:
    """The cell's value, NaN if it is missing."""
    if cell.lower() in MISSING:
        return np.nan
    try:
        value = float(cell)
        if abs(value) <= LARGEST:
            return value
        fault = f"; write a number from {-LARGEST:g} to {LARGEST:g}"
    except ValueError:
        fault = ", which is not a number; write one like 12.8"
    raise DataError(f"Row {row} of {short(name)} holds {short(cell)}{fault}, or leave the cell empty.")


def _complete(values: np.ndarray, name: str, rows: list[int], missing: str) -> np.ndarray:
    """The values (T,) with their gaps filled, or a DataError that counts the gaps."""
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    if gaps.all():
        raise DataError(f"All {len(values):,} values of {short(name)} are missing; choose another column.")
    if missing == "error":
        raise DataError(
            f"Of the {len(values):,} values of {short(name)}, {gaps.sum():,} are missing, the first in row "
            f"{rows[gaps.argmax()]}; fill them in, or read with missing='interpolate'."
        )
    steps = np.arange(len(values))
    return np.interp(steps, steps[~gaps], values[~gaps])


def _labels(cells: list[str]) -> np.ndarray:
    """Dates as datetime64 if every cell is a date, oldest first; else the cells themselves."""
    strings = np.array(cells, dtype=object)  # dtype str would pad every label to the longest
    if not all(map(_DATE.fullmatch, cells)):
        return strings
    try:
        dates = np.array([cell.replace("/", "-") for cell in cells], dtype="datetime64")
    except ValueError:  # such as the 30th of February
        return strings
    back = np.flatnonzero(dates[1:] <= dates[:-1])
    if back.size:
        before, after = dates[back[0] : back[0] + 2]
        raise DataError(f"After {before} comes {after}; sort the table by date, oldest first, each once.")
    return dates
