"""rnnviz: recurrent neural networks you can move. The labs of the course are in `rnnviz.labs`."""

__version__ = "0.1.0"
