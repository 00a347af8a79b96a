"""Users, courses and who is in them."""

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Index, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ZONE_EXISTS, Base, CreatedAt, Instant, Key
from app.models.types import EnrollmentRole, MailTopic, UserRole, enrollment_role, mail_topic, user_role


class User(Base):
    """A person who can sign in."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("username = btrim(username) and username <> ''", name="username_is_trimmed"),
        CheckConstraint("btrim(name) <> ''", name="name_is_not_blank"),
        CheckConstraint(
            "student_number = btrim(student_number) and student_number <> ''", name="student_number_is_trimmed"
        ),
        CheckConstraint(f"time_zone is null or {ZONE_EXISTS}", name="time_zone_exists"),
        Index("uq_users_username_without_case", text("lower(username)"), unique=True),
    )

    id: Mapped[Key]
    username: Mapped[str]
    name: Mapped[str]
    student_number: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None]
    password_hash: Mapped[str]
    role: Mapped[UserRole] = mapped_column(user_role, server_default="student")
    locale: Mapped[str | None]
    time_zone: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(server_default=true())
    must_change_password: Mapped[bool] = mapped_column(server_default=false())
    # What they do not want by mail.
    unmailed: Mapped[list[MailTopic]] = mapped_column(ARRAY(mail_topic), server_default=text("'{}'::mail_topic[]"))
    version: Mapped[int] = mapped_column(server_default=text("1"))  # of what admins edit
    created_at: Mapped[CreatedAt]


class Course(Base):
    """A class of one term, in one time zone."""

    __tablename__ = "courses"
    __table_args__ = (
        CheckConstraint("code = btrim(code) and code <> ''", name="code_is_trimmed"),
        CheckConstraint("btrim(name) <> ''", name="name_is_not_blank"),
        CheckConstraint(ZONE_EXISTS, name="time_zone_exists"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    term: Mapped[str | None]
    time_zone: Mapped[str]
    archived_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]


class Enrollment(Base):
    """One person's place in one course."""

    __tablename__ = "enrollments"

    course_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("courses.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), primary_key=True, index=True)
    role: Mapped[EnrollmentRole] = mapped_column(enrollment_role)
    created_at: Mapped[CreatedAt]
