"""Which scope holds which, for those who ask about endpoints; the table itself is fediart/actions/scopes.py."""

from fediart.actions.scopes import SCOPES, holds

__all__ = ["SCOPES", "holds"]
