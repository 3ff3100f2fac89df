"""Writing out what the solver found."""
