"""The routes of the API, a file for each noun; and what is asked beside it: health, metrics, keys, documents."""
