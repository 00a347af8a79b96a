"""What the interface offers: its specification, and the same as a page."""

from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from app.identity import API, public

blueprint = Blueprint("api_documentation", __name__, url_prefix=API)


@blueprint.get("/openapi.json")
@public
def specification() -> ResponseReturnValue:
    return jsonify(described())


@blueprint.get("/docs")
@public
def show() -> ResponseReturnValue:
    spec = described()
    tags = {tag["name"]: tag for tag in spec["tags"]}
    found = groupby(_operations(spec), key=lambda operation: operation["tags"][0])
    subjects = [(tags[name], list(operations)) for name, operations in found]
    return render_template("api/docs.html", spec=spec, subjects=subjects, prefix=API)


def described() -> dict[str, Any]:
    """The OpenAPI specification."""
    spec: dict[str, Any] = current_app.extensions["api"].spec.to_dict()
    for tag in spec["tags"]:  # blueprints are named apart from those of pages
        tag["name"] = tag["name"].removeprefix("api_")
    return spec


def _operations(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation by subject, with its method, path, parameters, and the names of what it takes and gives."""
    found = []
    for path, item in spec["paths"].items():
        for method in ("get", "post", "patch", "put", "delete"):
            if method in item:
                named = [*item.get("parameters", []), *item[method].get("parameters", [])]
                found.append({**item[method], "method": method.upper(), "path": path, "named": named})
    order = [tag["name"] for tag in spec["tags"]]
    return sorted(found, key=lambda operation: order.index(operation["tags"][0]))
