"""How networks learn: losses, optimizers and the trainer, in NumPy."""
