"""Side-by-side measurements: ours beside a floor and a peer in the same run. See docs/BENCHMARKS.md."""
