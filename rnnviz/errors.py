"""What is said to a learner who gave something that cannot be used."""


class InputError(ValueError):
    """What a learner gave cannot be used; the message says what, why and how to mend it."""
