"""Recurrent networks as graphs: their inputs, states and outputs, what feeds what, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace

WIRINGS = ("one to one", "one to many", "many to one", "many to many", "encoder-decoder")
STEPS = range(2, 9)

CAPTIONS = (
    "cat (end)",
    "a cat (end)",
    "a cat sleeps (end)",
    "a small cat sleeps (end)",
    "a cat on a mat (end)",
    "a small cat on a mat (end)",
    "a small cat sleeps on a mat (end)",
)
REVIEWS = (
    ("great fun", "positive"),
    ("not much fun", "negative"),
    ("I really liked it", "positive"),
    ("the film was not bad", "positive"),
    ("I would not see it again", "negative"),
    ("the plot is thin but it works", "positive"),
    ("I wanted to like it but could not", "negative"),
)
TAGGED = (  # of five words: "man" is the verb, as only the words after it tell
    ("she reads", "pron verb"),
    ("she reads books", "pron verb noun"),
    ("she reads old books", "pron verb adj noun"),
    ("the old man the boats", "det noun verb det noun"),
    ("she reads the old book again", "pron verb det adj noun adv"),
    ("she often reads the old book again", "pron adv verb det adj noun adv"),
    ("she often reads the old book at night", "pron adv verb det adj noun prep noun"),
)
TRANSLATED = (
    ("thank you", "merci (end)"),
    ("I sleep well", "je dors bien (end)"),
    ("the cat is sleeping", "le chat dort (end)"),
    ("I do not know him", "je ne le connais pas (end)"),
    ("the book is on the table", "le livre est sur la table (end)"),
    ("I would like a cup of tea", "je voudrais une tasse de thé (end)"),
    ("she does not want to go out tonight", "elle ne veut pas sortir ce soir (end)"),
)
"""Examples of each application, for 2 to 8 steps: no network has computed them."""

MAN = 5
"""Words of the tagged sentence whose third is taken for a noun before the rest has been read."""
SO_FAR = "det adj noun det noun"


def example(wiring: str, T: int, both: bool = True) -> tuple[str, list[str], list[str]]:
    """The application of a wiring, the words that go in and the words that come out.

    both  whether the whole sentence is read before a word of it is tagged
    """
    n = T - STEPS[0]
    application, words, answers = {
        "one to one": ("what is in the image?", "photo", "cat"),
        "one to many": ("a caption for an image", "photo", CAPTIONS[n]),
        "many to one": ("is the review positive?", *REVIEWS[n]),
        "many to many": ("tag every word", *TAGGED[n]),
        "encoder-decoder": ("translate English into French", *TRANSLATED[n]),
    }[wiring]
    if wiring == "many to many" and T == MAN and not both:
        answers = SO_FAR
    return application, words.split(), answers.split()


@dataclass(frozen=True)
class Node:
    """An input, a state or an output, the word it stands for and its place: a column, and a layer if a state.

    when  the round of computing in which it is ready: one after the last of the nodes that feed it
    """

    kind: str  # "input", "state" or "output"
    column: int
    layer: int = 0
    backward: bool = False
    word: str = ""
    when: int = 0


@dataclass(frozen=True)
class Graph:
    """Nodes, and links (start, end, kind) by the nodes' indices.

    kind  "time" carries a state to the right, "back" to the left, "arc" from the encoder's first step to the
          decoder, "feed" a word that was written into the next step; "" leads up
    """

    nodes: tuple[Node, ...]
    links: tuple[tuple[int, int, str], ...]

    @property
    def rounds(self) -> int:
        """How many rounds of computing it takes until all is ready."""
        return max(node.when for node in self.nodes)

    def indices(self, kind: str) -> list[int]:
        """Where the nodes of a kind stand, from left to right."""
        return [n for n, node in enumerate(self.nodes) if node.kind == kind]

    def sources(self, end: int) -> set[int]:
        """All nodes that the value of a node depends on, itself among them."""
        found, waiting = {end}, [end]
        while waiting:
            here = waiting.pop()
            before = {start for start, end, _ in self.links if end == here} - found
            found |= before
            waiting += before
        return found


class _Drawing:
    """A graph in the making."""

    def __init__(self):
        self.nodes: list[Node] = []
        self.links: list[tuple[int, int, str]] = []

    def add(self, *place, **about) -> int:
        self.nodes.append(Node(*place, **about))
        return len(self.nodes) - 1

    def feed(self, starts, end: int, kind: str = "") -> None:
        self.links += [(start, end, kind) for start in starts]

    def layers(self, below: list[list[int]], count: int, both: bool, first: int = 0) -> list[list[list[int]]]:
        """Layers of states over the columns `below`, each a list of what feeds it; returns them by layer,
        direction and column."""
        built = []
        for layer in range(count):
            directions = []
            for backward in (False, True) if both else (False,):
                row = [self.add("state", first + c, layer, backward) for c in range(len(below))]
                for state, starts in zip(row, below, strict=True):
                    self.feed(starts, state)
                order = row[::-1] if backward else row
                for before, after in zip(order, order[1:], strict=False):
                    self.feed([before], after, "back" if backward else "time")
                directions.append(row)
            below = [list(column) for column in zip(*directions, strict=True)]
            built.append(directions)
        return built

    def outputs(self, words: list[str], columns: range, top: list[list[int]]) -> list[int]:
        found = []
        for word, column, starts in zip(words, columns, top, strict=True):
            found.append(self.add("output", column, word=word))
            self.feed(starts, found[-1])
        return found

    def finished(self) -> Graph:
        """The graph, with the round in which each node is ready."""
        before: list[list[int]] = [[] for _ in self.nodes]
        for start, end, _ in self.links:
            before[end].append(start)
        known: dict[int, int] = {}

        def when(n: int) -> int:
            if n not in known:
                known[n] = 1 + max(map(when, before[n])) if before[n] else int(self.nodes[n].kind != "input")
            return known[n]

        nodes = tuple(replace(node, when=when(n)) for n, node in enumerate(self.nodes))
        return Graph(nodes, tuple(self.links))


def graph(wiring: str, layers: int, both: bool, T: int) -> Graph:
    """The network of a wiring; `both` directions where there is a whole sequence to read."""
    both = both and reads_both_ways(wiring)
    _, words, answers = example(wiring, T, both)
    drawing = _Drawing()
    inputs = [drawing.add("input", c, word=word) for c, word in enumerate(words)]
    if wiring == "one to many":
        below = [inputs] + [[] for _ in answers[1:]]
        states = drawing.layers(below, layers, False)
        outputs = drawing.outputs(answers, range(len(answers)), [[n] for n in states[-1][0]])
        _write(drawing, outputs, states)
        return drawing.finished()
    states = drawing.layers([[n] for n in inputs], layers, both)
    top = [list(column) for column in zip(*states[-1], strict=True)]
    if wiring in ("one to one", "many to many"):
        drawing.outputs(answers, range(len(answers)), top)
    elif wiring == "many to one":  # each direction's state once it has read all
        ends = [row[0] if drawing.nodes[row[0]].backward else row[-1] for row in states[-1]]
        drawing.outputs(answers, range(len(words) - 1, len(words)), [ends])
    else:
        decoder = drawing.layers([[] for _ in answers], layers, False, first=len(words))
        for encoding, decoding in zip(states, decoder, strict=True):
            drawing.feed([encoding[0][-1]], decoding[0][0], "time")
            drawing.feed([row[0] for row in encoding[1:]], decoding[0][0], "arc")
        columns = range(len(words), len(words) + len(answers))
        _write(drawing, drawing.outputs(answers, columns, [[n] for n in decoder[-1][0]]), decoder)
    return drawing.finished()


def _write(drawing: _Drawing, outputs: list[int], states) -> None:
    """Every word written goes into the next step."""
    for word, state in zip(outputs, states[0][0][1:], strict=False):
        drawing.feed([word], state, "feed")


def reads_both_ways(wiring: str) -> bool:
    """Whether a wiring has a sequence that is there as a whole, to be read in both directions."""
    return wiring in ("many to one", "many to many", "encoder-decoder")
