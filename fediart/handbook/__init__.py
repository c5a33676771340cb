"""The documentation as pages: which documents there are, for whom and in which order, read, linked and searched."""
