"""The built program as a server of its own process, for the test programs written in Python."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request


class Answer:
    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    def problem(self):
        """Why this is no proper refusal of passing trouble; None where it is."""
        if self.status != 503:
            return f"status {self.status}: {self.body[:200]!r}"
        if not self.headers.get("content-type", "").startswith("application/problem+json"):
            return f"content type {self.headers.get('content-type')}"
        problem = self.json()
        for field in ("type", "title", "status", "detail", "code", "request_id"):
            if not problem.get(field):
                return f"no {field} in {self.body[:200]!r}"
        if not self.headers.get("retry-after"):
            return "no Retry-After"
        return None


class Server:
    """`vanthu serve` on a free port; `options` are added to it and to every other command on the same data."""

    def __init__(self, binary, data, database=None, blobs=None, environment=None, user=None, options=()):
        self.words = ["--data", str(data)]
        if database:
            self.words += ["--database", database]
        if blobs:
            self.words += ["--blobs", blobs]
        self.binary, self.environment, self.options = binary, dict(os.environ, **(environment or {})), list(options)
        self.log = tempfile.NamedTemporaryFile(prefix="vanthu-server-", suffix=".log", delete=False)
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--rate", "0", *self.words, *self.options],
            stdout=subprocess.PIPE, stderr=self.log, env=self.environment, text=True, user=user,
        )
        self.address = None
        for line in self.process.stdout:
            found = re.search(r"http://[0-9.:]+", line)
            if found:
                self.address = found.group(0)
                break
        if not self.address:
            raise RuntimeError("the server does not say where it listens:\n" + pathlib.Path(self.log.name).read_text())
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        # The proxies of a workplace have no business on loopback.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, method, path, body=None, key=None, headers=None):
        """A request; `body` is bytes as they are, or anything else as JSON."""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            headers["content-type"], body = "application/json", json.dumps(body).encode()
        if key:
            headers["idempotency-key"] = key
        request = urllib.request.Request(self.address + path, data=body, headers=headers, method=method)
        begun = time.monotonic()
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read(),
                              time.monotonic() - begun)
        except urllib.error.HTTPError as error:
            return Answer(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read(),
                          time.monotonic() - begun)
        except OSError as error:
            return Answer(0, {}, str(error).encode(), time.monotonic() - begun)

    def command(self, *words):
        done = subprocess.run([self.binary, *words, *self.words], env=self.environment, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
            return True
        except subprocess.TimeoutExpired:
            self.kill()
            return False
