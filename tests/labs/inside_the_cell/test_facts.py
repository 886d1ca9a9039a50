"""Facts of the labs Inside the cell: the symbols drawn are those of the equations, the numbers those of the cell."""

import re
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from matplotlib.transforms import Bbox

from rnnviz.cells import GRU, LSTM
from rnnviz.cells.activations import sigmoid
from rnnviz.drawing import Pointer, symbol_width
from rnnviz.errors import InputError
from rnnviz.lab import Number
from rnnviz.labs.inside_the_cell import InsideGRU, InsideLSTM
from rnnviz.labs.inside_the_cell.diagram import PT
from rnnviz.labs.inside_the_cell.kinds import GRU_AFTER, GRU_BEFORE, PRODUCT, share
from rnnviz.labs.inside_the_cell.kinds import LSTM as LSTM_CELL
from rnnviz.labs.inside_the_cell.model import FUNCTIONS, GATES, WHOLE
from rnnviz.labs.inside_the_cell.panels import fitted
from rnnviz.labs.inside_the_cell.plans import OUT, plan_of
from rnnviz.labs.inside_the_cell.weights import FADING, GRU_UNITS, INPUTS, LSTM_UNITS, STEPS, UNITS, gru, lstm
from rnnviz.stage.png import encode_film_png
from rnnviz.words import number
from tests.labs.drawn import panels

ALL = "cell strip equations inputs"
CELLS = [LSTM_CELL, GRU_AFTER, GRU_BEFORE]
RANDOM = {"weights": "random", "scale": 3.0, "seed": 5}
SETTINGS = [
    (InsideLSTM, {}),
    (InsideLSTM, {"unit": 4}),
    (InsideLSTM, {"unit": 3, **RANDOM}),
    (InsideLSTM, {"weights": "trained", "unit": 2}),
    (InsideGRU, {"unit": 4}),
    (InsideGRU, {"unit": 3, **RANDOM}),
    (InsideGRU, {"unit": 4, "form": "before"}),
    (InsideGRU, {"unit": 2, "form": "before", **RANDOM}),
    (InsideGRU, {"form": "before", "weights": "trained"}),
]
over_settings = pytest.mark.parametrize(("kind", "settings"), SETTINGS)
over_cells = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)


def network_of(lab):
    """The lab's cell, its weights multiplied by their scale, and the readout if it has one."""
    return (lstm if isinstance(lab, InsideLSTM) else gru)(lab.session.namespace)


def point(panel, lab, kind, x, y):
    return panel.pointer(lab.result, lab.t, Pointer(kind, x, y)) or {}


# -- the drawing, the equations and the cell are one thing ------------------------------------------


@over_cells
def test_each_part_is_drawn_with_the_symbols_of_its_equation(cell):
    for part, out in cell.equations:
        drawn = Counter(op.symbol for op in cell.operations if op.part == part and op.symbol != PRODUCT)
        products = {op.out for op in cell.operations if op.symbol == PRODUCT}
        operators = [token for token in cell.equation(out) if token.of and token.of not in products]
        written = Counter("1−" if token.text == "−" else token.text for token in operators)
        assert drawn == written, part
        for token in operators:  # and each sign in the equation belongs to a box of this part
            assert cell.part_of(token.of) == part


def test_the_equations_are_those_of_the_cells():
    def text(cell, out):
        return re.sub(r"[${}]", "", " ".join(token.text for token in cell.equation(out)))

    assert text(LSTM_CELL, "f") == "σ ( x_t W_xf + h_t-1 W_hf + b_f )"
    assert text(LSTM_CELL, "g") == "tanh ( x_t W_xg + h_t-1 W_hg + b_g )"
    assert text(LSTM_CELL, "c") == "f_t ⊙ c_t-1 + i_t ⊙ g_t"
    assert text(LSTM_CELL, "h") == "o_t ⊙ tanh ( c_t )"
    assert text(GRU_AFTER, "h") == text(GRU_BEFORE, "h") == "( 1 − z_t ) ⊙ n_t + z_t ⊙ h_t-1"
    assert text(GRU_AFTER, "n") == "tanh ( x_t W_xn + b_n + r_t ⊙ ( h_t-1 W_hn + b_hn ) )"
    assert text(GRU_BEFORE, "n") == "tanh ( x_t W_xn + b_n + ( r_t ⊙ h_t-1 ) W_hn )"


@over_settings
def test_the_symbol_in_each_box_makes_the_number_that_leaves_it(kind, settings):
    lab = kind(views=ALL, **settings)
    result, drawing = lab.result, panels(lab)["CellDiagram"]
    for op in result.cell.operations:
        face, values = drawing.drawn[op.out], [result.values[name][1:] for name in op.inputs]
        if op.symbol == PRODUCT:
            assert face == op.face
            shares = [share(op, name) for name in (*op.inputs, *(["bias"] if op.bias else []))]
            made = sum(result.values[name][1:] for name in shares)
            out = [result.scalar(op.out, t) for t in range(1, STEPS + 1)]
        else:
            made, out = FUNCTIONS[face](*values), result.values[op.out][1:]
        np.testing.assert_allclose(made, out, atol=1e-12, err_msg=op.out)


@over_settings
def test_the_numbers_on_the_wires_are_those_of_the_trace(kind, settings):
    lab = kind(views=ALL, **settings)
    network, _ = network_of(lab)
    trace = network.forward(np.array(lab.inputs)[:, None])
    names = "ifog" if kind is InsideLSTM else "rzn"
    kept = {name: getattr(trace, name)[:, 0, lab.unit - 1] for name in names}
    if kind is InsideLSTM:
        kept |= {name: getattr(trace, name)[:, 0, lab.unit - 1] for name in ("kept", "written", "tanh_c")}
        kept["c"] = trace.c[1:, 0, lab.unit - 1]
    kept["h"] = trace.h[1:, 0, lab.unit - 1]
    for t in range(1, STEPS + 1):
        lab.set(t=float(t))
        drawing = panels(lab)["CellDiagram"]
        for name, values in kept.items():
            assert lab.result.scalar(name, t) == values[t - 1], name
            if name in drawing.plan.labels:
                assert name in drawing.labels
                sign = lab.result.cell.quantities[name].sign
                text = f" = {number(values[t - 1])}" if sign else number(values[t - 1])
                at = drawing.written.index(sign) + 1 if sign else drawing.written.index(text)
                assert drawing.written[at] == text


@over_settings
def test_the_numbers_in_each_equation_come_out_at_what_it_says(kind, settings):
    lab = kind(views=ALL, **settings)
    for part, out in lab.result.cell.equations:
        lab.set(focus=part, t=6.0)
        said = re.search(r"In focus, the .*?: \w+ = (.*?) = (\S+?)\.(?: |$)", lab.caption)
        terms = said[1].replace("−", "-").replace("⊙", "*").replace("σ", "sigmoid")
        came_out = eval(terms, {"sigmoid": sigmoid, "tanh": np.tanh})
        assert came_out == pytest.approx(lab.result.scalar(out, 6), rel=0.03, abs=0.02)
        assert said[2] == number(lab.result.scalar(out, 6))


@over_cells
def test_every_input_of_every_operation_has_one_wire_and_only_h_and_c_leave(cell):
    plan = plan_of(cell.name, 818.0, 242.0)
    wanted = {(name, op.out) for op in cell.operations for name in op.inputs}
    leaving = {(name, OUT) for name in ("c", "h") if name in cell.quantities}
    assert set(plan.routes) == wanted | leaving
    for (source, target), corners in plan.routes.items():
        assert corners[0] == plan.places.get(source, plan.columns.get(source, plan.columns["h_prev"]))
        if target != OUT:  # a product is reached beside its middle, where its other wire is
            assert np.abs(np.subtract(corners[-1], plan.places[target])).max() <= 12
        along = np.diff(corners, axis=0)
        assert ((along == 0).sum(axis=1) == 1).all()  # every piece level or upright


@over_cells
def test_nothing_leaves_an_operation_before_its_inputs_arrived(cell):
    plan = plan_of(cell.name, 818.0, 242.0)
    for source, target in plan.routes:
        assert plan.departure(source, target) < plan.arrival(source, target) <= 1.0
        assert plan.departure(source, target) >= plan.cell.moments.get(source, 0)
    for op in cell.operations:
        assert all(plan.arrival(name, op.out) == plan.cell.moments[op.out] for name in op.inputs)


FORMS = [(InsideLSTM, {}), (InsideGRU, {"form": "after"}), (InsideGRU, {"form": "before"})]


@pytest.mark.parametrize("wide", [280, 420, 560, 700, 830])
@pytest.mark.parametrize(("kind", "settings"), FORMS)
def test_no_number_covers_a_box_a_column_or_another_number(kind, settings, wide):
    lab = kind(views="cell", **settings)
    lab.look(width=wide)
    drawing = panels(lab)["CellDiagram"]
    boxes = [path.get_extents() for path in drawing.outlines.values()]
    boxes += [Bbox.from_extents(*cell.min(axis=0), *cell.max(axis=0)) for cell in drawing.cells.values()]
    for one, other in combinations(drawing.outlines.values(), 2):
        assert not one.get_extents().overlaps(other.get_extents())
    taken = {name: Bbox.from_extents(*label.box) for name, label in drawing.labels.items()}
    for name, place in taken.items():
        assert place.x0 >= 0 and place.x1 <= drawing.width, name
        assert not any(place.overlaps(outline) for outline in boxes), name
    for one, other in combinations(taken, 2):
        assert not taken[one].overlaps(taken[other]), (one, other)
    for settings in (
        {},
        RANDOM,
        {"scale": 0.3},
        {"unit": 3},
    ):  # and what is written is no longer than its place
        lab.set(**settings)
        drawing = panels(lab)["CellDiagram"]
        runs = iter(zip(drawing.written, drawing.numbers.get_offsets(), strict=True))
        labels = [label for label in drawing.labels.values()]
        for text, (x, y) in runs:
            assert any(
                label.box[0] - 1 <= x and x + drawing.size * PT * symbol_width(text) <= label.box[2] + 1
                for label in labels if label.y == y
            ), text  # fmt: skip


@pytest.mark.parametrize(("kind", "settings"), FORMS)
def test_every_wire_s_number_stands_in_a_picture_of_full_width_and_the_main_ones_on_a_phone(kind, settings):
    lab = kind(**settings)
    drawing = panels(lab)["CellDiagram"]
    assert set(drawing.labels) == set(drawing.plan.labels)
    for name, label in drawing.labels.items():  # however long it is, as 1.02 × 10⁻⁵
        assert label.signed == bool(drawing.cell.quantities[name].sign)
        assert label.room >= drawing.size * PT * symbol_width("1.02e-05")
    lab.look(width=300)
    assert len(panels(lab)["CellDiagram"].labels) >= 5


@over_settings
def test_no_equation_runs_into_the_next(kind, settings):
    lab = kind(views="equations", **settings)
    for wide, scale in ((830, lab.scale), (830, 0.1), (560, lab.scale), (300, lab.scale)):
        lab.look(width=wide)
        for t in (1, 5, 8):
            lab.set(scale=scale, t=float(t))
            equations = panels(lab)["CellEquations"]
            assert equations.written
            boxes = [
                Bbox.from_extents(x + 0.5, y - 5, x + size * PT * symbol_width(text) - 0.5, y + 5)
                for text, x, y, size, _ in (*equations.written, *equations.lettered)
                if text
            ]
            assert min(box.y0 for box in boxes) > 0 and max(box.x1 for box in boxes) < equations.width
            assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


@pytest.mark.parametrize("kind", [InsideLSTM, InsideGRU])
def test_what_a_trained_cell_answers_is_drawn_with_what_it_should_be(kind):
    lab = kind(weights="trained")
    strip = panels(lab)["CellStrip"]
    low, high = lab.result.limits
    assert low <= lab.result.answers.min() and lab.result.answers.max() <= high
    np.testing.assert_allclose(strip.answer.get_ydata(), strip.y(lab.result, lab.result.answers))
    np.testing.assert_allclose(strip.marked.get_ydata(), strip.y(lab.result, lab.result.marked))
    assert "answer" in [text.get_text() for text in strip.ax.texts]
    lab.set(weights="random")
    strip = panels(lab)["CellStrip"]
    assert not strip.answer.get_visible() and "answer" not in [text.get_text() for text in strip.ax.texts]


# -- the two forms of the GRU -----------------------------------------------------------------------


def test_the_forms_of_reset_are_drawn_and_computed_differently():
    after, before = (InsideGRU(unit=4, form=form) for form in ("after", "before"))
    height = {
        form: plan_of(lab.result.cell.name, 818.0, 242.0).places
        for form, lab in (("a", after), ("b", before))
    }
    assert height["a"]["q"] == (height["a"]["past"][0], height["b"]["rh"][1])  # W_hn stands where ⊙ stands
    lanes = {wire.source: len(wire.lanes) for wire in panels(before)["CellDiagram"].wires}
    assert (lanes["r"], lanes["rh"], lanes["z"]) == (UNITS, UNITS, 1)
    assert {wire.source: len(wire.lanes) for wire in panels(after)["CellDiagram"].wires}["r"] == 1
    assert after.result.scalar("n", 5) != pytest.approx(before.result.scalar("n", 5), abs=0.1)


@pytest.mark.parametrize("form", ["after", "before"])
def test_the_other_form_is_what_the_other_cell_computes_from_the_same_state(form):
    lab = InsideGRU(form=form, weights="random", scale=2.0, seed=3, unit=2, focus="candidate", t=6.0)
    other = GRU(2, UNITS, reset="before" if form == "after" else "after")
    same, _ = network_of(lab)
    other.params |= {name: same.params[name] for name in ("W_xh", "W_hh", "b_h")}
    if form == "before":
        other.params["b_hn"][:] = 0
    one = other.forward(np.array(lab.inputs[5])[None, None], lab.result.all["h"][5][None])
    assert lab.result.other_n[6] == pytest.approx(one.n[0, 0, 1], abs=1e-12)
    assert f"would give n = {number(one.n[0, 0, 1])}" in lab.caption


# -- weights ----------------------------------------------------------------------------------------


def test_the_units_set_by_hand_do_what_is_said_of_them():
    c = InsideLSTM().result.all["c"]
    values, marks = np.array(INPUTS).T
    last = np.array(
        [0] + [values[:t][marks[:t] == 1][-1] if marks[:t].any() else 0 for t in range(1, STEPS + 1)]
    )
    np.testing.assert_allclose(c[:, 0], np.tanh(1.5 * last), atol=0.02)
    np.testing.assert_allclose(c[:, 1], np.append(0, marks.cumsum()), atol=0.02)
    h = InsideLSTM().result.all["h"]
    assert (np.abs(h[1:, 1]) > 0.5).tolist() == (marks == 1).tolist()
    turns = np.sign(c[np.flatnonzero(marks) + 1, 3])
    assert turns.tolist() == [1, -1, 1]
    gru = InsideGRU().result.all["h"]
    np.testing.assert_allclose(gru[:, 0], np.tanh(1.5 * last), atol=0.02)
    np.testing.assert_allclose(gru[:, 1], 1 - (2 / 3) ** np.append(0, marks.cumsum()), atol=0.02)


def test_the_answer_of_a_trained_cell_is_said_beside_what_it_should_be():
    lab = InsideLSTM(weights="trained", t=5.0)
    answer = lab.result.answers[5]
    assert answer == pytest.approx(-0.8, abs=0.06)
    assert f"At step 5 that sum is {number(answer)}; it should be −0.800." in lab.caption
    assert "set by hand, not learned" in InsideLSTM().caption
    assert "nothing was learned" in InsideLSTM(weights="random").caption


@pytest.mark.parametrize("kind", [InsideLSTM, InsideGRU])
def test_gates_are_half_open_without_weights_and_all_or_nothing_with_large_ones(kind):
    gates = [name for name, _ in GATES["LSTM" if kind is InsideLSTM else "GRU"]]
    none, large = kind(scale=0.0).result, kind(scale=10.0).result
    for name in gates:
        np.testing.assert_array_equal(none.values[name][1:], 0.5)
        values = large.values[name][1:]
        assert np.minimum(values, 1 - values).max() < 1e-12


# -- what is said, shown and pointed at -------------------------------------------------------------


def test_the_headline_names_what_the_gates_do():
    r = InsideLSTM().result
    f, c_prev, i, g, c = (number(r.scalar(name, 5)) for name in ("f", "c_prev", "i", "g", "c"))
    said = f"keeps {f} of the memory {c_prev}, the input gate writes {i} of {g}: c = {c}."
    assert InsideLSTM(t=5.0).caption.startswith(f"At step 5 the forget gate {said}")
    r = InsideGRU().result
    z, h_prev, n, h = (number(r.scalar(name, 5)) for name in ("z", "own", "n", "h"))
    said = f"keeps {z} of the state {h_prev} and takes {number(r.scalar('open', 5))} of the candidate {n}: h = {h}."
    assert InsideGRU(t=5.0).caption.startswith(f"At step 5 the update gate {said}")


def test_the_film_shows_a_number_only_once_it_is_computed():
    lab = InsideLSTM()
    shown = []
    for t in (4.1, 4.5, 4.7, 4.85, 5.0):
        lab.set(t=t)
        shown.append(
            {name for name in ("$f_t$", "$c_t$", "$h_t$") if name in panels(lab)["CellDiagram"].written}
        )
    assert shown == [set(), {"$f_t$"}, {"$f_t$"}, {"$f_t$", "$c_t$"}, {"$f_t$", "$c_t$", "$h_t$"}]
    assert lab.session.timeline.labels[lab.session.timeline.index(4.5)].startswith("t = 5: ")


def test_pointing_lights_drawing_and_equation_together_and_a_press_keeps_them():
    lab = InsideLSTM(views=ALL)
    drawing, equations = panels(lab)["CellDiagram"], panels(lab)["CellEquations"]
    x, y = drawing.plan.places["written"]
    assert point(drawing, lab, "move", x, y) == {"pointed": "memory"}
    assert point(drawing, lab, "press", x, y) == {"focus": "memory", "pointed": ""}
    assert point(drawing, lab, "press", 300, 290) == {"focus": WHOLE, "pointed": ""}
    assert point(equations, lab, "press", 50, equations.height - 8) == {"focus": "forget gate", "pointed": ""}
    lab.set(**point(drawing, lab, "move", x, y))
    assert lab.result.focus == "memory" and lab.focus == WHOLE
    drawing, equations = panels(lab)["CellDiagram"], panels(lab)["CellEquations"]
    assert len(drawing.halo.get_paths()) == 3  # ⊙, ⊙ and +
    assert len(equations.light.get_paths()) == 1
    assert set(drawing.written) >= {"$f_t$", "$i_t$", "$g_t$", "$c_t$"} and "$o_t$" not in drawing.written
    lab.set(t=4.5)
    assert point(drawing, lab, "move", *drawing.plan.places["f"]) == {}  # a film is not stopped in passing


def test_focus_ends_where_the_pointer_goes_to_what_is_no_part():
    lab = InsideLSTM(views=ALL)
    drawing, strip, equations, inputs = panels(lab).values()
    lab.set(pointed="memory")
    for panel, place in (
        (drawing, (4, 4)), (strip, (4.0, strip.top)), (equations, (1, 30)), (inputs, (3.0, 10)),
    ):  # fmt: skip
        assert point(panel, lab, "move", *place) == {"pointed": ""}
    assert point(strip, lab, "move", 3.0, strip.row(0)) == {"pointed": "forget gate"}


def test_what_is_pointed_at_takes_the_place_of_a_sentence_so_that_the_picture_stays_where_it_is():
    lab = InsideLSTM()
    resting = len(lab.captions)
    lab.set(pointed="memory")
    assert len(lab.captions) == resting and "In focus, the memory" in lab.captions[1]


def test_a_number_for_which_there_is_little_room_never_becomes_0_or_1():
    assert fitted(0.00247, 60) == "0.00247" and fitted(0.00247, 40) == "0.002" and fitted(0.00247, 20) == ""
    assert fitted(0.998, 40) == "0.998" and fitted(0.998, 30) == ""
    assert fitted(0.834, 32) == "0.83" and fitted(1.0, 12) == "1"
    lab = InsideLSTM()
    lab.look(width=560)  # where the captions say 0.998 and 0.00247
    assert not {"0", "1", "1.0", "1.00", "0.00"} & set(panels(lab)["CellStrip"].written[: 3 * STEPS])


def test_weights_that_are_multiplied_are_not_said_to_do_what_they_were_made_for():
    for kind in (InsideLSTM, InsideGRU):
        lab = kind()
        assert "so that unit 1 keeps" in lab.caption
        lab.preset("half-open gates")
        assert "so that" not in lab.caption
        assert "The weights are 0.2 times those, set by hand, with which unit 1 keeps" in lab.caption


def test_a_press_on_a_cell_of_a_column_chooses_the_unit():
    lab = InsideLSTM()
    drawing = panels(lab)["CellDiagram"]
    for name in ("c_prev", "h_prev", "c", "h"):
        x, y = drawing.cells[name, 2].mean(axis=0)
        assert point(drawing, lab, "press", x, y) == {"unit": 3}
    lab.set(unit=3)
    drawing = panels(lab)["CellDiagram"]
    rims = [path.vertices[:4].mean(axis=0) for path in drawing.chosen.get_paths()]
    names = [name for name in drawing.plan.columns if name != "x"]
    np.testing.assert_allclose(rims, [drawing.cells[name, 2].mean(axis=0) for name in names])


def test_dragging_a_bar_changes_the_input_and_the_sliders_follow():
    lab = InsideGRU(views=ALL)
    inputs = panels(lab)["CellInputs"]
    height = inputs.y(np.array((-0.35, 0.5)))
    lab.set(**point(inputs, lab, "drag", 3.2, height[0]))
    assert lab.inputs[2] == pytest.approx((-0.35, 0.0), abs=0.03)
    assert (lab.step, lab.value, lab.t) == (3, lab.inputs[2][0], 3.0)
    lab.set(**point(inputs, lab, "press", 7.0, height[1]))
    assert lab.mark == lab.inputs[6][1] == pytest.approx(0.5, abs=0.05)
    lab.set(value=0.75)
    assert lab.inputs[6][0] == 0.75
    lab.set(step=1)
    assert (lab.value, lab.mark, lab.t) == (*INPUTS[0], 1.0)


def test_inputs_that_cannot_be_used_get_a_sentence():
    lab = InsideLSTM()
    lab.set(inputs=INPUTS[:3])
    assert lab.status == "The inputs are 8 pairs of a value and a mark; 3 were given."
    lab.set(inputs=((2.0, 0.0), *INPUTS[1:]))
    assert lab.status.startswith("At step 1 the inputs are 2 and 0; a value can be from -1 to 1")
    assert lab.inputs == INPUTS
    with pytest.raises(InputError, match="pairs of numbers"):
        InsideLSTM(inputs="abc")


def test_the_strip_writes_each_gate_at_each_step():
    lab = InsideLSTM(weights="random", scale=2.0)
    network = LSTM(2, UNITS, rng=0)
    for weights in network.params.values():
        weights *= 2.0
    trace = network.forward(np.array(INPUTS)[:, None])
    strip = panels(lab)["CellStrip"]
    read = [f"{value:.3g}".replace("-", "−") for value, _ in INPUTS]
    assert strip.written == [number(v) for gate in (trace.f, trace.i, trace.o) for v in gate[:, 0, 0]] + read
    cells = strip.cells.get_paths()
    assert len(cells) == 4 * STEPS


def test_a_gate_s_tint_means_the_same_in_focus_and_out_of_it():
    """Else f = 1.00 would look less open than i = 0.998 in focus."""
    lab = InsideLSTM(unit=2, t=6.0)
    for part, row in ((WHOLE, None), ("input gate", 1), ("candidate", None), ("output gate", 2)):
        lab.set(focus=part)
        strip = panels(lab)["CellStrip"]
        values = [lab.result.scalar(gate, step) for gate in "fio" for step in range(1, STEPS + 1)]
        lightness = strip.cells.get_facecolor()[: len(values), :3].mean(axis=1)
        paired = sorted(zip(values, lightness, strict=True))
        assert (np.diff([light for _, light in paired]) <= 1e-9).all()
        assert strip.rim.get_visible() == (row is not None)
        if row is not None:
            middle = strip.rim.get_y() + strip.rim.get_height() / 2
            assert middle == pytest.approx(strip.row(row))


@pytest.mark.parametrize("kind", [InsideLSTM, InsideGRU])
def test_units_count_from_1_and_inputs_have_names(kind):
    lab, by_hand = kind(views=ALL), LSTM_UNITS if kind is InsideLSTM else GRU_UNITS
    assert lab.unit == 1 and len(by_hand) == UNITS
    for unit in range(1, UNITS + 1):
        lab.set(unit=unit)
        name = "c" if kind is InsideLSTM else "h"
        last = lab.result.all[name][-1, unit - 1]
        assert re.search(
            rf"{name} of unit {unit} goes from \S+ to {re.escape(number(last))}[,.]", lab.caption
        )
        assert f"so that unit {unit} {by_hand[unit - 1]}" in lab.caption
    texts = [text.get_text() for text in panels(lab)["CellInputs"].ax.texts]
    assert {"value", "mark"} <= set(texts) and not any("[" in text for text in texts)


@pytest.mark.parametrize("kind", [InsideLSTM, InsideGRU])
def test_no_slider_draws_the_still_picture_again(kind, monkeypatch):
    lab = kind(unit=2)
    canvas, draws = lab._ensure_scene().canvas, []
    monkeypatch.setattr(canvas, "draw", lambda: draws.append(1))
    limits = {lab.result.limits}
    for name, parameter in lab.parameters().items():
        if isinstance(parameter, Number):
            for value in (*parameter.ends(lab), parameter.default_value):
                lab.set(**{name: value})
                limits.add(lab.result.limits)
    assert not draws
    assert (len(limits) > 1) == (kind is InsideLSTM)  # whose unit 2 counts beyond 1


def test_the_lane_of_the_curves_says_which_values_its_lines_stand_for():
    lab = InsideLSTM(unit=2)  # counts beyond 1
    strip = panels(lab)["CellStrip"]
    low, high = lab.result.limits
    assert (low, high) != (-1, 1)
    lines = [strip.base, strip.y(lab.result, 0), strip.top]
    np.testing.assert_allclose(strip.scale.get_offsets()[:, 1], lines)
    np.testing.assert_allclose([strip.y(lab.result, low), strip.zero.get_ydata()[0]], lines[:2])


@pytest.mark.parametrize("kind", [InsideLSTM, InsideGRU])
def test_pointing_makes_no_film_and_the_film_does_not_show_what_is_pointed_at(kind, monkeypatch):
    lab, films = kind(), []
    monkeypatch.setattr(lab._film_maker, "request", lambda frames, deliver: films.append(frames))
    lab.preset("let it fade")
    version, resting, label = lab.stage.frame["version"], lab.captions, lab.controls.preset
    for part in (*kind.parts, ""):
        lab.set(pointed=part)
        assert lab.result.pointed == part and lab.stage.frame["version"] == version
    assert lab.captions == resting and lab.controls.preset == label
    lab.set(pointed="candidate", focus=WHOLE)
    assert "In focus, the candidate" in lab.caption
    assert lab.stage.frame["version"] > version  # for the other focus
    lab._hear(lab.stage, {"type": "film", "t": 0, "seq": 1})
    _, _, captions = next(films[-1]())
    assert captions == lab._captions(kind(unit=3, inputs=FADING).result, 0.0)


@pytest.mark.parametrize("kind", [InsideLSTM, InsideGRU])
def test_a_film_moves_ten_times_a_second_and_has_less_than_eight_megabytes(kind):
    lab = kind()
    assert lab.result.T == 8 and 1 / lab.session.timeline.seconds == pytest.approx(10)
    scene, positions = lab._ensure_scene(), lab.session.timeline.positions
    some = [len(encode_film_png(scene.paint(lab.result, t))) for t in positions[::8]]
    assert np.mean(some) * len(positions) < 8e6
