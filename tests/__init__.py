"""Tests of zhicheng."""
