"""`make bench`: the claims about speed, small enough for a coffee break. Each module runs alone with more."""

from bench import effects, live
from bench.keeping import keep
from bench.tick.__main__ import run as tick

if __name__ == "__main__":
    keep(tick([10_000, 100_000], [1, 1_000, 10_000], 5, [10_000]))
    effects.main()
    live.main()
