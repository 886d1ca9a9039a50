"""The four questions that notebook 06 ends with.

They stand here rather than in the cell that asks them, so that nobody reads an answer before giving one.
"""

QUIZ = (
    {
        "question": "The forget gate and the input gate of a unit are both 1 at every step. What does its memory "
        "hold after 50 steps?",
        "options": {
            "What was written first": "It is in there, and so is everything that came after it.",
            "What was written last": "That takes f = 0 and i = 1: erase, then write. Here nothing is erased.",
            "The sum of all 50 candidates": "Nothing is erased and everything is added. On the highway the gradient "
            "of the first is 1, and so is that of each of the others: perfect, and no help in telling them apart.",
        },
        "answer": "The sum of all 50 candidates",
    },
    {
        "question": "f_t is at most 1. Can the gradient of an LSTM explode?",
        "options": {
            "No: factors of at most 1 never multiply to more": "On the direct way from c to c they do not. But there "
            "is another one, which no f bounds.",
            "Yes: over h_{t-1} and the weights of the gates": "That way is an RNN of its own, with weights and slopes "
            "at every step. LSTMs are trained with clipping, too.",
            "Only if the forget bias is above 1": "A bias brings f closer to 1, never above it. And the way that "
            "can explode is open at any bias.",
        },
        "answer": "Yes: over h_{t-1} and the weights of the gates",
    },
    {
        "question": "In PyTorch you set the rows of f to 1, in bias_ih_l0 and in bias_hh_l0 as well. With nothing "
        "else at the gate, when is half of a memory gone?",
        "options": {
            "After 1 step": "That is a bias of 0, where f = 0.5.",
            "After 2.2 steps": "That is a bias of 1, where f = 0.73. Here there are two.",
            "After 5.5 steps": "The two are added: b_f = 2, f = 0.88. A memory lasts more than twice as long as was "
            "meant. Set one of them, and the other to 0.",
        },
        "answer": "After 5.5 steps",
    },
    {
        "question": "A new LSTM, forget bias 0, should learn to answer to a signal 200 steps back. It does not learn. "
        "What do you try first?",
        "options": {
            "A larger forget bias": "0.5 to the 200th is 6e-61: nothing of the signal arrives, and no gradient comes "
            "back. ln(199) = 5.3 would leave a third of both, and that is where chrono biases reach.",
            "Clipping the gradient": "Clipping shortens a gradient that is too long. This one is not there.",
            "More units": "Each of them forgets half at every step, as the others do.",
            "A smaller learning rate": "A gradient that says nothing about step 1 says nothing at any rate.",
        },
        "answer": "A larger forget bias",
    },
)
