"""RNN, LSTM and GRU on the same input do what their mathematics says, and the lab says what they do."""

import numpy as np
import pytest

from rnnviz.cells import GRU, LSTM, RNN
from rnnviz.drawing import beside, box_at, overlap
from rnnviz.gradients import input_jacobians
from rnnviz.labs.side_by_side import SideBySide, model
from rnnviz.labs.side_by_side.model import (
    CELLS,
    DRAWS,
    NOISE,
    SOURCES,
    TEXT,
    inputs,
    make,
    matched_units,
    run,
)
from rnnviz.words import size

GRADIENTS, LEFT, INPUT, COSTS = 0, 1, 5, 6
BIAS_0 = {"forget_bias": 0.0, "update_bias": 0.0}
BIAS_3 = {"forget_bias": 3.0, "update_bias": 3.0}


def gradients(lab, t):
    """(3, D) ‖∂h_T/∂x_t‖ of RNN, LSTM and GRU, each as a share of ‖∂h_T/∂x_T‖."""
    return np.array([each.gradients.each[:, t] for each in lab.result.runs])


# -- what the gradients do -------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("seed", range(6))
def test_an_lstm_with_forget_bias_1_keeps_more_gradient_than_an_rnn_50_steps_back(lab, source, seed):
    """On the same seed and input, in every draw, so that the bands do not touch."""
    lab.set(source=source, seed=seed, forget_bias=1.0)
    rnn, lstm, _ = lab.result.runs
    t = lab.T - 50
    assert lstm.gradients.low[t] > rnn.gradients.high[t]
    assert lstm.gradients.median[t] > 1e3 * rnn.gradients.median[t]


@pytest.mark.parametrize("source", SOURCES)
def test_with_biases_of_0_all_three_lose_their_gradient(lab, source):
    for seed in range(6):
        lab.set(source=source, seed=seed, **BIAS_0)
        assert (np.median(gradients(lab, lab.T - 50), axis=1) < 1e-6).all()
    assert "none of the three has anything left to learn from" in lab.caption


def test_as_pytorch_draws_the_biases_too_all_three_lose_their_gradient():
    """PyTorch draws every bias from ±1/√H; the biases of the lab are one number for all units."""
    for name in CELLS:
        for seed in range(4):
            found = []
            for draw in range(DRAWS):
                cell = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[name](1, 16, rng=(seed, draw, 1))
                x = inputs(NOISE, 60, 10, seed).x[draw][:, None]
                dh = np.zeros((60, 16, 16))
                dh[-1] = np.eye(16)
                dx = cell.backward(cell.forward(np.repeat(x, 16, axis=1)), dh).x
                found.append(np.linalg.norm(dx[9]) / np.linalg.norm(dx[-1]))
            assert np.median(found) < 1e-7


def test_a_larger_bias_keeps_more_gradient_in_both_gated_cells(lab):
    kept = []
    for bias in (0.0, 1.0, 2.0, 3.0):
        lab.set(forget_bias=bias, update_bias=bias)
        kept.append(np.median(gradients(lab, 10), axis=1)[1:])
    assert (np.diff(np.log10(kept), axis=0) > 0.3).all()


def test_an_rnn_on_the_edge_can_hold_a_gradient_but_leaves_it_to_luck(lab):
    """Scaled to ρ near 1 its median beats an LSTM of bias 1; its draws differ far more than those of the gated."""
    lab.preset("an RNN on the edge")
    medians, factors = [], []
    for seed in range(4):
        lab.set(seed=seed)
        found = gradients(lab, 10)
        medians.append(np.median(found, axis=1))
        factors.append(found.max(axis=1) / found.min(axis=1))
    rnn, lstm, gru = np.median(medians, axis=0)
    assert rnn > lstm and rnn > gru
    rnn, lstm, gru = np.median(factors, axis=0)
    assert rnn > 10 * lstm and rnn > 10 * gru


def test_a_gru_hears_a_far_pulse_best_where_it_keeps_and_writes_in_balance(lab):
    """z^n (1-z) is greatest at z = n/(n+1), update bias ln n: 3.9 for n = 50."""
    biases = np.arange(0, 6.1, 0.5)
    left = []
    for bias in biases:
        lab.set(update_bias=float(bias))
        left.append(lab.result.runs[2].changes.median[-1])
    assert 3.0 <= biases[int(np.argmax(left))] <= 4.5
    assert left[-1] < left[-5]


def test_a_gru_that_keeps_everything_hears_nothing_while_an_lstm_can_do_both(lab):
    lab.set(forget_bias=6.0, update_bias=6.0)
    _, lstm, gru = lab.result.runs
    assert gru.gradients.median[10] > 0.8
    assert gru.changes.median[10] < 0.01 < 0.2 < lstm.changes.median[10]


# -- that they are what they are called ------------------------------------------------------------


def one(name, seed=3, H=5, T=12, s=4, source=NOISE, reset="after"):
    """The run of one kind, and its first cell with its traces."""
    found = run(name, H, source, T, s, seed, 0.7, reset)
    given = inputs(source, T, s, seed)
    rng = np.random.default_rng((seed, 0, 1))
    cell = make(name, given.x.shape[-1], H, 0.7, reset, rng)
    return found, cell, cell.forward(given.x[0][:, None]), cell.forward(given.without[0][:, None])


@pytest.mark.parametrize("reset", ["after", "before"])
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", CELLS)
def test_every_curve_is_that_of_the_cell(name, source, reset):
    found, cell, trace, missed = one(name, source=source, reset=reset)
    assert type(cell) is {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[name]
    np.testing.assert_allclose(found.h, trace.h[:, 0], rtol=1e-12)
    if name == "LSTM":
        change = np.linalg.norm((trace.c - missed.c)[4:, 0], axis=-1)
        np.testing.assert_allclose(found.memory_changes.each[0, 4:], change)
    change = np.linalg.norm((trace.h - missed.h)[4:, 0], axis=-1)
    np.testing.assert_allclose(found.changes.each[0, 4:], change)
    assert np.isnan(found.changes.each[:, :4]).all() and np.isnan(found.slopes.each[:, :4]).all()


@pytest.mark.parametrize("reset", ["after", "before"])
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", CELLS)
def test_the_gradient_is_the_mean_square_over_all_losses_of_what_bptt_brings_to_x(name, source, reset):
    found, cell, trace, _ = one(name, source=source, reset=reset)
    losses = np.eye(5)  # any orthonormal set of ∂L/∂h_T has the same mean square
    dh = np.zeros((12, 5, 5))
    dh[-1] = losses
    repeated = cell.forward(np.repeat(trace.x, 5, axis=1))
    size = np.sqrt((cell.backward(repeated, dh).x ** 2).sum(axis=-1).mean(axis=1))
    np.testing.assert_allclose(found.gradients.each[0, 1:], size / size[-1], rtol=1e-9)
    assert np.isnan(found.gradients.each[:, 0]).all()


@pytest.mark.parametrize("reset", ["after", "before"])
@pytest.mark.parametrize("name", CELLS)
def test_the_input_jacobians_are_those_of_a_single_step(name, reset):
    _, cell, trace, _ = one(name, source=TEXT, reset=reset)
    found = input_jacobians(cell, trace)
    start = [trace.h[3]] + ([trace.c[3]] if name == "LSTM" else [])
    for j in (0, 7):
        nudge = 1e-6 * np.eye(trace.x.shape[-1])[j]
        up, down = (cell.forward(trace.x[3:4] + sign * nudge, *start) for sign in (1, -1))
        expected = (up.h - down.h)[1, 0] / 2e-6
        if name == "LSTM":
            expected = np.append(expected, (up.c - down.c)[1, 0] / 2e-6)
        np.testing.assert_allclose(found[3, :, j], expected, rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", CELLS)
def test_the_slope_is_the_derivative_of_every_state_by_the_input_of_step_s(name, source):
    found, cell, trace, _ = one(name, source=source)
    given = inputs(source, 12, 4, 3)
    along = (given.x - given.without)[0, 3] / given.size
    nudged = np.repeat(given.x[0][:, None], 2, axis=1)
    nudged[3] += 1e-6 * np.array([[1.0], [-1.0]]) * along
    h = cell.forward(nudged).h
    expected = np.linalg.norm(h[4:, 0] - h[4:, 1], axis=-1) / 2e-6
    np.testing.assert_allclose(found.slopes.each[0, 4:], expected, rtol=1e-5)


def test_all_cells_of_a_draw_read_the_same_and_the_draws_of_noise_differ():
    given = inputs(NOISE, 60, 10, 0)
    assert given.x.shape == given.without.shape == (DRAWS, 60, 1)
    assert len(np.unique(given.without[:, 0])) == DRAWS
    for source in SOURCES:
        given = inputs(source, 30, 10, 5)
        changed = (given.x != given.without).any(axis=(0, 2))
        assert list(np.flatnonzero(changed)) == [9]
        longer = inputs(source, 60, 10, 5)
        np.testing.assert_array_equal(longer.x[:, :30], given.x)


def test_the_pulse_of_a_text_is_its_letter():
    given = inputs(TEXT, 20, 7, 0)
    assert given.pulse == f"the letter ‘{given.labels[6]}’"
    assert (given.without[:, 6] == 0).all() and (given.x.sum(axis=-1) == 1).all()


@pytest.mark.parametrize(("features", "H"), [(1, 2), (1, 16), (38, 32)])
def test_parameters_and_multiplications_are_those_of_the_formulas(features, H):
    for name, blocks in zip(CELLS, (1, 4, 3), strict=True):
        for reset in ("after", "before"):
            own = model.sizes(make(name, features, H, 0.0, reset, np.random.default_rng(0)))
            b_hn = H if (name, reset) == ("GRU", "after") else 0
            count = blocks * H * (features + H + 1) + b_hn
            assert own["parameters"] == count == model.parameters(name, features, H, reset)
            gates = 0 if name == "RNN" else 3 * H
            assert own["multiplications"] == blocks * H * (features + H) + gates
            in_torch = None if (name, reset) == ("GRU", "before") else blocks * H * (features + H + 2)
            assert own["torch_parameters"] == in_torch


def test_torch_counts_the_same():
    torch = pytest.importorskip("torch")
    for name in CELLS:
        layer = getattr(torch.nn, name)(3, 7)
        own = model.sizes(make(name, 3, 7, 0.0, "after", np.random.default_rng(0)))
        assert own["torch_parameters"] == sum(p.numel() for p in layer.parameters())


@pytest.mark.parametrize("source", [NOISE, TEXT])
@pytest.mark.parametrize("H", [2, 16, 32])
def test_same_parameters_are_the_same_but_for_less_than_a_unit(lab, source, H):
    lab.set(source=source, hidden_size=H, same_parameters=True)
    rnn, lstm, gru = lab.result.runs
    assert lstm.hidden_size == H <= gru.hidden_size < rnn.hidden_size
    features = inputs(source, 60, 10, 0).x.shape[-1]
    for each in (rnn, gru):
        n = each.hidden_size
        off = [
            abs(model.parameters(each.name, features, m, "after") - lstm.parameters)
            for m in (n - 1, n, n + 1)
        ]
        assert off[1] == min(off)
        assert matched_units(each.name, features, H, "after") == n


# -- what it says and shows ------------------------------------------------------------------------


def test_the_costs_are_drawn_as_bars_with_their_numbers(lab, monkeypatch):
    lab.set(hidden_size=24)
    panel = lab._ensure_scene().panels[COSTS]
    written = []
    monkeypatch.setattr(panel.values, "show", lambda labels, *_, **__: written.extend(labels))
    panel.update(lab.result, lab.t)
    lengths = np.reshape([end[0] - start[0] for start, end in panel.bars.get_segments()], (2, 3))
    for found, quantity in zip(lengths, ("parameters", "multiplications"), strict=True):
        counts = np.array([getattr(each, quantity) for each in lab.result.runs])
        np.testing.assert_allclose(found, panel.longest * counts / counts.max())
    runs = lab.result.runs
    assert written == [
        *(f"{each.parameters:,} ({each.torch_parameters:,})" for each in runs),
        *(f"{each.multiplications:,}" for each in runs),
    ]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            dict(),
            "30 steps back, the LSTM keeps 0.00219 of its gradient, the GRU 6.78e-04 and the RNN nothing",
        ),
        (dict(t=10), "and the RNN nothing to learn from (1.51e-13)."),
        (
            BIAS_0 | {"t": 10},
            "50 steps back, none of the three has anything left to learn from: 3.00e-11 (GRU)",
        ),
        (dict(t=59), "1 step back, the GRU keeps 0.718 of its gradient, the LSTM 0.650 and the RNN 0.577."),
        (
            dict(t=10, update_bias=6.0, forget_bias=3.0),
            "50 steps back, the GRU's gradient is 1.30 times as long, the LSTM keeps 0.0995 of its gradient",
        ),
        (dict(t=60), "At the loss, t = 60, each gradient is 1"),
        (dict(t=9), "The pulse comes at step 10."),
        (dict(t=10), "The pulse of step 10 moves h_10 by 1.60 (RNN), 0.429 (GRU) and 0.370 (LSTM)."),
        (dict(t=60, rnn_scale=0.8), "(GRU) and under 1e-12 (RNN)."),
        (dict(T=80, s=1, t=80, **BIAS_0), "moves h_80 by under 1e-12 in all three."),
        (dict(source=TEXT, t=9), "The letter ‘r’ comes at step 10."),
        (
            dict(t=10, rnn_scale=1.73),
            "at the median, but its luckiest draw 5,490 times as much as its unluckiest.",
        ),
        (dict(same_parameters=True), "Parameters: 1,155 (RNN), 1,152 (LSTM) and 1,098 (GRU)."),
    ],
)
def test_the_caption_says_what_is_so(lab, settings, said):
    lab.set(**settings)
    assert said in lab.caption


@pytest.mark.parametrize("bias", [0.0, 0.8, 0.9, 1.0, 2.0])
def test_lost_means_below_a_millionth(lab, bias):
    lab.set(forget_bias=bias, update_bias=bias)
    for t in range(1, 60, 6):
        lab.set(t=t)
        said = lab.captions[0]
        lost = {run.name for run in lab.result.runs if run.gradients.median[t] < 1e-6}
        if "none of the three" in said:
            assert lost == set(CELLS)
        else:
            kept, gone = said.split("nothing to learn from") if lost else (said, "")
            assert gone.count("e-") == len(lost)
            assert all(
                f"{size(run.gradients.median[t])}" in (gone if run.name in lost else kept)
                for run in lab.result.runs
            )


def test_each_view_alone_speaks_of_itself(make):
    wanted = {
        "gradients": "30 steps back,",
        "pulse": "The pulse of step 10",
        "states": "On average a step keeps f = 0.733",
        "input": "The pulse of step 10",
        "costs": "Parameters: 1,152 (LSTM)",
    }
    for view, said in wanted.items():
        (headline,) = make(SideBySide, views=view).captions
        assert headline.startswith(said)


def test_a_click_on_the_input_moves_the_pulse(lab):
    scene = lab._ensure_scene()
    panel = scene.panels[INPUT]
    x, y = panel.ax.transData.transform((33.2, 0.0)) / scene.pixels
    lab._hear(lab.stage, {"type": "pointer", "kind": "press", "x": x, "y": y, "t": 30.0, "seq": 1})
    assert lab.s == 33 and lab.t == 30


def test_a_shorter_sequence_takes_the_pulse_along_and_reset_brings_it_back(lab):
    lab.set(s=50)
    lab.set(T=20)
    assert lab.s == 20
    lab.set(s=5, T=5)
    lab.reset()
    assert (lab.s, lab.T, lab.t, lab.status) == (10, 60, 30, "")


def test_what_is_off_the_scale_is_marked_at_its_edge(lab):
    lab.set(rnn_scale=0.5)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 10)
    rnn, lstm, _ = scene.panels[0].dots
    assert rnn.get_marker() == "v" and rnn.get_data()[1] == [-10]
    assert lstm.get_marker() == "s" and -5 < lstm.get_data()[1][0] < -4


def test_at_first_all_that_is_compared_stands_on_the_axis_and_each_cell_has_its_own_mark(lab):
    scene = lab._ensure_scene()
    scene.paint(lab.result, lab.t)
    dots = scene.panels[0].dots
    assert [dot.get_marker() for dot in dots] == ["o", "s", "D"]
    heights = sorted(float(dot.get_data()[1][0]) for dot in dots)
    assert heights[0] > -10 and np.diff(heights).min() > 0.5


def test_bars_reach_from_the_lowest_draw_to_the_highest_and_stand_at_marks(lab):
    lab.set(**BIAS_3)
    scene = lab._ensure_scene()
    scene.paint(lab.result, 30)
    panel = scene.panels[0]
    segments, n = panel.bars.get_segments(), 0
    for line, each in zip(panel.lines, lab.result.runs, strict=True):
        for step in line.get_markevery():
            (x, low), (same, high) = segments[n]
            assert x == same == step and step >= 1
            assert 10**low == pytest.approx(each.gradients.low[step])
            assert 10**high == pytest.approx(each.gradients.high[step])
            n += 1
    assert n == len(segments)
    steps = [x for (x, _), _ in segments]
    assert len(set(steps)) == len(steps)


def test_numbers_at_the_cursor_keep_the_order_of_their_lines_and_do_not_overlap():
    rng, bounds = np.random.default_rng(0), (50, 40, 380, 240)
    for _ in range(300):
        heights, widths = rng.uniform(40, 240, 4), rng.uniform(60, 120, 4)
        lines = [np.column_stack([np.linspace(50, 380, 61), rng.uniform(0, 240, 61)]) for _ in range(4)]
        side, centers = beside(float(rng.uniform(50, 380)), heights, widths, bounds, lines, 15.5)
        assert side in (1, -1)
        assert list(np.argsort(centers[:, 1])) == list(np.argsort(heights))
        boxes = [box_at(center, (wide, 15.4)) for center, wide in zip(centers, widths, strict=True)]
        assert not any(overlap(one, other) for i, one in enumerate(boxes) for other in boxes[:i])
        left, bottom, right, top = np.array(boxes).T
        assert left.min() > 49.9 and right.max() < 380.1 and bottom.min() > 40 and top.max() < 240


def test_numbers_go_to_the_side_that_has_room(lab):
    scene = lab._ensure_scene()
    for t, side in ((1, 1), (60, -1)):
        scene.paint(lab.result, t)
        panel = scene.panels[GRADIENTS]
        shown = [label for label in panel.labels if label.get_text()]
        assert all(side * (label.get_position()[0] - t) > 0 for label in shown)
    assert [label.get_text() for label in shown] == ["all 1.00"]


def test_the_numbers_of_the_gradients_stay_off_the_words_on_the_band(lab):
    lab.set(**BIAS_0)
    scene = lab._ensure_scene()
    panel = scene.panels[GRADIENTS]
    for t in range(1, 60, 7):
        scene.paint(lab.result, t)
        for label in panel.labels:
            if label.get_text():
                y = panel.ax.transData.transform(label.get_position())[1]
                assert y - 7 > panel.ax.bbox.y0 + 16


def test_letters_of_a_narrow_picture_are_thinned_and_the_one_of_the_pulse_stays(lab):
    lab.set(source=TEXT, s=14)
    lab.look(width=300)
    panel = lab._ensure_scene().panels[INPUT]
    panel.update(lab.result, lab.t)
    steps = panel.letters.get_offsets()[:, 0]
    pixels = panel.ax.bbox.width / (lab.T + 1)
    assert 14 in steps and (np.diff(steps) * pixels >= 7.5).all()
    lab.look()
