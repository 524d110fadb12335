"""The application for servers and for `flask --app wsgi`."""

from teacher_growth.app import create_app

app = create_app()
