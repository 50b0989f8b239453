"""Platforms that answer from rows rendered beforehand, in a process of their own: nearly free to ask."""
