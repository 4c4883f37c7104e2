"""Tests of what measures: small numbers, and that it would notice."""
