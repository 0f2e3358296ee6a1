"""The entry of the server: ``gunicorn wsgi:app``."""

from vsm_platform.app import create_app

app = create_app()
