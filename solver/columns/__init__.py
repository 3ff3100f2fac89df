"""The rule tree over columns: a whole batch of people at once."""
