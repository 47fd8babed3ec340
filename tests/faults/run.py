#!/usr/bin/env python3
"""What the service does while a disk is full or cannot be written, while the database or the bucket is gone, and after.

    cargo build --release
    tests/services.sh tests/faults/run.py [--binary target/release/vanthu] [--rounds 2] [FAULT …]

Faults: disk-full, blobs-full, read-only, database, bucket, bucket-silent; all where none is named. The first three need
root on Linux, the others the services that `tests/services.sh` starts. For each a server of its own is started; during
the fault every request must be answered within seconds, what cannot be done with 503 and application/problem+json;
afterwards the same process must go on, every request that was turned away must pass under the same Idempotency-Key,
numbers must be without gap or double, and archive and register must verify.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from server import Server  # noqa: E402
# The longest an answer may take while something is gone, and the longest until all is well again, in seconds.
PATIENCE, RECOVERY = 15, 30
CLIENTS = 8

failures = []


def expect(holds, sentence):
    if not holds:
        failures.append(sentence)
        print(f"    FAILED: {sentence}", flush=True)
    return holds


class Skipped(Exception):
    """The fault cannot be made here."""


def draft(index):
    return {
        "type": "ke-hoach",
        "organ": "ldld-lai-chau",
        "subject": f"Kiểm tra dịch vụ khi có sự cố lần thứ {index}",
        "bases": ["Căn cứ Chương trình công tác năm của Ban Thường vụ Liên đoàn Lao động tỉnh;"],
        "body": "Ban Thường vụ Liên đoàn Lao động tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n"
        "1. Cấp số đúng thứ tự.\n\n2. Không trùng, không sót.\n\nII. TỔ CHỨC THỰC HIỆN\n\nVăn phòng chủ trì thực hiện.",
        "recipients": ["Như trên"],
        "filing": {"units": ["VT"]},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
    }


class Story:
    """A server, what was asked of it and what it answered."""

    def __init__(self, server):
        self.server, self.next, self.numbers, self.open = server, 0, {}, []

    def issue(self, key):
        answer = self.server.ask("POST", "/api/v1/documents?issue=true", draft(key), f"fault-{key}")
        if answer.status == 201:
            self.numbers[key] = int(answer.json()["code_number"])
            self.document = answer.json()["id"]
        return answer

    def keys(self, count):
        keys = range(self.next, self.next + count)
        self.next += count
        return keys

    def steadily(self, count):
        for key in self.keys(count):
            answer = self.issue(key)
            expect(answer.status == 201, f"nothing is wrong, but issuing answers {answer.status}: {answer.body[:300]!r}")

    def during(self, count, reads):
        """Requests while something is wrong. `reads`: what they are expected to answer."""
        keys = self.keys(count)
        with ThreadPoolExecutor(CLIENTS) as clients:
            answers = list(clients.map(self.issue, keys))
        refused = 0
        for key, answer in zip(keys, answers):
            if answer.status == 201:
                continue
            refused += 1
            self.open.append(key)
            fault = answer.problem()
            expect(fault is None, f"issuing is refused otherwise than with a problem 503: {fault}")
        codes = sorted({answer.json().get("code", "?") for answer in answers if answer.status != 201})
        slowest = max(answer.seconds for answer in answers)
        expect(slowest < PATIENCE, f"an answer took {slowest:.1f} s")
        line = f"    {count} asked, {refused} refused with {', '.join(codes) or 'nothing'}, slowest {slowest:.1f} s"
        for path, allowed in reads.items():
            answer = self.server.ask("GET", path.replace("{id}", self.document))
            line += f"; GET {path.split('?')[0]} {answer.status} {answer.seconds:.1f} s"
            fault = answer.problem() if answer.status == 503 else None
            expect(answer.status in allowed, f"GET {path} answers {answer.status}, expected {allowed}: {answer.body[:300]!r}")
            expect(fault is None, f"GET {path}: {fault}")
            expect(answer.seconds < PATIENCE, f"GET {path} took {answer.seconds:.1f} s")
        print(line, flush=True)
        return refused

    def after(self):
        """What was refused passes now, by the same process."""
        begun, tries = time.monotonic(), 0
        while self.open and time.monotonic() - begun < RECOVERY:
            tries += 1
            with ThreadPoolExecutor(CLIENTS) as clients:
                answers = list(clients.map(self.issue, self.open))
            for answer in answers:
                expect(answer.status in (201, 409, 503), f"a request repeated answers {answer.status}: {answer.body[:300]!r}")
            self.open = [key for key in self.open if key not in self.numbers]
            time.sleep(0.2 if self.open else 0)
        seconds = time.monotonic() - begun
        expect(not self.open, f"{len(self.open)} requests do not pass {RECOVERY} s after the fault has ended")
        expect(self.server.alive(), "the process has ended")
        self.steadily(3)
        answer = self.server.ask("GET", "/readyz")
        expect(answer.status == 200, f"/readyz answers {answer.status} after the fault has ended")
        print(f"    all pass {seconds:.1f} s after the fault has ended, in {tries} rounds; {len(self.numbers)} issued")

    def end(self):
        """The numbers are without gap, the archive and the register as they should be."""
        numbers = sorted(self.numbers.values())
        expect(numbers == list(range(1, len(numbers) + 1)), f"gap or double among {numbers}")
        for words in (["register", "verify"], ["archive", "verify", "--orphans"]):
            code, said = self.server.command(*words)
            expect(code == 0, f"vanthu {' '.join(words)} ends with {code}: {said[-1500:]}")
            said = said.strip().splitlines()
            print(f"    vanthu {' '.join(words)}: {said[-1] if said else ''}")
        answer = self.server.ask("GET", f"/api/v1/documents?limit=200")
        states = {d["state"] for d in answer.json().get("documents", [])}
        expect(states == {"issued"}, f"documents in states {states}")
        expect(self.server.stop(), "the server does not stop when it is told to")


# The faults.


def root():
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        raise Skipped("takes root on Linux")


@contextlib.contextmanager
def small_disk(size):
    root()
    place = tempfile.mkdtemp(prefix="vanthu-disk-")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], check=True)
    try:
        yield pathlib.Path(place)
    finally:
        subprocess.run(["umount", "-l", place], check=False)
        os.rmdir(place)


def fill(folder, leave):
    """Fills a disk but for so many bytes."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as file:
        size = 1 << 20
        while size >= 512:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    with open(filler, "r+b") as file:
        file.truncate(max(0, filler.stat().st_size - leave))
    return filler


# Reads need no room on the disk.
SOUND = {"/healthz": (200,), "/readyz": (200, 503), "/api/v1/documents?limit=5": (200,), "/api/v1/documents/{id}/pdf": (200,)}
GONE = dict(SOUND, **{"/readyz": (503,), "/api/v1/documents?limit=5": (503,), "/api/v1/documents/{id}/pdf": (503,)})
NO_BLOBS = dict(SOUND, **{"/readyz": (503,), "/api/v1/documents/{id}/pdf": (503,)})


def disk_full(options):
    with small_disk("24m") as disk:
        story = Story(Server(options.binary, disk / "data"))
        story.steadily(5)
        for leave in [0, 4 << 10, 64 << 10, 300 << 10, 700 << 10][: 2 + options.rounds]:
            filler = fill(disk, leave)
            print(f"    {leave >> 10} KiB left on the disk")
            story.during(40, SOUND)
            filler.unlink()
            story.after()
        story.end()


def blobs_full(options):
    data = tempfile.mkdtemp(prefix="vanthu-data-")
    with small_disk("8m") as disk:
        story = Story(Server(options.binary, data, blobs=str(disk / "blobs")))
        story.steadily(5)
        for leave in [0, 20 << 10][: options.rounds]:
            filler = fill(disk, leave)
            refused = story.during(20, SOUND)
            expect(refused > 0, "a full disk refuses nothing")
            filler.unlink()
            story.after()
        story.end()
    shutil.rmtree(data)


def read_only(options):
    root()
    data = pathlib.Path(tempfile.mkdtemp(prefix="vanthu-data-", dir=ROOT / "target"))

    def immutable(sign):
        files = [data, *data.glob("vanthu.db"), *data.glob("vanthu.db-wal"), data / "blobs", *(data / "blobs").glob("*")]
        done = subprocess.run(["chattr", f"{sign}i", *map(str, files)], capture_output=True, text=True)
        return done.returncode == 0

    story = Story(Server(options.binary, data))
    try:
        story.steadily(5)
        for _ in range(options.rounds):
            if not immutable("+"):
                raise Skipped("this file system has no immutable files (chattr +i)")
            refused = story.during(20, SOUND)
            expect(refused == 20, f"only {20 - refused} of 20 were refused by a disk that cannot be written")
            immutable("-")
            story.after()
        story.end()
    finally:
        immutable("-")
        if story.server.alive():
            story.server.stop()
        shutil.rmtree(data)


def database(options):
    url, control = os.environ.get("VANTHU_TEST_POSTGRES"), os.environ.get("VANTHU_TEST_POSTGRES_CTL")
    if not url or not control:
        raise Skipped("needs tests/services.sh")
    name = f"faults_{os.getpid()}"
    subprocess.run(["psql", "-q", url, "-c", f"create database {name}"], check=True)
    data = tempfile.mkdtemp(prefix="vanthu-data-")
    story = Story(Server(options.binary, data, database=url.rsplit("/", 1)[0] + "/" + name))
    story.steadily(5)
    for way in ["stop", "crash"] * options.rounds:
        print(f"    postgres: {way}")
        # Requests are under way when it goes.
        with ThreadPoolExecutor(1) as other:
            going = other.submit(story.during, 60, {})
            time.sleep(0.3)
            subprocess.run([control, way], check=True, stdout=subprocess.DEVNULL)
            going.result()
        refused = story.during(20, GONE)
        expect(refused == 20, f"{20 - refused} of 20 passed without a database")
        subprocess.run([control, "start"], check=True, stdout=subprocess.DEVNULL)
        story.after()
    story.end()
    shutil.rmtree(data)


class Door:
    """A way to a port that can be shut: `shut` refuses, `silent` takes what comes and never answers."""

    def __init__(self, port):
        self.behind, self.state, self.pipes = port, "open", set()
        self.listen(0)
        self.port = self.listener.getsockname()[1]

    def listen(self, port):
        self.listener = socket.create_server(("127.0.0.1", port), backlog=128)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                front, _ = listener.accept()
            except OSError:
                return
            self.pipes.add(front)
            if self.state == "silent":
                continue
            try:
                back = socket.create_connection(("127.0.0.1", self.behind))
            except OSError:
                front.close()
                continue
            self.pipes.add(back)
            for a, b in ((front, back), (back, front)):
                threading.Thread(target=self.carry, args=(a, b), daemon=True).start()

    def carry(self, source, target):
        try:
            while data := source.recv(1 << 16):
                if self.state == "silent":
                    return
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def shut(self, state):
        self.state = state
        if state == "shut":
            with contextlib.suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.drop()

    def drop(self):
        for pipe in list(self.pipes):
            with contextlib.suppress(OSError):
                pipe.shutdown(socket.SHUT_RDWR)
            pipe.close()
        self.pipes.clear()

    def reopen(self):
        if self.state == "shut":
            self.listen(self.port)
        self.state = "open"
        self.drop()


def bucket(options, state="shut"):
    place, endpoint = os.environ.get("VANTHU_TEST_S3"), os.environ.get("AWS_ENDPOINT")
    if not place or not endpoint:
        raise Skipped("needs tests/services.sh")
    door = Door(int(endpoint.rsplit(":", 1)[1]))
    data = tempfile.mkdtemp(prefix="vanthu-data-")
    story = Story(Server(options.binary, data, blobs=f"{place}/faults-{os.getpid()}-{state}",
                         environment={"AWS_ENDPOINT": f"http://127.0.0.1:{door.port}"}))
    story.steadily(5)
    for _ in range(options.rounds):
        with ThreadPoolExecutor(1) as other:
            going = other.submit(story.during, 40, {})
            time.sleep(0.3)
            door.shut(state)
            going.result()
        refused = story.during(CLIENTS, NO_BLOBS)
        expect(refused == CLIENTS, f"{CLIENTS - refused} of {CLIENTS} passed without a bucket")
        door.reopen()
        story.after()
    story.end()
    shutil.rmtree(data)


FAULTS = {
    "disk-full": disk_full,
    "blobs-full": blobs_full,
    "read-only": read_only,
    "database": database,
    "bucket": bucket,
    "bucket-silent": lambda options: bucket(options, "silent"),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "target/release/vanthu"))
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help=", ".join(FAULTS))
    options = parser.parse_args()
    wanted = options.faults or list(FAULTS)
    unknown = [name for name in wanted if name not in FAULTS]
    if unknown:
        parser.error(f"no such fault: {', '.join(unknown)}")
    for name in wanted:
        begun = time.monotonic()
        print(f"{name}:", flush=True)
        try:
            FAULTS[name](options)
            print(f"    {time.monotonic() - begun:.0f} s")
        except Skipped as why:
            print(f"    skipped: {why}")
    print(f"{len(failures)} expectations failed" if failures else "all held")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
