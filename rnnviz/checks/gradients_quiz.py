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
        "question": "W_hh is orthogonal and φ is tanh. You make the inputs ten times as large. What happens to the "
        "gradient 40 steps back?",
        "options": {
            "Nothing: the inputs are not in W_hh": "They are in a_t, and J_t has φ'(a_t) beside W_hh.",
            "It grows: larger signals, larger gradients": "The states grow toward -1 and 1, and there tanh is flat: "
            "what a change of a_t does to h_t becomes less, not more.",
            "It shrinks: at every step units are flatter": "Saturated units have a slope near 0 and let nothing "
            "through. W_hh alone would have kept the length.",
        },
        "answer": "It shrinks: at every step units are flatter",
    },
    {
        "question": "A linear network has ρ(W_hh) = 0.9. A gradient of length 1 starts at the loss. What is known "
        "20 steps back?",
        "options": {
            "Its length is 0.9²⁰ = 0.12": "That is so if W is 0.9 times an orthogonal matrix. The eigenvalues alone "
            "do not say so.",
            "Its length is at most 0.9²⁰ = 0.12": "At most σ_max²⁰, and σ_max may be far above ρ. Only for normal "
            "matrices are the two the same.",
            "It is shorter than at the start": "Eigenvectors that nearly cancel need not go on canceling "
            "while they shrink: the length can grow, a hundredfold, before it falls.",
            "Nothing: it may even have grown": "ρ promises that it vanishes in the end. How long that takes, and "
            "what comes before, depends on how far W is from normal.",
        },
        "answer": "Nothing: it may even have grown",
    },
)
