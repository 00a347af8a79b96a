"""How much of the code the quick suite runs: Python's statements, and PL/pgSQL's by plpgsql_check's profiler."""
