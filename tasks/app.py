"""The Celery application. Its settings and their reasons are in celeryconfig.py."""

from celery import Celery

app = Celery("social")
app.config_from_object("celeryconfig")
