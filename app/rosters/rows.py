"""Lines → students, checked each and against one another; all that is wrong is found at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.rosters.columns import Columns
from app.rosters.fields import FIELDS, REQUIRED
from app.rosters.table import MOST_STUDENTS, Cell, Line, Unreadable
from app.rosters.values import WrongValue, read


@dataclass(frozen=True)
class Student:
    """One student as the file says it; None where it says nothing. `row` is the file's own number of the line."""

    row: int
    student_number: str
    name: str
    email: str | None
    username: str | None


def students(lines: Sequence[Line], columns: Columns) -> tuple[Student, ...]:
    """The students below the header; raise Unreadable naming each row and field that cannot be."""
    problems: list[str] = []
    found = [_student(line, cells, problems) for line, cells in _filled(lines, columns)]
    once = {student.student_number: student for student in reversed(found)}.values()
    problems += _twice(found, lambda student: student.student_number, _same_number)
    problems += _twice(
        [*once][::-1], lambda student: (student.username or student.student_number).lower(), _same_username
    )
    if problems:
        raise Unreadable(*problems)
    return tuple(found)


def _filled(lines: Sequence[Line], columns: Columns) -> list[tuple[Line, dict[str, Cell]]]:
    """The lines that say anything of a student, with their cells by field; refused where none does, or too many do."""
    cells = [(line, {field: _at(line, index) for field, index in columns.places.items()}) for line in lines]
    filled = [(line, fields) for line, fields in cells if any(cell.text for cell in fields.values())]
    if not filled:
        raise Unreadable(_("There is a header, and no student below it."))
    if len(filled) > MOST_STUDENTS:
        raise Unreadable(
            _("The list has more than 5,000 rows. Split it into several files, and import one after the other.")
        )
    return filled


def _at(line: Line, index: int) -> Cell:
    return line.cells[index] if index < len(line.cells) else Cell()


def _student(line: Line, cells: dict[str, Cell], problems: list[str]) -> Student:
    """What the line says; what it says wrongly is added to the problems and left empty."""
    values = {field: _value(line, field, cell, problems) for field, cell in cells.items()}
    number, name = (values[field] or "" for field in REQUIRED)
    return Student(line.number, number, name, values.get("email"), values.get("username"))


def _value(line: Line, field: str, cell: Cell, problems: list[str]) -> str | None:
    try:
        return read(field, cell, required=field in REQUIRED)
    except WrongValue as wrong:
        problems.append(_said(line, field, cell, wrong))
        return None


def _said(line: Line, field: str, cell: Cell, wrong: WrongValue) -> str:
    if cell.place:
        named = {"row": line.number, "field": FIELDS[field], "place": cell.place, "problem": wrong}
        return str(_("Row %(row)s, %(field)s (cell %(place)s): %(problem)s", **named))
    return str(_("Row %(row)s, %(field)s: %(problem)s", row=line.number, field=FIELDS[field], problem=wrong))


def _twice(
    found: Sequence[Student], key: Callable[[Student], str], said: Callable[[Student, Student], str]
) -> list[str]:
    """A sentence for each student whose key another one above has."""
    first: dict[str, Student] = {}
    pairs = [(first.setdefault(key(student), student), student) for student in found if key(student)]
    return [said(above, below) for above, below in pairs if above is not below]


def _same_number(above: Student, below: Student) -> str:
    named = {"first": above.row, "second": below.row, "number": below.student_number}
    return str(_("Rows %(first)s and %(second)s have the same student number, %(number)s: keep one of them.", **named))


def _same_username(above: Student, below: Student) -> str:
    named = {"first": above.row, "second": below.row, "name": below.username or below.student_number}
    return str(_("Rows %(first)s and %(second)s would have the same username, %(name)s: change one of them.", **named))
