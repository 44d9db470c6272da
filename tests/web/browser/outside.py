"""Everything that is not on this machine, as one server: whatever a browser asks the world for arrives here."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PAGE = b"<!doctype html><link rel=icon href=data:,><title>An encyclopedia</title><p>The weather of harbours"


@dataclass
class Outside:
    """Who was asked, and with which headers, in order."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Names of the hosts that were asked so far."""
        return {host for host, _ in self.asked}


@contextmanager
def outside(folder: Path) -> Iterator[Outside]:
    """Serve until the block ends."""
    world = Outside()

    class Handler(BaseHTTPRequestHandler):
        """Answers everything with one page."""

        def do_GET(self) -> None:
            """Note it, and answer."""
            world.asked.append((self.headers["Host"], dict(self.headers.items())))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        """Silent about connections that break off, as a browser's do when it closes."""

        def handle_error(self, *_: Any) -> None:
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    world.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(folder: Path) -> Path:
    """A certificate that nobody trusts, with its key, for a browser that is told not to mind."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "outside")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "outside.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
