#!/usr/bin/env python3
"""The description of the API before two strangers: a validator reads it, and schemathesis sends what it allows.

    python tests/openapi/run.py target/release/vanthu [--examples 50] [--seed 7]

Needs the PyPI packages openapi-spec-validator and schemathesis. Ends with 0 only if the description is valid and no
request of a full run got a server error, an undocumented answer, or one that breaks its schema.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(binary: str, data: str) -> tuple[subprocess.Popen, str]:
    log = open(Path(data) / "log.txt", "w")
    server = subprocess.Popen(
        [binary, "serve", "--listen", "127.0.0.1:0", "--data", data, "--rate", "0"],
        stdout=subprocess.PIPE, stderr=log, text=True)
    for line in server.stdout:
        if found := re.search(r"http://[0-9.]+:\d+", line):
            return server, found.group(0)
    sys.exit(f"the server did not start: {(Path(data) / 'log.txt').read_text()[-2000:]}")


def key(binary: str, data: str) -> str:
    """A key that may do everything: without one everybody on loopback may, and no credential is looked at."""
    words = [binary, "key", "create", "--name", "openapi", "--organ", "*", "--role", "admin", "--data", data]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return re.search(r"[0-9a-f-]{36}\.[0-9A-Za-z_-]{40,}", said).group(0)


def call(method: str, url: str, credential: str, body: object = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {credential}"}
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("binary")
    words.add_argument("--examples", type=int, default=25)
    words.add_argument("--seed", type=int, default=30)
    wanted = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="vanthu-openapi-") as data:
        binary = str(Path(wanted.binary).resolve())
        credential = key(binary, data)
        server, address = start(binary, data)
        try:
            description = f"{address}/api/v1/openapi.json"
            document = call("GET", description, credential)
            file = Path(data) / "openapi.json"
            file.write_text(json.dumps(document))
            operations = sum(len(methods) for methods in document["paths"].values())
            print(f"OpenAPI {document['openapi']}, {operations} operations")
            valid = subprocess.run([sys.executable, "-m", "openapi_spec_validator", str(file)]).returncode
            # Something to be found: a draft, and a document that was issued.
            draft = json.loads((ROOT / "samples/service/004-kh.json").read_text())
            call("POST", f"{address}/api/v1/documents", credential, draft)
            call("POST", f"{address}/api/v1/documents?issue=true", credential, draft)
            # A version that is no longer the newest (412) is said before what else is wrong.
            statuses = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429"]
            config = f"[checks]\nnegative_data_rejection.expected-statuses = {json.dumps(statuses)}\n"
            (Path(data) / "schemathesis.toml").write_text(config)
            found = subprocess.run(
                [str(Path(sys.executable).parent / "schemathesis"), "run", description, "--checks", "all", "--max-examples", str(wanted.examples),
                 # A draft that fits the schema may still be refused: by the organ's register, or the calendar.
                 # A missing If-Match is 428 (RFC 6585), which the other check does not know.
                 "--exclude-checks", "positive_data_acceptance,missing_required_header",
                 "-H", f"Authorization: Bearer {credential}",
                 "--seed", str(wanted.seed), "--workers", "1", "--no-color"], cwd=data).returncode
            alive = server.poll() is None
            print(f"validator {valid}, schemathesis {found}, server {'alive' if alive else 'dead'}")
            panics = [line for line in (Path(data) / "log.txt").read_text().splitlines() if "panic" in line]
            print("\n".join(panics[:10]))
            return 0 if valid == 0 and found == 0 and alive and not panics else 1
        finally:
            server.terminate()
            server.wait(15)


if __name__ == "__main__":
    sys.exit(main())
