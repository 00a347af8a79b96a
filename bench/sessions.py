"""Sessions of people who did not sign in: cookies made with the web's own secret."""

from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.config import Settings
from app.identity import SignedIn
from app.queries import people
from tests.clusters import Database

SECRET = "for this test"  # as tests/serving.py gives it to the web
RAW = "0" * 40  # what the form tokens of all these sessions sign


def cookies_of(database: Database, keys: list[int]) -> list[str]:
    """The cookie of a session of each person."""
    app = create_app(Settings(database_url=database.url(), secret_key=SECRET, log_level="warning"))
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    with app.app_context():
        marks = [SignedIn(person).get_id() for person in people.several(keys)]
    return [f"stageclock={serializer.dumps({'_user_id': mark, 'csrf_token': RAW})}" for mark in marks]


def form_token() -> str:
    """A form's token in any of these sessions, as Flask-WTF signs it."""
    return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(RAW))
