"""A real S3 server of this run's own (moto's), on a loopback port: nothing of it is kept."""

from __future__ import annotations

import http.client
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

KEYS: dict[str, Any] = {"access_key": "tests", "secret_key": "of no worth"}


@dataclass(frozen=True, slots=True)
class ObjectServer:
    port: int

    def bucket(self, name: str) -> dict[str, Any]:
        """Makes a bucket; what [storage] of a config says to use it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("PUT", f"/{name}")
        assert connection.getresponse().status == 200
        connection.close()
        return {"bucket": name, "endpoint": f"http://127.0.0.1:{self.port}", **KEYS}


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    process = subprocess.Popen([sys.executable, "-m", "tests.s3"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        yield ObjectServer(int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


def main() -> None:
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
