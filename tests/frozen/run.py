#!/usr/bin/env python3
"""Issued means frozen: what is shown, verified and finished does not change when templates, words and organs do.

    cargo build --release
    tests/frozen/run.py [--binary target/release/vanthu] [--made-by OLDER] [--documents 100] [--kills 6]

Documents of many types are issued, with signature and seal, while the server is killed at random moments. Then every
template, style sheet and word table is edited, two types are removed, the organ's profile is changed, and the server is
killed again while it finishes what was left. Held afterwards: no document is stuck, each page shown is the page shown
before and has the words of the stored PDF, `archive verify` and `register verify` find no difference. Then the same from
a backup restored into another database (PostgreSQL where `tests/services.sh` started one). `--made-by` names an older
version of the program, which makes the documents; what it left half done is finished by the one under test.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from server import Server  # noqa: E402

ORGAN = "ldld-lai-chau"
CLIENTS = 4

failures = []


def expect(holds, sentence):
    if not holds:
        failures.append(sentence)
        print(f"    FAILED: {sentence}", flush=True)
    return holds


# What is issued.


def plain(index, kind):
    return {
        "type": kind, "organ": ORGAN, "subject": f"Kiểm tra việc giữ nguyên văn bản đã ban hành lần thứ {index}",
        "bases": ["Căn cứ Chương trình công tác năm của Ban Thường vụ Liên đoàn Lao động tỉnh;"],
        "body": "Ban Thường vụ Liên đoàn Lao động tỉnh ban hành văn bản như sau:\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n"
        "1. Giữ nguyên những gì đã ban hành.\n\n2. Không sửa, không mất.\n\nII. TỔ CHỨC THỰC HIỆN\n\nVăn phòng chủ trì thực hiện.",
        "recipients": ["Như trên"], "filing": {"units": ["VT"]},
        "signers": [{"competence": "TM. BAN THƯỜNG VỤ", "position": "CHỦ TỊCH", "full_name": "Hoàng Thọ Trung"}],
    }


def sample(name, index):
    draft = json.loads((ROOT / f"samples/{name}.json").read_text())
    for field in ("code_number", "issued_date", "mode"):
        draft.pop(field, None)
    for signer in draft["signers"]:
        signer.pop("signature_image", None), signer.pop("seal_image", None)
        signer["position"], signer["full_name"] = "CHỦ TỊCH", "Hoàng Thọ Trung"
        signer["competence"] = ["TM. BAN THƯỜNG VỤ"]
    draft["overrides"] = []
    return draft


def drafts(count, images):
    """Drafts of many kinds; every third with signature and seal."""
    kinds = ["ke-hoach", "bao-cao", "thong-bao", "huong-dan", "de-an", "chuong-trinh", "phuong-an"]
    for index in range(count):
        match index % 9:
            case 7:
                draft = sample("bao-cao-thang", index)
            case 8:
                draft = sample("ke-hoach-phu-luc", index)
            case other:
                draft = plain(index, kinds[other])
        if index % 3 == 0:
            draft["signers"][0].update(images)
        yield draft


def upload(server, kind, file, holder=None):
    """Keeps an image; its digest as drafts name it."""
    edge = "vanthu-frozen-edge"
    parts = {"organ": ORGAN, "kind": kind, "name": kind, **({"holder": holder} if holder else {})}
    body = b"".join(
        f'--{edge}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in parts.items()
    )
    body += f'--{edge}\r\ncontent-disposition: form-data; name="file"; filename="{kind}.png"\r\ncontent-type: image/png\r\n\r\n'.encode()
    body += (ROOT / "samples/images" / file).read_bytes() + f"\r\n--{edge}--\r\n".encode()
    answer = server.ask("POST", "/api/v1/assets", body, headers={"content-type": f"multipart/form-data; boundary={edge}"})
    if answer.status != 201:
        raise RuntimeError(f"an image is not kept: {answer.status} {answer.body[:300]!r}")
    return answer.json()["id"]


# What is seen.


def documents(server):
    """All documents, in order of their ids."""
    found, after = [], ""
    while True:
        answer = server.ask("GET", f"/api/v1/documents?limit=200{after}").json()
        found += answer["documents"]
        if not answer.get("next_cursor"):
            return sorted(found, key=lambda document: document["id"])
        after = "&cursor=" + urllib.parse.quote(answer["next_cursor"])


def wait(server, seconds=90):
    """Until nothing is half issued."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not [d for d in documents(server) if d["state"] == "issuing"]:
            return True
        time.sleep(1)
    return False


def words_of_svg(svg):
    return sorted("".join(re.findall(r">([^<]*)<", re.sub(r"(?s)<style.*?</style>|<title.*?</title>|<desc.*?</desc>", "", svg))).replace(" ", "").replace("\u00a0", "").replace("\n", ""))


def seen(server, found):
    """By document: its PDF and its pages as they are shown."""
    def one(document):
        path = f"/api/v1/documents/{document['id']}"
        pdf = server.ask("GET", f"{path}/pdf")
        expect(pdf.status == 200, f"{document['id']}: the PDF answers {pdf.status}")
        pages, count = [], 1
        while len(pages) < count:
            answer = server.ask("POST", f"{path}/preview?page={len(pages) + 1}", headers={"accept": "image/svg+xml"})
            if not expect(answer.status == 200, f"{document['id']}: page {len(pages) + 1} answers {answer.status}: {answer.body[:300]!r}"):
                break
            count = int(answer.headers["x-vanthu-pages"])
            pages.append(answer.body.decode())
        return document["id"], (pdf.body, pages)
    with ThreadPoolExecutor(CLIENTS) as clients:
        return dict(clients.map(one, found))


def shows_its_pdf(document, pdf, pages):
    """The words of each page shown are those of the PDF's page."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        for number, page in enumerate(pages, 1):
            words = ["pdftotext", "-raw", "-f", str(number), "-l", str(number), file.name, "-"]
            text = subprocess.run(words, capture_output=True, text=True, check=True).stdout
            text = sorted(re.sub(r"\s", "", text).replace("\u00a0", ""))
            shown = words_of_svg(unescape(page))
            expect(text == shown, f"{document}: page {number} shows other words than its PDF")


def unescape(svg):
    return svg.replace("&lt;", "‹").replace("&gt;", "›").replace("&quot;", '"').replace("&apos;", "'").replace("&#39;", "'").replace("&amp;", "&")


# What is changed.


def edit_templates(folder):
    """Every template prints something else, every style and word table differs, two types are gone."""
    for file in folder.glob("types/*/*.hbs"):
        file.write_text("Một câu mà văn bản đã ban hành không có.\n\n" + file.read_text())
    for file in folder.glob("styles/*.toml"):
        text = file.read_text()
        file.write_text(re.sub(r"(?m)^(top|left|right|bottom)( *= *)(\d+)", lambda m: f"{m[1]}{m[2]}{int(m[3]) + 5}", text) + "\n# sửa\n")
    for file in folder.glob("words/*.toml"):
        file.write_text(file.read_text() + "\n# sửa\n")
    for kind in ("de-an", "phuong-an"):
        shutil.rmtree(folder / "types" / kind)


def change_organ(server):
    """The organ's name, place and signers are others now."""
    answer = server.ask("GET", f"/api/v1/organs/{ORGAN}")
    etag, profile = answer.headers.get("etag"), answer.json()
    profile = profile.get("profile", profile)
    text = json.dumps(profile, ensure_ascii=False).replace("LAI CHÂU", "ĐIỆN BIÊN").replace("Hoàng Thọ Trung", "Nguyễn Văn An")
    answer = server.ask("PUT", f"/api/v1/organs/{ORGAN}", text.encode(),
                        headers={"content-type": "application/json", **({"if-match": etag} if etag else {})})
    expect(answer.status in (200, 204), f"the organ is not changed: {answer.status} {answer.body[:500]!r}")


# The story.


def issue_all(options, place):
    """Issues under kills; every request is repeated until it is answered, but for those of the last moment."""
    chance = random.Random(options.seed)
    server = place.serve(options.made_by)
    images = {"signature_image": upload(server, "signature", "chu-ky.png", "Hoàng Thọ Trung"),
              "seal_image": upload(server, "seal", "con-dau.png")}

    stopped = threading.Event()

    def issue(work):
        for _ in range(60):
            answer = server.ask("POST", "/api/v1/documents?issue=true", work[1], f"frozen-{work[0]}")
            # A request that a killed server had begun is answered when its lease is over.
            if stopped.is_set() or answer.status != 409 or answer.json().get("code") != "under-way":
                return answer
            time.sleep(1)
        return answer

    work = list(enumerate(drafts(options.documents, images)))
    open_requests = []
    for wave in range(options.kills + 1):
        last = wave == options.kills
        part = open_requests + work[wave * len(work) // (options.kills + 1):(wave + 1) * len(work) // (options.kills + 1)]
        with ThreadPoolExecutor(CLIENTS) as clients:
            answers = [clients.submit(issue, one) for one in part]
            if not last:
                time.sleep(chance.uniform(0.1, 0.15 * len(part)))
                server.kill()
        answers = [answer.result() for answer in answers]
        for answer in answers:
            expect(answer.status in ((201,) if last else (0, 201)), f"issuing answers {answer.status}: {answer.body[:500]!r}")
        open_requests = [one for one, answer in zip(part, answers) if answer.status != 201]
        if not last:
            server = place.serve(options.made_by)
    # The last stop comes when documents have their number and no package: what is tested has to finish them.
    signed = [dict(plain(index, "ke-hoach"), signers=[dict(plain(0, "x")["signers"][0], **images)])
              for index in range(options.documents, options.documents + 24)]
    rows = sqlite3.connect(f"file:{place.data}/vanthu.db?mode=ro", uri=True)
    with ThreadPoolExecutor(len(signed)) as clients:
        for one in enumerate(signed, options.documents):
            clients.submit(issue, one)
        until = time.monotonic() + 60
        while rows.execute("select count(*) from document where state = 'issuing'").fetchone()[0] < 2 and time.monotonic() < until:
            pass
        server.kill()
        stopped.set()
    rows.close()


class Place:
    """A data folder with its database and templates."""

    def __init__(self, data, templates, database=None):
        self.data, self.templates, self.database = data, templates, database

    def serve(self, binary):
        return Server(str(binary), self.data, database=self.database, options=["--templates", str(self.templates)])


def held(server, before, what):
    """All that must be as it was; all that is seen now."""
    expect(wait(server), f"{what}: documents are still half issued after 90 s")
    found = documents(server)
    states = {document["state"] for document in found}
    expect(states == {"issued"}, f"{what}: documents in states {states}")
    now = seen(server, found)
    for document, (pdf, pages) in before.items():
        if expect(document in now, f"{what}: {document} is gone"):
            expect(now[document][0] == pdf, f"{what}: {document} has another PDF")
            expect(now[document][1] == pages, f"{what}: {document} is shown otherwise")
    for document in now.keys() - before.keys():
        shows_its_pdf(document, *now[document])
    for words in (["archive", "verify", *server.options], ["register", "verify"]):
        code, said = server.command(*words)
        expect(code == 0, f"{what}: vanthu {' '.join(words[:2])} ends with {code}: {said[-1500:]}")
        print(f"    {what}: vanthu {' '.join(words[:2])}:", *said.strip().splitlines()[-5:], sep="\n        ")
    print(f"    {what}: {len(now)} documents, {sum(len(pages) for _, pages in now.values())} pages as before", flush=True)
    return now


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--binary", type=pathlib.Path, default=ROOT / "target/release/vanthu")
    words.add_argument("--made-by", type=pathlib.Path)
    words.add_argument("--documents", type=int, default=100)
    words.add_argument("--kills", type=int, default=6)
    words.add_argument("--seed", type=int, default=7)
    options = words.parse_args()
    options.binary = options.binary.resolve()
    options.made_by = (options.made_by or options.binary).resolve()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vanthu-frozen-"))
    shutil.copytree(ROOT / "templates", folder / "templates")
    place = Place(folder / "data", folder / "templates")

    issue_all(options, place)
    # The pages as they are shown before anything was changed; those half issued are not among them.
    server = place.serve(options.binary)
    found = documents(server)
    before = seen(server, [document for document in found if document["state"] == "issued"])
    server.kill()
    for document, (pdf, pages) in before.items():
        shows_its_pdf(document, pdf, pages)
    print(f"    {len(before)} issued before the change, {len(found) - len(before)} half issued", flush=True)

    edit_templates(place.templates)
    server = place.serve(options.binary)
    change_organ(server)
    server.kill()
    server = place.serve(options.binary)
    now = held(server, before, "templates and organ changed")

    # A copy in another database.
    code, said = server.command("backup", str(folder / "backup"))
    expect(code == 0, f"backup ends with {code}: {said[-800:]}")
    expect(server.stop(), "the server does not stop when it is told to")
    other = Place(folder / "other", place.templates, other_database())
    restore = [str(options.binary), "restore", str(folder / "backup"), "--data", str(other.data)]
    restore += ["--database", other.database] if other.database else []
    done = subprocess.run(restore, capture_output=True, text=True)
    expect(done.returncode == 0, f"restore ends with {done.returncode}: {(done.stdout + done.stderr)[-800:]}")
    server = other.serve(options.binary)
    held(server, now, "restored into " + ("PostgreSQL" if other.database else "another folder"))
    expect(server.stop(), "the server does not stop when it is told to")
    shutil.rmtree(folder)
    print(f"{0 if failures else 1} passed, {1 if failures else 0} failed")
    return bool(failures)


def other_database():
    url = os.environ.get("VANTHU_TEST_POSTGRES")
    if not url:
        return None
    name = f"frozen_{os.getpid()}"
    subprocess.run(["psql", "-q", url, "-c", f"create database {name}"], check=True)
    return url.rsplit("/", 1)[0] + "/" + name


if __name__ == "__main__":
    sys.exit(main())
