"""Benchmarks of zhicheng."""
