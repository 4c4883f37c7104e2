"""What measures the system, and what models it."""
