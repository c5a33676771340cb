"""The fediverse's protocol, and nothing of art, SQL or pages.

PyPI has an unrelated package of the same name; `BELONGS_TO` lets the server refuse to start on that one.
"""

BELONGS_TO = "fediart"
