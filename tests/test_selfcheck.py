"""The self-check says what differs from what the course was tested with."""

from importlib import metadata

from rnnviz.selfcheck import self_check


def test_an_installation_at_the_pins_is_fine():
    assert self_check().startswith("All ")


def test_a_package_at_another_version_is_named_with_the_mend(monkeypatch):
    found = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.1" if name == "numpy" else found(name))
    sentence = self_check()
    assert "numpy is 0.1, the course has" in sentence
    assert "pip install -e ." in sentence


def test_a_missing_package_is_named(monkeypatch):
    def version(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert "anywidget is missing" in self_check()
