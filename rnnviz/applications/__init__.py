"""Trained networks, one application a file: data -> model -> recipe -> weights."""
