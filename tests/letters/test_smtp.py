"""The mail server of our tests, where its client is killed."""

from __future__ import annotations

import socket
import threading
import time

from tests.letters.smtp import mail_server


def test_half_a_letter_is_none_and_holds_no_thread():
    """Servers are killed while they mail: a thread that reads on for ever takes a core from all other tests."""
    before = threading.active_count()
    with mail_server() as taken, socket.create_connection(("127.0.0.1", taken.port)) as client:
        client.sendall(b"DATA\r\nhalf a letter\r\n")
        while b"354" not in client.recv(100):
            pass
    latest = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < latest:
        time.sleep(0.01)

    assert threading.active_count() <= before
    assert not taken.raw
