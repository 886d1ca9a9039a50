"""The self-check of notebook 00: is what is installed what the course was tested with?"""

from __future__ import annotations

import re
from importlib import metadata


def self_check() -> str:
    """One sentence when every package is at the version of the course; else what differs, and the mend."""
    pins = dict(
        match.groups()
        for requirement in metadata.requires("rnnviz") or []
        if (match := re.fullmatch(r"([\w.-]+)==([\w.]+)", requirement))
    )
    differences = [
        f"{name} is {found or 'missing'}, the course has {version}"
        for name, version in pins.items()
        if (found := _version(name)) != version
    ]
    if differences:
        return f"Different: {'; '.join(differences)}. To mend it, run: pip install -e . in the folder of the course."
    return f"All {len(pins)} packages are at the versions of the course."


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
