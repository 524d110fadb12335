"""The application for servers and for `flask --app wsgi`."""

from teacher_growth.app import create_app, warn_if_anchors_inside

app = create_app()
warn_if_anchors_inside(app)
