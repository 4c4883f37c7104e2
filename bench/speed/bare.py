"""The limit: a Flask route that answers a page that it holds, on the same server with the same settings."""

import os
from pathlib import Path

from flask import Flask, Response

app = Flask(__name__, static_folder=None)
_page = Path(os.environ["BARE_PAGE"]).read_bytes()


@app.get("/page")
def page() -> Response:
    """The bytes of a feed page."""
    return Response(_page, content_type="application/json")
