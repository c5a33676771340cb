"""Passkeys as the W3C has them in Web Authentication: what browsers send is read and checked here, nothing is kept."""
