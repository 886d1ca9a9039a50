"""The only code that knows a browser: scenes become frames, frames become films, and the Stage shows them."""

from .controls import Controls
from .film import Film, FilmMaker, Timeline
from .question import Question
from .scene import Scene
from .stage import Stage

__all__ = ["Controls", "Film", "FilmMaker", "Question", "Scene", "Stage", "Timeline"]
