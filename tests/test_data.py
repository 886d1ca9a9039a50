"""The course's data is what data/README.md says, and a learner's CSV is read or refused in a sentence."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnviz import data
from rnnviz.course import data_file
from rnnviz.data import LARGEST, TEXTS, DataError, read_series, read_text, standardize, weather
from rnnviz.text import CHARACTERS

TABLE = "date,temp,wind\n2012-01-01,1.5,4\n2012-01-02,-2,5\n2012-01-03,3e1,6\n"


def refusal(source, **options) -> str:
    """The sentence with which the table is refused."""
    with pytest.raises(DataError) as caught:
        read_series(source, **options)
    return str(caught.value)


# The course's own data


def test_weather_has_every_day_of_four_years_once():
    dates = weather().dates
    assert dates.dtype == "datetime64[D]"
    np.testing.assert_array_equal(dates, np.arange("2012-01-01", "2016-01-01", dtype="datetime64[D]"))


def test_weather_columns_are_plausible_for_seattle_in_their_units():
    days = weather()
    for values in (days.precipitation, days.temp_max, days.temp_min, days.wind):
        assert values.shape == (1461,) and values.dtype == np.float64
    assert (days.temp_min <= days.temp_max).all()
    assert days.temp_min.min() == -7.1 and days.temp_max.max() == 35.6
    assert days.precipitation.min() == 0 and 900 < days.precipitation.sum() / 4 < 1200  # mm a year
    assert days.wind.min() > 0 and days.wind.max() < 15


def test_first_and_last_day_of_the_weather_are_as_measured():
    days = weather()
    assert [days.precipitation[1], days.temp_max[1], days.temp_min[1], days.wind[1]] == [10.9, 10.6, 2.8, 4.5]
    assert [days.precipitation[-1], days.temp_max[-1], days.temp_min[-1], days.wind[-1]] == [
        0,
        5.6,
        -2.1,
        3.5,
    ]


def test_the_list_of_texts_is_what_the_folder_holds():
    folder = data_file("README.md").parent / "texts"
    assert sorted(TEXTS) == sorted(path.stem for path in folder.iterdir())


@pytest.mark.parametrize("name", TEXTS)
def test_quotes_and_parentheses_of_a_text_are_balanced_in_every_paragraph(name):
    for paragraph in read_text(name).split("\n\n"):
        assert paragraph.count('"') % 2 == 0, paragraph
        opening_quotes = paragraph.split('"')[1::2]
        assert all(quoted == quoted.strip() != "" for quoted in opening_quotes), paragraph
        assert re.fullmatch(r"([^()]|\([^()]+\))*", paragraph), paragraph


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_holds_only_characters_that_the_networks_know(name):
    assert set(read_text(name).lower()) <= set(CHARACTERS)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_as_long_as_the_course_needs(name):
    shortest, longest = (6000, 10_000) if name == "workshop" else (400, 1500)
    assert shortest <= len(read_text(name)) <= longest


def test_between_a_quarter_and_a_half_of_the_workshop_is_quoted():
    text = read_text("workshop")
    assert 0.25 < sum(map(len, text.split('"')[1::2])) / len(text) < 0.5


def test_an_unknown_text_is_refused_with_the_names_there_are():
    with pytest.raises(DataError, match=r"'\.\./README'; the course has kitchen, letters, tide, workshop\."):
        read_text("../README")


def test_readme_describes_every_data_file():
    readme = data_file("README.md").read_text(encoding="utf-8")
    for name in ("seattle_weather.csv", "make_weather.py", *(f"texts/{text}.txt" for text in TEXTS)):
        assert f"`{name}`" in readme


# A learner's own series: what is read


def test_a_column_is_read_with_its_dates():
    labels, values = read_series(TABLE, "temp")
    np.testing.assert_array_equal(values, [1.5, -2.0, 30.0])
    np.testing.assert_array_equal(labels, np.arange("2012-01-01", "2012-01-04", dtype="datetime64[D]"))
    assert labels.dtype == "datetime64[D]"


@pytest.mark.parametrize(
    "source",
    [
        TABLE.encode(),
        bytearray(TABLE.encode()),
        memoryview(TABLE.encode()),
        b"\xef\xbb\xbf" + TABLE.encode(),
        "\ufeff" + TABLE,
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace("\n", "\r\r\n"),
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        TABLE.replace(",", " , "),
        TABLE.replace("1.5", '"1.5"'),
        TABLE.replace("2012-", "2012/"),
        "\n\n" + TABLE + "\n,,\n\n",
    ],
)
def test_the_same_table_in_another_dress_gives_the_same_series(source):
    expected, actual = read_series(TABLE, "temp"), read_series(source, "temp")
    np.testing.assert_array_equal(actual.values, expected.values)
    np.testing.assert_array_equal(actual.labels, expected.labels)


def test_a_file_is_read_by_its_path_as_string_or_path(tmp_path):
    path = tmp_path / "temperature.csv"
    path.write_text(TABLE, encoding="utf-8")
    for source in (path, str(path)):
        np.testing.assert_array_equal(read_series(source, "wind").values, [4, 5, 6])


def test_hours_are_dates_too():
    labels = read_series("time,x\n2012-01-01 00:00,1\n2012-01-01 06:30,2\n").labels
    assert labels[1] - labels[0] == np.timedelta64(390, "m")


def test_labels_that_are_no_dates_stay_strings():
    for days in (["Monday", "Tuesday"], ["2012-02-28", "2012-02-30"], ["٢٠١٢-٠١-٠١", "٢٠١٢-٠١-٠٢"]):
        labels = read_series(f"day,x\n{days[0]},1\n{days[1]},2\n").labels
        assert list(labels) == days and labels.dtype == object


def test_a_table_of_one_column_is_labeled_by_row_numbers():
    labels, values = read_series("x\n5\n6\n")
    assert list(labels) == [0, 1] and list(values) == [5, 6]


def test_interpolation_joins_the_neighbors_and_holds_the_ends():
    table = "day,x\na,\nb,1\nc,NA\nd,nan\ne,4\nf,null\n"
    np.testing.assert_allclose(read_series(table, missing="interpolate").values, [1, 1, 2, 3, 4, 4])


def test_a_blank_line_in_a_table_of_one_column_is_a_missing_value():
    np.testing.assert_allclose(read_series("x\n1\n\n3\n\n", missing="interpolate").values, [1, 2, 3])


# A learner's own series: what is refused, and how


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    assert str(tmp_path / "nowhere.csv") in refusal(tmp_path / "nowhere.csv")
    assert "There is no file" in refusal("no\0where.csv")
    assert "There is no file" in refusal(str(tmp_path))


def test_a_name_too_long_for_the_file_system_is_refused():
    assert "cannot be read" in refusal("x" * 100_000) or "There is no file" in refusal("x" * 100_000)


@pytest.mark.parametrize("empty", ["", " ", "\n", b"", b"\xef\xbb\xbf", "\n,,\n"])
def test_an_empty_table_is_refused_as_empty(empty):
    assert "The table is empty" in refusal(empty)


def test_a_header_alone_is_refused_as_a_table_without_rows():
    assert "a header and no rows" in refusal("date,x\n")


def test_an_absent_column_is_refused_with_the_columns_there_are():
    assert refusal(TABLE, column="rain") == "There is no column 'rain'; the table has 'date', 'temp', 'wind'."
    assert "and 80 more" in refusal(",".join(f"c{i}" for i in range(100)) + "\n1\n", column="x")


def test_several_columns_without_a_choice_are_refused_with_their_names():
    assert "3 columns; choose one by column=, of 'date', 'temp', 'wind'" in refusal(TABLE)


@pytest.mark.parametrize("number", ["12", "-0.5", "3."])
def test_numbers_where_the_names_belong_are_refused(number):
    assert f"the number {number}; put a row of names above" in refusal(f"{number}\n2\n3\n")


@pytest.mark.parametrize("cell", ["warm", "3,5", "12 °C", "1.2.3", "0x10", "--"])
def test_a_cell_that_is_no_number_is_refused_with_its_row_and_value(cell):
    message = refusal(f'day,x\na,1\n\nb,"{cell}"\n')
    assert message.startswith(f"Row 4 of 'x' holds {cell!r}, which is not a number")


def test_a_long_cell_is_shortened_in_the_sentence():
    assert len(refusal(f"{'d' * 9999},{'x' * 9999}\na,{'y' * 9999}\n")) < 250


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999", "2e100", "-nan"])
def test_a_value_beyond_the_bound_is_refused_with_the_bound(cell):
    assert f"holds {cell!r}; write a number from -1e+100 to 1e+100" in refusal(f"day,x\na,1\nb,{cell}\n")


def test_missing_values_are_counted_and_the_first_is_located():
    message = refusal("day,x\na,1\n\nb,\nc,NaN\nd,2\n")
    assert "Of the 4 values of 'x', 2 are missing, the first in row 4" in message
    assert "missing='interpolate'" in message


def test_a_column_without_any_value_is_refused_even_when_interpolating():
    assert "All 2 values of 'x' are missing" in refusal("day,x\na,\nb,\n", missing="interpolate")


def test_an_unknown_treatment_of_missing_values_is_refused():
    assert "missing is 'drop'; it can be" in refusal(TABLE, column="temp", missing="drop")


def test_a_row_of_another_length_is_refused_with_both_lengths():
    assert "Row 3 has 3 cells and the header has 2" in refusal("day,x\na,1\nb,2,5\n")


def test_dates_that_go_back_or_repeat_are_refused():
    assert "After 2012-01-02 comes 2012-01-01" in refusal("d,x\n2012-01-02,1\n2012-01-01,2\n")
    assert "After 2012-01-02 comes 2012-01-02" in refusal("d,x\n2012-01-02,1\n2012-01-02,2\n")


@pytest.mark.parametrize(
    ("garbage", "byte"),
    [
        ("Straße,x\n1,2\n".encode("latin-1"), "Byte 5 of the table is 0xdf"),
        ("d,x\n1,2\n".encode("utf-16"), "Byte 1 of the table is 0xff"),
        (b"PK\x03\x04\x14\x00\x06", "Byte 6 of the table is 0x00"),
        ("d,\ud800\n1,2\n", "Byte 3 of the table is 0xed"),
    ],
)
def test_what_is_not_text_is_refused_with_the_first_wrong_byte(garbage, byte):
    message = refusal(garbage)
    assert byte in message and "UTF-8" in message


def test_a_stray_quote_is_refused_as_not_csv():
    assert "is not CSV" in refusal('day,x\na,1\nb,"2\nc,3\n')


def test_a_table_of_exactly_the_largest_number_of_rows_is_read_and_one_more_is_refused(monkeypatch):
    monkeypatch.setattr(data, "MAX_ROWS", 3)
    assert len(read_series("x\n1\n2\n3\n").values) == 3
    assert "more than 3 rows" in refusal("x\n1\n2\n3\n4\n")


def test_a_table_over_the_largest_size_is_refused_from_file_or_memory(monkeypatch, tmp_path):
    assert len(TABLE) == 65
    monkeypatch.setattr(data, "MAX_BYTES", 65)
    path = tmp_path / "big.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert len(read_series(path, "temp").values) == 3
    path.write_text(TABLE + " ", encoding="utf-8")
    assert "more than 65 bytes" in refusal(path, column="temp")
    assert "more than 65 bytes" in refusal(TABLE + " ", column="temp")


def test_an_object_that_is_no_table_is_refused_with_its_type():
    assert "not from a int" in refusal(7)


def read_or_refuse(source, **options):
    """A series that keeps its promises, or None and a sentence."""
    try:
        labels, values = read_series(source, **options)
    except DataError as error:
        assert re.fullmatch(r"\S.*\.", str(error)), error
        str(error).encode()  # can be shown: no lone surrogates
        return
    assert values.dtype == np.float64 and values.shape == labels.shape and values.size >= 1
    assert (np.abs(values) <= LARGEST).all()


CELL = st.sampled_from(
    [
        "",
        "x",
        "1",
        "-2.5",
        "1e99",
        "-1e99",
        "1e308",
        "nan",
        "inf",
        '"',
        '"a,b"',
        "2012-01-01",
        "2012/13/40",
        "٣",
    ]
) | st.text(max_size=5)
ROW = st.lists(CELL, min_size=1, max_size=3).map(",".join)
CSV = st.lists(ROW, max_size=6).map(lambda rows: "\n".join(["d,x", *rows]) + "\n")


@given(CSV, st.sampled_from([None, "x", "d"]), st.sampled_from(["error", "interpolate"]))
def test_any_table_is_read_or_refused_in_a_sentence(source, column, missing):
    read_or_refuse(source, column=column, missing=missing)


@given(st.binary() | st.text() | st.text().map(lambda text: text + "\n"), st.none() | st.text(max_size=3))
def test_anything_at_all_is_read_or_refused_in_a_sentence(source, column):
    read_or_refuse(source, column=column, missing="interpolate")


# Standardizing


def test_standardized_values_have_mean_0_and_std_1_and_go_back():
    values = weather().temp_max
    z, mean, std = standardize(values)
    assert abs(z.mean()) < 1e-12 and abs(z.std() - 1) < 1e-12
    np.testing.assert_allclose(z * std + mean, values, rtol=0, atol=1e-12)


@pytest.mark.parametrize("values", [[7], [0.1] * 3, [0.0, 1e-200]])
def test_a_series_without_spread_is_refused_rather_than_divided_by_zero(values):
    with pytest.raises(DataError, match=r"do not vary around .*: their standard deviation is 0"):
        standardize(values)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e200])
def test_a_value_that_cannot_be_standardized_is_named_with_its_place(bad):
    with pytest.raises(DataError, match=re.escape(f"Value 2 of the series is {bad:g}")):
        standardize([1, 2, bad])


@pytest.mark.parametrize("shape", [(0,), (3, 2), ()])
def test_only_one_series_at_a_time_is_standardized(shape):
    with pytest.raises(DataError, match=re.escape(f"shape {shape}")):
        standardize(np.zeros(shape))
