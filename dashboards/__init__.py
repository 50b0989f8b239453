"""The web process: site, sign-in routes, API and the Streamlit pages."""
