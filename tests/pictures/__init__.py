"""Tests of people's pictures."""
