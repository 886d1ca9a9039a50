"""Characters go into a network and back, and whatever a learner types is safe to encode and to draw."""

from pathlib import Path

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ft2font import FT2Font

from rnnviz.data import DataError
from rnnviz.text import CHARACTERS, OTHER, Vocabulary, clean, visible

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
ANY_TEXT = st.text(st.characters(codec=None), max_size=200)  # with lone surrogates


def glyphs(name: str) -> set[str]:
    """The characters that a font of matplotlib's draws."""
    return set(map(chr, FT2Font(str(FONTS / f"{name}.ttf")).get_charmap()))


# Cleaning


def test_plain_text_is_left_alone_without_a_note():
    text = 'The "Cat" (said I) costs $5 & <b>more</b>\n\\frac{1}{2} _{}^ 100%'
    assert clean(text, 120) == (text, ())


def test_case_is_kept_for_display():
    assert clean("Straße ÉTÉ", 120).text == "Straße ÉTÉ"


@pytest.mark.parametrize("empty", ["", " ", "\n\t \r\n", "\u00a0\u3000\u2028"])
def test_text_without_a_letter_is_refused(empty):
    with pytest.raises(DataError, match=r"^The text is empty or only spaces; type at least one letter\.$"):
        clean(empty, 120)


def test_text_that_begins_with_more_spaces_than_the_limit_is_refused_with_the_limit():
    with pytest.raises(DataError, match=r"has 205 characters; the lab reads the first 120\. That part"):
        clean(" " * 200 + "hello", 120)


def test_long_text_is_cut_to_the_limit_and_the_note_says_so():
    text, notes = clean("ab" * 50_000, 120)
    assert text == "ab" * 60
    assert notes == ("The text has 100,000 characters; the lab reads the first 120.",)


def test_text_of_exactly_the_limit_is_not_cut():
    assert clean("x" * 120, 120) == ("x" * 120, ())


def test_only_the_part_that_is_read_is_cleaned():
    assert clean("e\u0301" * 60 + "\0" * 99_880, 120).text == "é" * 60


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(limit):
    with pytest.raises(ValueError, match=f"limit is {limit}; a text needs at least 1 character"):
        clean("text", limit)


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("nul and escape", "a\0b\x1b", "a□b□"),
        ("emoji", "a\U0001f600b", "a□b"),
        ("family joined by zero-width joiners", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "□□□□□"),
        ("right-to-left marks", "a\u200f\u202eb\u2066", "a□□b□"),
        ("lone surrogates", "\ud83da\udc00", "□a□"),
        ("byte order mark", "\ufeffa", "□a"),
        ("mark without a letter of its own", "x\u0302", "x□"),
        ("Chinese", "日本", "□□"),
        ("soft hyphen", "a\xadb", "a□b"),
        ("Hebrew letter with two points", "a\ufb2c", "a□"),
        ("noncharacter and private use", "a\uffff\ue000", "a□□"),
    ],
)
def test_what_cannot_be_drawn_is_replaced_and_counted(name, typed, shown):
    text, notes = clean(typed, 120)
    assert text == shown
    assert notes == (f"Characters that cannot be drawn and are shown as □: {shown.count('□')}.",)


def test_a_letter_under_a_pile_of_accents_keeps_what_it_can_carry():
    text, notes = clean("e" + "\u0316\u0301" * 50_000, 100_000)
    assert text == "é" + "□" * 99_998 and len(notes) == 2


def test_a_typed_box_is_not_counted_as_replaced():
    assert clean("a□b", 120).notes == ()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("e\u0301te\u0301", "été"),
        ("u\u0308\u030c", "ǚ"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb\u00a0c\u2003d\u2028e", "a b c d e"),
        ("\u201cIt\u2019s\u201d \u2014 \u2018so\u2019", "\"It's\" - 'so'"),
    ],
)
def test_the_same_character_in_another_form_becomes_the_one_that_networks_know(typed, shown):
    assert clean(typed, 120) == (shown, ())


def test_every_character_that_cleaning_keeps_is_in_both_fonts():
    drawable = glyphs("DejaVuSansMono") & glyphs("DejaVuSans")
    every = (chr(code) for code in range(0x20000) if not chr(code).isspace())
    kept = {clean(character, 1).text for character in every}
    assert kept <= drawable
    assert len(kept) > 450 and set("aZ9~éßŁΩЖ€…") <= kept


@given(ANY_TEXT, st.integers(1, 250))
def test_any_text_is_cleaned_once_and_for_all_or_refused_in_a_sentence(typed, limit):
    try:
        text, notes = clean(typed, limit)
    except DataError as error:
        assert str(error).endswith("type at least one letter.")
        assert not typed[:limit].strip()
        return
    assert 1 <= len(text) <= limit
    assert clean(text, limit) == (text, ())
    assert len(notes) <= 2 and all(note.endswith(".") for note in notes)
    text.encode()  # no lone surrogates
    assert Vocabulary().encode(text).shape == (len(text),)


# Drawing


def test_every_symbol_of_the_vocabulary_has_a_visible_form_in_both_fonts():
    shown = list(map(visible, Vocabulary().symbols))
    assert len(set(shown)) == len(Vocabulary())
    for font in ("DejaVuSansMono", "DejaVuSans"):
        assert set(shown) <= glyphs(font)
    assert not any(character.isspace() for character in shown)


def test_space_and_line_feed_are_shown_by_signs_and_letters_by_themselves():
    assert [visible(c) for c in " \nA$<"] == ["␣", "↵", "A", "$", "<"]


@pytest.mark.parametrize("character", ["\0", "\ud800", "\u200d", "日", "\t"])
def test_what_the_font_lacks_is_shown_as_other(character):
    assert visible(character) == OTHER


@pytest.mark.parametrize("string", ["", "ab"])
def test_only_one_character_at_a_time_is_visible(string):
    with pytest.raises(ValueError, match=f"draws 1 character; it was given {len(string)}"):
        visible(string)


# The vocabulary


def test_default_vocabulary_has_the_letters_the_signs_and_one_other():
    assert set(CHARACTERS) == set("abcdefghijklmnopqrstuvwxyz .,'\"()?!-\n")
    assert len(Vocabulary()) == 38 and Vocabulary().symbols == CHARACTERS + OTHER


def test_decoding_gives_back_lower_case_text_and_other_for_the_rest():
    vocabulary = Vocabulary()
    assert vocabulary.decode(vocabulary.encode('"Hi, Mum?"\n(No. 7é)')) == '"hi, mum?"\n(no. □□)'


def test_a_vocabulary_with_capitals_keeps_them_apart():
    vocabulary = Vocabulary("aAb")
    np.testing.assert_array_equal(vocabulary.encode("aAbBcC"), [0, 1, 2, 2, 3, 3])


def test_a_capital_that_is_two_characters_in_lower_case_stays_one_step():
    assert Vocabulary().encode("İi").tolist() == [37, 9]


def test_one_hot_marks_the_index_of_each_character_at_its_step():
    vocabulary = Vocabulary()
    x = vocabulary.one_hot("Tide 9")
    assert x.shape == (6, 1, 38) and x.dtype == np.float64
    np.testing.assert_array_equal(x.sum(axis=2), np.ones((6, 1)))
    np.testing.assert_array_equal(x[:, 0].argmax(axis=1), vocabulary.encode("Tide 9"))


def test_no_text_is_no_steps():
    assert Vocabulary().one_hot("").shape == (0, 1, 38)
    assert Vocabulary().decode([]) == ""


@pytest.mark.parametrize("index", [-1, 38])
def test_an_index_outside_the_vocabulary_is_refused_with_its_bounds(index):
    with pytest.raises(ValueError, match=f"index {index} is outside the vocabulary; it must be 0 to 37"):
        Vocabulary().decode([0, index])


@pytest.mark.parametrize(
    ("characters", "fault"), [("", "0 characters"), ("abca", "'a' twice"), ("ab□", "'□' twice")]
)
def test_a_vocabulary_that_is_empty_or_doubled_is_refused(characters, fault):
    with pytest.raises(ValueError, match=fault):
        Vocabulary(characters)


@given(ANY_TEXT)
def test_encoding_decoded_text_gives_the_same_indices(text):
    vocabulary = Vocabulary()
    indices = vocabulary.encode(text)
    assert len(indices) == len(text)
    np.testing.assert_array_equal(vocabulary.encode(vocabulary.decode(indices)), indices)
