"""What `gunicorn procurement.wsgi` uses: a few processes of several threads, by the machine's size.

Answers arrive together in the last minute of a consultation: threads let those that wait for the
database wait, while others are read.
"""

import multiprocessing
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", min(multiprocessing.cpu_count() + 1, 8)))
worker_class = "gthread"
threads = 4
# Connections that wait for a thread rather than being refused.
backlog = 2048
timeout = 120
# Memory that long runs leave behind is given back, each worker at its own moment.
max_requests = 5000
max_requests_jitter = 1000
