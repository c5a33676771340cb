"""A small world to click through: two instances on this machine, with artists, artworks, follows and comments."""
