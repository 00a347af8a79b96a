"""The limit of any page: Flask saying hello, and Flask reading a body that it throws away."""

from flask import Flask, request

app = Flask(__name__)


@app.get("/")
@app.get("/healthz")
def hello() -> str:
    """The least that a page can do."""
    return "hello"


@app.post("/")
def swallow() -> str:
    """The least that receiving can do."""
    while request.stream.read(65_536):
        pass
    return "hello"
