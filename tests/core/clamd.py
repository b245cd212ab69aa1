"""A clamd for tests: speaks INSTREAM, and behaves as it is told: answers, stays silent, breaks off."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

MALWARE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # the test file every scanner knows


class Clamd(threading.Thread):
    """``behaviour``: ``answer``, ``silent``, ``cut`` (before the answer), ``half`` (in the middle of it), ``error``."""

    def __init__(self, behaviour: str = "answer") -> None:
        super().__init__(daemon=True)
        self.behaviour = behaviour
        self.received: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self._socket.getsockname())
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                self._serve(line)

    def _serve(self, line: socket.socket) -> None:
        stream = line.makefile("rb")
        if stream.read(10) != b"zINSTREAM\0":
            line.sendall(b"UNKNOWN COMMAND\0")
            return
        if self.behaviour == "cut":
            return
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
        self.received.append(content)
        if self.behaviour == "silent":
            self._over.wait(10)
            return
        found = b"stream: Eicar-Signature FOUND\0" if MALWARE in content else b"stream: OK\0"
        answers = {"half": found[:-1], "error": b"INSTREAM size limit exceeded. ERROR\0"}
        line.sendall(answers.get(self.behaviour, found))

    def stop(self) -> None:
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)  # closing alone does not wake who waits for a visitor
        self._socket.close()
        self.join(5)


@contextmanager
def clamd(settings: Any, behaviour: str = "answer") -> Iterator[Clamd]:
    server = Clamd(behaviour)
    server.start()
    settings.CLAMD_ADDRESS, settings.CLAMD_SECONDS = server.address, 1
    try:
        yield server
    finally:
        settings.CLAMD_ADDRESS = ""
        server.stop()
