"""An artist's portfolio as a site of its own: as files for any host, and under the artist's own domain."""
