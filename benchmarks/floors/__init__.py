"""Loops written by hand: they fetch the same pages and write the same rows to Parquet, and see to nothing else."""
