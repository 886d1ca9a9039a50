"""The colors of the course: one meaning each, in a light and a dark theme."""

from dataclasses import dataclass
from functools import cached_property

from matplotlib import colormaps
from matplotlib.colors import Colormap, LinearSegmentedColormap, LogNorm, Normalize

from ..gradients import GRADIENT_RANGE


@dataclass(frozen=True)
class Theme:
    """Hexadecimal colors by what they mean; `negative` is the other end of the signed map from `state`."""

    name: str
    paper: str
    ink: str
    soft: str
    hairline: str
    state: str
    gradient: str
    memory: str
    gate: str
    input: str
    target: str
    cursor: str
    negative: str

    @cached_property
    def signed(self) -> LinearSegmentedColormap:
        """Diverging map for signed values: brown below zero, paper at zero, the color of the state above."""
        return LinearSegmentedColormap.from_list(
            f"signed-{self.name}", [self.negative, self.paper, self.state]
        )

    @cached_property
    def magnitude(self) -> Colormap:
        """Map for magnitudes of gradients; pair it with `gradient_norm`. What is off its scale has its own color."""
        return colormaps["magma"].with_extremes(bad=self.paper, under=self.hairline, over="#4FD8D8")

    def sign_color(self, value: float) -> str:
        """The color of a line that carries a value of this sign."""
        return self.state if value >= 0 else self.negative


LIGHT = Theme(
    name="light", paper="#FFFFFF", ink="#1F2933", soft="#66717D", hairline="#DFE3E8",
    state="#0072B2", gradient="#D55E00", memory="#009E73", gate="#8E5BB5",
    input="#5B6770", target="#A66F00", cursor="#E0A100", negative="#8A5A3B",
)  # fmt: skip
DARK = Theme(
    name="dark", paper="#15191E", ink="#E6E9ED", soft="#98A2AD", hairline="#313840",
    state="#56B4E9", gradient="#FF8A3D", memory="#35C59A", gate="#B68CE0",
    input="#A9B4BE", target="#F0C04A", cursor="#F0C04A", negative="#C99A74",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def signed_norm(limit: float = 1.0) -> Normalize:
    """Values from -limit to limit, zero in the middle of the signed map."""
    return Normalize(-limit, limit)


def gradient_norm() -> LogNorm:
    """The logarithmic scale of gradient magnitudes that every lab shares."""
    return LogNorm(*GRADIENT_RANGE)
