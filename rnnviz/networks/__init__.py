"""Small networks that the lessons look at: made to order, untrained, trained, and the learner's own."""
