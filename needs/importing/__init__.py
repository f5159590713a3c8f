"""A table that somebody sends → sites, volumes or needs: what is sure, what is to be decided.

No module here knows Django: `needs/imports.py` brings what the database knows and writes.
"""
