"""What people and other servers see over HTTP: one file per page action, every URL in routes.py."""
