from flask import Blueprint

bp = Blueprint("importing", __name__)
