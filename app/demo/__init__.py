"""Courses to look at: people, course work, and stages that fall due within minutes and weeks of now."""
