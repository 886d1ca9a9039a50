"""The course folder and its data files are found, and what is missing is named."""

from pathlib import Path

import pytest

from rnnviz import course
from tests.scratch import make_course


@pytest.fixture
def installed_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is not beside the notebooks, and no variable names them."""
    monkeypatch.delenv("RNNVIZ_COURSE", raising=False)
    monkeypatch.setattr(course, "__file__", str(tmp_path / "site-packages" / "rnnviz" / "course.py"))


def test_the_variable_names_the_course(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_COURSE", str(make_course(tmp_path / "chosen")))
    assert course.course_folder() == tmp_path / "chosen"


def test_a_variable_that_names_another_folder_is_refused_by_its_value(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_COURSE", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=f"RNNVIZ_COURSE is {tmp_path}, .* or unset it"):
        course.course_folder()


@pytest.mark.usefixtures("installed_elsewhere")
def test_the_folder_above_the_package_comes_before_the_current_one(tmp_path, monkeypatch):
    monkeypatch.chdir(make_course(tmp_path / "current"))
    make_course(tmp_path / "site-packages")
    assert course.course_folder() == tmp_path / "site-packages"


@pytest.mark.usefixtures("installed_elsewhere")
def test_the_course_is_found_above_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(make_course(tmp_path / "course") / "data" / "texts")
    assert course.course_folder() == tmp_path / "course"


@pytest.mark.usefixtures("installed_elsewhere")
def test_a_missing_course_is_reported_with_the_place_searched_and_the_mend(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=f"neither {tmp_path} nor .* or set RNNVIZ_COURSE to it"):
        course.course_folder()


def test_a_data_file_is_found_in_its_subfolder(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_COURSE", str(make_course(tmp_path)))
    assert course.data_file("texts/tide.txt").read_text() == "in and out"


def test_a_missing_data_file_is_reported_with_those_that_exist(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNVIZ_COURSE", str(make_course(tmp_path)))
    with pytest.raises(FileNotFoundError, match="data/sea.txt does not exist; data/ holds texts/tide.txt"):
        course.data_file("sea.txt")
