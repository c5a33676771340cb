"""Everything that touches image bytes: storage, checks before decoding, renditions, metadata and the worker processes.

The server imports `storage`, `facts`, `errors`, `pool` and `studio`, which stay free of Pillow and numpy.
"""
