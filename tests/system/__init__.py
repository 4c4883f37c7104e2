"""Promises about the whole: processes, faults, the code itself."""
