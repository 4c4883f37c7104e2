"""What every route stands on: contracts, guards, bodies, pages, problems, limits, logs."""
