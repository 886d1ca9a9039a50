"""The four questions that notebook 04 ends with.

They stand here rather than in the cell that asks them, so that nobody reads an answer before giving one.
"""

QUIZ = (
    {
        "question": "A tanh network has read 100 characters. Why is ∂L/∂h_1 likely to be tiny?",
        "options": {
            "The first character has no influence": "It may have the most of all. The gradient is multiplied on "
            "its way back whether or not there is something to be learned there.",
            "tanh keeps every state below 1": "The size of a state is not a factor of the gradient. The slope of "
            "tanh is, and so are the weights.",
            "It was multiplied by 99 Jacobians": "Mostly by less than 1, 99 times over. What made "
            "the factors small may be the weights, saturation or the direction.",
            "The learning rate is too small for it": "The learning rate scales the step that is taken. "
            "∂L/∂h_1 is there before any step is taken.",
        },
        "answer": "It was multiplied by 99 Jacobians",
    },
    {
        "question": "Which of these facts about a tanh network rules out that its gradient explodes?",
        "options": {
            "σ_max(W_hh) = 0.95": "σ_max > 1/γ is necessary to explode, and γ is 1. No step can stretch anything "
            "here, so no product of steps can.",
            "ρ(W_hh) = 0.95": "ρ speaks of the long run of a linear network. Unless W is normal, a step can stretch "
            "far more than ρ, and slopes that differ from step to step keep ρ from having its say.",
            "All states stay between -1 and 1": "They always do with tanh. It is the slopes and the weights that "
            "make the product, and with large weights it can grow all the same.",
            "The loss at the end is small": "That scales the gradient at the start of its way back. What the way "
            "does to it, step by step, is another matter.",
        },
        "answer": "σ_max(W_hh) = 0.95",
    },
    {
        "question": "W_hh is 3 times an orthogonal matrix and φ is the sigmoid. What is certain of a gradient of "
        "length 1, 20 steps back, whatever the inputs are?",
        "options": {
            "It has exploded: 3²⁰ is 3.5 billion": "The weights alone would do that. Every step also multiplies by "
            "slopes, and no slope of the sigmoid is above ¼.",
            "It is 0.75²⁰ = 0.003 long": "So it would be with all slopes at ¼. They are that only at a = 0, and fall "
            "as a unit saturates.",
            "It is at most 0.75²⁰ = 0.003 long": "γ σ_max = ¼ · 3 is below 1, so it must vanish. How much sooner "
            "depends on how far the inputs push the units into saturation.",
            "Nothing: saturation depends on the inputs": "How much is left depends on them. But no input makes a slope "
            "steeper than ¼.",
        },
        "answer": "It is at most 0.75²⁰ = 0.003 long",
    },
    {
        "question": "Three linear units in a line: each keeps 0.5 of itself, and feeds the next with a weight of 8. "
        "A gradient of length 1 starts at the last unit. How long is it two steps back?",
        "options": {
            "0.25": "0.5² is what the eigenvalues say, and what stays at the last unit. The rest has crossed.",
            "About 8": "2 · 0.5 · 8 = 8 has crossed once, to the middle unit. In two steps it can cross twice.",
            "It cannot be told without the inputs": "In a linear network every slope is 1, whatever the inputs are.",
            "About 64": "8 · 8 has crossed twice, to the first unit. ρ = 0.5 has its say in the long run: "
            "from the first unit nothing crosses any more.",
        },
        "answer": "About 64",
    },
)
