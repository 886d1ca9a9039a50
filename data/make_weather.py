"""Write seattle_weather.csv: the daily weather of Seattle from 2012 to 2015, measured by NOAA.

The figures come from the package `vega_datasets`, which is needed this once and by nothing else:

    pip install vega_datasets
    python data/make_weather.py

Dates are written as YYYY-MM-DD. The package's sixth column, `weather`, is left out: it is a label that its
authors derived from the measurements, not a measurement.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

COLUMNS = ("precipitation", "temp_max", "temp_min", "wind")  # mm, °C, °C, m/s
FIRST, DAYS = date(2012, 1, 1), 1461
TARGET = Path(__file__).with_name("seattle_weather.csv")


def main() -> None:
    """Copy the four measurements day by day; a missing or doubled day stops the run."""
    with source().open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if len(rows) != DAYS:
        raise SystemExit(f"vega_datasets holds {len(rows)} days; expected {DAYS}, 2012 to 2015.")
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("date", *COLUMNS))
        for number, row in enumerate(rows):
            day = FIRST + timedelta(days=number)
            if row["date"].replace("/", "-") != day.isoformat():
                raise SystemExit(f"Row {number + 2} is dated {row['date']}; expected {day}.")
            writer.writerow((day, *(float(row[column]) for column in COLUMNS)))


def source() -> Path:
    """The path of the package's own copy of the file."""
    try:
        from vega_datasets import data
    except ImportError:
        raise SystemExit("vega_datasets is missing; install it with: pip install vega_datasets") from None
    return Path(data.seattle_weather.filepath)


if __name__ == "__main__":
    main()
