"""What happens, in which order. Modules with Celery tasks stay where they are: their names are on the wire."""
