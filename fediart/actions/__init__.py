"""What a local person does, one file per deed. Web pages, the command line and apps all come through here."""
