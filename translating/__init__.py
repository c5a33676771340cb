"""What translators need: every sentence of the pages in one file, and the catalogues brought up to date with it."""
