"""``python -m orchestration.cli``: the command ``omnitrackiq`` without its script."""

from orchestration.cli import main

if __name__ == "__main__":
    main()
