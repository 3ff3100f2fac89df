"""Deciding whether a person meets a standard."""
