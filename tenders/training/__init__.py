"""Sessions, quizzes and their figures; it stands above `tenders`, which knows nothing of it."""
