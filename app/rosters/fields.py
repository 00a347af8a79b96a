"""What a class list says of a student, and how people head the columns for it."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

REQUIRED = ("student_number", "name")
FIELDS: dict[str, LazyString] = {
    "student_number": _("student number"),
    "name": _("name"),
    "email": _("email"),
    "username": _("username"),
}
# How people head the columns. The first two of each are named where the column is missing.
HEADERS = {
    "student_number": (
        "学号",
        "student number",
        "student no",
        "student id",
        "学生学号",
        "学生编号",
        "matriculation number",
    ),
    "name": ("姓名", "name", "student name", "full name", "学生姓名", "名字"),
    "email": ("邮箱", "email", "email address", "mail", "电子邮箱", "电子邮件", "邮箱地址", "邮件"),
    "username": ("用户名", "username", "login", "login name", "account", "账号", "帐号", "登录名"),
}
# What stands for a student number only where no better header does: a list may number its own lines.
WEAK = ("id", "number", "no", "编号")
