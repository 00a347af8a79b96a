"""`make bench`: the claims about speed, small enough for a coffee break. Each module runs alone with more."""

from bench import effects, live, tick

if __name__ == "__main__":
    tick.main()
    effects.main()
    live.main()
