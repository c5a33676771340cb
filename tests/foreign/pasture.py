"""Starts fediverse-pasture's verify_actor on a loopback port: `pasture.py PORT`, in an empty folder of its own."""

import sys

from fediverse_pasture.verify_actor import build_app

port = int(sys.argv[1])
app = build_app(False, f"localhost:{port}", False, 10.0)
app.run(port=port, host="127.0.0.1", use_reloader=False)
