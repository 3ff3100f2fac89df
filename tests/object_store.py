"""A store of objects on this machine that speaks as much of the S3 protocol as pyarrow asks for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@contextmanager
def store(bucket: str = "staff") -> Iterator[tuple[dict[str, bytes], str]]:
    """The objects by name, and what an address (`s3://bucket/name` and this) asks to reach them."""
    objects: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(objects, bucket))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield objects, f"?scheme=http&region=here&endpoint_override=127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(objects: dict[str, bytes], bucket: str) -> type[BaseHTTPRequestHandler]:
    uploads: dict[str, dict[int, bytes]] = {}

    class Store(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            key, _ = self._asked()
            if not key or key in objects:
                self._answer(200, objects.get(key, b""))
            else:
                self._answer(404)

        def do_GET(self) -> None:
            key, asked = self._asked()
            if "list-type" in asked or not key:
                self._answer(200, _listed(objects, bucket, asked))
            elif key not in objects:
                self._answer(404, _said("Error", "<Code>NoSuchKey</Code>"))
            else:
                span = self.headers.get("Range", "")
                low, _, high = span.removeprefix("bytes=").partition("-")
                data = objects[key][int(low or 0) : int(high) + 1 if high else None]
                self._answer(206 if span else 200, data)

        def do_PUT(self) -> None:
            key, asked = self._asked()
            data = self._body()
            if "partNumber" in asked:
                uploads[asked["uploadId"]][int(asked["partNumber"])] = data
            elif key:
                objects[key] = data
            self._answer(200)

        def do_POST(self) -> None:
            key, asked = self._asked()
            data = self._body()
            if "uploads" in asked:
                name = f"u{len(uploads)}"
                uploads[name] = {}
                inner = f"<Bucket>{bucket}</Bucket><Key>{escape(key)}</Key><UploadId>{name}</UploadId>"
                self._answer(200, _said("InitiateMultipartUploadResult", inner))
            elif "uploadId" in asked:
                objects[key] = b"".join(part for _, part in sorted(uploads.pop(asked["uploadId"]).items()))
                inner = f'<Bucket>{bucket}</Bucket><Key>{escape(key)}</Key><ETag>"e"</ETag>'
                self._answer(200, _said("CompleteMultipartUploadResult", inner))
            else:
                raise AssertionError(f"not spoken here: POST {self.path} {data[:100]!r}")

        def do_DELETE(self) -> None:
            objects.pop(self._asked()[0], None)
            self._answer(204)

        def _asked(self) -> tuple[str, dict[str, str]]:
            url = urlsplit(self.path)
            key = unquote(url.path).removeprefix(f"/{bucket}").removeprefix("/")
            return key, {k: v[0] for k, v in parse_qs(url.query, keep_blank_values=True).items()}

        def _body(self) -> bytes:
            if "chunked" in self.headers.get("Transfer-Encoding", ""):
                data = _unwrapped(self.rfile)
            else:
                data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            # the client wraps what it sends once more, with a checksum after it
            return _unwrapped(BytesIO(data)) if "aws-chunked" in self.headers.get("Content-Encoding", "") else data

        def _answer(self, status: int, data: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", '"e"')
            self.send_header("Last-Modified", formatdate(0, usegmt=True))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Store


def _unwrapped(file: Any) -> bytes:
    """What is sent in chunks, each with its length before it."""
    found = b""
    while size := int(file.readline().split(b";")[0], 16):
        found += file.read(size)
        file.readline()
    while file.readline().strip():
        pass
    return found


def _listed(objects: dict[str, bytes], bucket: str, asked: dict[str, str]) -> bytes:
    prefix, mark = asked.get("prefix", ""), asked.get("delimiter", "")
    names, folders = [], set()
    for name in sorted(objects):
        rest = name.removeprefix(prefix) if name.startswith(prefix) else None
        if rest is None:
            continue
        if mark and mark in rest:
            folders.add(prefix + rest.partition(mark)[0] + mark)
        else:
            names.append(name)
    day = "<LastModified>2024-01-01T00:00:00.000Z</LastModified>"
    found = "".join(
        f'<Contents><Key>{escape(n)}</Key>{day}<ETag>"e"</ETag><Size>{len(objects[n])}</Size></Contents>' for n in names
    )
    found += "".join(f"<CommonPrefixes><Prefix>{escape(n)}</Prefix></CommonPrefixes>" for n in sorted(folders))
    count = f"<KeyCount>{len(names) + len(folders)}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>"
    return _said("ListBucketResult", f"<Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix>{count}{found}")


def _said(name: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><{name}>{inner}</{name}>'.encode()
