"""Signing in to the platforms: one file per platform says where its consent screen is and what its code is worth."""
