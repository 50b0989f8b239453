"""What every reader says the same way: metrics, periods, queries, formats and chart specs.

Pages, the API, alerts, reports and BI exports take their numbers and words from here. Nothing in this package opens a
file, reads the environment or knows Streamlit.
"""
