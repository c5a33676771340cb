"""How the gallery is used, in a real browser, at three widths: one furnished instance, and many who visit it."""
