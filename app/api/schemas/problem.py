"""Problem details (RFC 9457)."""

from marshmallow import Schema, fields


class Problem(Schema):
    """What went wrong, in the language of Accept-Language; `code` is the database's private SQLSTATE."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(metadata={"pattern": "^SC[0-9]{3}$"})
    errors = fields.Dict(metadata={"description": "What is wrong, by place and field."})
