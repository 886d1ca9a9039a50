"""What the lab Initializations draws of a scheme is that scheme's own."""

import numpy as np
import pytest

from rnnviz.drawing import log10
from rnnviz.labs.initializations.captions import spanned
from rnnviz.labs.initializations.model import SCHEMES, draws
from rnnviz.words import number
from tests.labs.drawn import curve, painted, reads

SETTINGS = [{"gain": 1.3, "seed": 3}, {"nonlinearity": "relu", "input_scale": 0.5, "T": 30}]
over_settings = pytest.mark.parametrize("settings", SETTINGS)
over_schemes = pytest.mark.parametrize("scheme", range(4), ids=SCHEMES)


def pictures(lab, scheme, t):
    """Gradient, state and eigenvalues of one scheme."""
    gradients, spectra, states = np.reshape(painted(lab, t), (3, 4))
    return gradients[scheme], states[scheme], spectra[scheme]


def weights(lab, scheme):
    """The W_hh that is shown of a scheme."""
    gain = lab.gain if scheme else 1.0
    return gain * draws(lab.hidden_size, lab.seed).W[scheme, lab.result.shown]


@over_settings
@over_schemes
def test_each_picture_of_eigenvalues_is_that_of_its_own_scheme(lab, scheme, settings):
    lab.set(**settings)
    panel = pictures(lab, scheme, 5)[2]
    drawn = np.sort_complex(np.round(curve(panel.dots) @ (1, 1j), 9))
    wanted = np.sort_complex(np.round(np.linalg.eigvals(weights(lab, scheme)), 9))
    np.testing.assert_allclose(drawn, wanted, atol=1e-7)
    assert (panel.circle.get_radius(), panel.circle.center) == (1, (0, 0))


@over_settings
@over_schemes
def test_its_numbers_and_its_ring_are_those_of_its_own_scheme(lab, scheme, settings):
    lab.set(**settings)
    t, W = 5, weights(lab, scheme)
    panel = pictures(lab, scheme, t)[2]
    gradient = lab.result.gradients[scheme, lab.result.shown]
    factor = (gradient[t] / gradient[-1]) ** (1 / (lab.T - t))
    assert panel.ring.get_visible() and panel.ring.get_radius() == pytest.approx(factor, rel=1e-9)
    radius, norm = abs(np.linalg.eigvals(W)).max(), np.linalg.norm(W, 2)
    said = zip(("ρ", "σ_max", "×"), (radius, norm, factor), strict=True)
    assert reads(panel.numbers, [f"{name} {number(value)}" for name, value in said], 0.0)
    assert not pictures(lab, scheme, lab.T)[2].ring.get_visible()


@over_settings
@over_schemes
def test_each_curve_with_its_band_and_its_number_is_that_of_its_own_scheme(lab, scheme, settings):
    lab.set(**settings)
    t, shown, steps = lab.T - 10, lab.result.shown, np.arange(1, lab.T + 1)
    gradient, state, _ = pictures(lab, scheme, t)
    for panel, values in ((gradient, lab.result.gradients[scheme]), (state, lab.result.states[scheme])):
        logs = log10(values[:, 1:])
        np.testing.assert_allclose(curve(panel.line), np.column_stack([steps, logs[shown]]))
        band = panel.band.get_paths()[0].vertices
        for step in (1, t, lab.T):
            edges = band[band[:, 0] == step, 1]
            assert (edges.min(), edges.max()) == pytest.approx(
                (logs[:, step - 1].min(), logs[:, step - 1].max())
            )
        assert panel.cursor.get_xdata() == [t, t]
        height = logs[shown, t - 1]
        low, high = panel.ax.get_ylim()
        assert low < height < high
        assert curve(panel.dot) == pytest.approx(np.array([(t, height)]))
        assert reads(panel.number, [number(values[shown, t])], 0.0)
    assert reads(gradient.span, ["5 draws:", spanned(lab.result.gradients[scheme][:, t])], 1.0)
    assert len(gradient.others.get_segments()) == 5
    np.testing.assert_allclose(
        [each[:, 1] for each in gradient.others.get_segments()], log10(lab.result.gradients[scheme, :, 1:])
    )


@over_schemes
def test_each_column_has_the_name_of_its_scheme(lab, scheme):
    for panel in pictures(lab, scheme, 1):
        assert SCHEMES[scheme] in [text.get_text() for text in panel.ax.texts]
