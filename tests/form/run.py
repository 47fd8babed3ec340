#!/usr/bin/env python3
"""A clerk's day in a real browser: a document made through the form from nothing, mended, issued, downloaded.

    tests/form/run.py [--binary target/debug/vanthu] [--shots DIR] [--keep]

Needs Debian's chromium and chromium-driver and the package selenium. Starts the program on an empty folder, works only
with what a person sees on the pages, prints what it saw, and ends with 1 at the first thing that is not as it must be.
"""

import argparse
import base64
import concurrent.futures
import http.client
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import zipfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIDTHS = (390, 1440)
LOGIN, NAME, PASSWORD = "quan.tri", "Người quản trị", "mot cau de nho 12"


class Fault(Exception):
    """Something is not as it must be."""


def must(held, what):
    print(("  đúng: " if held else "  SAI:  ") + what, flush=True)
    if not held:
        raise Fault(what)


class Server:
    """The program on a folder of its own."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.log = open(folder / "log.txt", "wb")
        self.process = subprocess.Popen(
            [binary, "serve", "--data", folder / "data", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
        )
        self.address = self.link = None
        until = time.monotonic() + 60
        while time.monotonic() < until and not (self.address and self.link):
            line = self.process.stdout.readline()
            if not line:
                raise Fault("the program ended: " + (folder / "log.txt").read_text()[-2000:])
            link = re.search(r"(http://\S+/setup/\S+)", line)
            found = re.search(r"(http://[^/\s]+)/", line)
            self.link = self.link or (link and link.group(1))
            self.address = self.address or (found and found.group(1))
        must(self.address and self.link, f"the program listens at {self.address} and prints a one-time link")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


class Clerk:
    """Somebody before a browser."""

    def __init__(self, server, shots):
        self.server, self.shots = server, shots
        self.count = 0
        options = Options()
        options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
        for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=vi", "--hide-scrollbars"):
            options.add_argument(flag)
        driver = shutil.which("chromedriver") or "/usr/bin/chromedriver"
        self.browser = webdriver.Chrome(options=options, service=Service(driver))
        self.width(1440)

    def width(self, width, height=900):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def go(self, path):
        self.browser.get(path if path.startswith("http") else self.server.address + path)

    def path(self):
        found = urllib.parse.urlsplit(self.browser.current_url)
        return found.path + ("?" + found.query if found.query else "")

    def text(self):
        return self.browser.find_element(By.TAG_NAME, "main").text

    def one(self, css):
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def all(self, css):
        return self.browser.find_elements(By.CSS_SELECTOR, css)

    def named(self, name):
        return self.one(f'[name="{name}"]')

    def type(self, name, text):
        field = self.named(name)
        field.clear()
        field.send_keys(text)

    def choose(self, name, text):
        Select(self.named(name)).select_by_visible_text(text)

    def leave(self, act):
        """Does something that leads to another page, and waits for it."""
        before = self.one("html")
        act()
        WebDriverWait(self.browser, 60).until(lambda b: b.find_element(By.TAG_NAME, "html") != before)
        WebDriverWait(self.browser, 60).until(lambda b: b.execute_script("return document.readyState") == "complete")

    def click(self, element):
        """Clicks what is brought to the middle of the window first, away from the bar at its foot."""
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
        element.click()

    def press(self, text):
        """Presses a button, or follows a link, that says this."""
        said = f'normalize-space(.)="{text}"'
        at = f"//main//*[self::button or self::a][{said}][not(contains(@class,'unseen'))]"
        found = self.browser.find_element(By.XPATH, at)
        self.leave(lambda: self.click(found))

    def press_value(self, value):
        found = self.one(f'button[name="do"][value="{value}"]:not(.unseen)')
        self.leave(lambda: self.click(found))

    def shoot(self, name):
        """Pictures of the whole page; nothing may reach over its edge, and every control has a name."""
        self.count += 1
        must("<script" not in self.browser.page_source, f"{name}: no script")
        for width in WIDTHS:
            self.width(width)
            time.sleep(0.15)
            reach = self.browser.execute_script("return document.documentElement.scrollWidth")
            must(reach <= width, f"{name}: nothing reaches over the edge at {width} px")
            size = self.browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
            # As high as the page, so that what keeps to the window's edge keeps to the page's.
            self.width(width, int(min(size["height"], 9000)))
            time.sleep(0.15)
            clip = {"x": 0, "y": 0, "width": width, "height": min(size["height"], 9000), "scale": 1}
            shot = self.browser.execute_cdp_cmd(
                "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip}
            )
            (self.shots / f"{self.count:02}-{name}-{width}.png").write_bytes(base64.b64decode(shot["data"]))
        self.width(1440)
        nameless = self.browser.execute_script(NAMELESS)
        must(not nameless, f"{name}: every control has a label, every id is one ({nameless})")

    def cookie(self):
        return "; ".join(f"{c['name']}={c['value']}" for c in self.browser.get_cookies())

    def request(self, method, path, body=None, headers=None):
        """A request beside the browser, with its cookie."""
        host = urllib.parse.urlsplit(self.server.address).netloc
        connection = http.client.HTTPConnection(host, timeout=60)
        given = {"Cookie": self.cookie()}
        if body is not None:
            body = urllib.parse.urlencode(body)
            given["Content-Type"] = "application/x-www-form-urlencoded"
        given.update(headers or {})
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        return answer, answer.read()


# Controls without a name for those who cannot see, ids that are there twice, descriptions that are nowhere.
NAMELESS = """
const wrong = [];
for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea:not([hidden])')) {
  if (!e.labels || e.labels.length === 0) wrong.push('no label: ' + e.name);
}
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => wrong.push('twice: ' + id));
for (const e of document.querySelectorAll('[aria-describedby]')) {
  for (const id of e.getAttribute('aria-describedby').split(' ')) {
    if (!document.getElementById(id)) wrong.push('nowhere: ' + id);
  }
}
for (const e of document.querySelectorAll('main a[href^="#"]')) {
  if (!document.getElementById(e.getAttribute('href').slice(1))) wrong.push('leads nowhere: ' + e.href);
}
return wrong.join('; ');
"""


def first_administrator(clerk):
    print("Tài khoản đầu tiên")
    clerk.go("/")
    must(clerk.path() == "/sign-in", "whoever is not signed in is asked to")
    clerk.shoot("sign-in-open")
    clerk.go(clerk.server.link)
    for name, value in (("name", NAME), ("login", LOGIN), ("password", PASSWORD), ("again", PASSWORD + "x")):
        clerk.type(name, value)
    clerk.press("Lập tài khoản")
    must("không giống nhau" in clerk.text(), "two passwords that differ are told")
    must(clerk.named("name").get_attribute("value") == NAME, "… and the name is still there")
    clerk.shoot("setup-wrong")
    clerk.type("password", PASSWORD)
    clerk.type("again", PASSWORD)
    clerk.press("Lập tài khoản")
    must(clerk.path() == "/" and "Chưa có văn bản nào" in clerk.text(), "the list is there, and empty")
    clerk.shoot("list-empty")
    clerk.go(clerk.server.link)
    must("không dùng được" in clerk.text(), "the link was good for one use")
    clerk.shoot("setup-used")


def signing_in(clerk):
    print("Đăng nhập")
    clerk.go("/")
    clerk.leave(clerk.one(".person button").click)
    must(clerk.path() == "/sign-in", "signed out")
    said = []
    for login, password in ((LOGIN, "sai mat khau roi"), ("khong.co.ai", PASSWORD)):
        clerk.type("sign-in.login", login)
        clerk.type("sign-in.password", password)
        clerk.press("Đăng nhập")
        said.append(clerk.one("#wrong").text)
    must(said[0] == said[1], f"unknown login and wrong password are told alike: {said[0]}")
    clerk.shoot("sign-in-wrong")
    clerk.go("/new")
    must(clerk.path().startswith("/sign-in?next="), "what was asked for is remembered")
    clerk.type("sign-in.login", LOGIN)
    clerk.type("sign-in.password", PASSWORD)
    clerk.press("Đăng nhập")
    must(clerk.path() == "/new", "… and reached after signing in")
    cookie = clerk.browser.get_cookies()[0]
    must(cookie["httpOnly"] and cookie["sameSite"] == "Lax", "the cookie is out of reach of scripts and other sites")


def writing(clerk, seed):
    print("Soạn văn bản từ đầu")
    clerk.shoot("choose")
    clerk.press("Kế hoạch")
    must("Kế hoạch mới" in clerk.text(), "an empty form")
    clerk.shoot("desk-empty")
    clerk.click(clerk.one(".guide > summary"))
    clerk.type("subject", "\n".join(seed["subject"]))
    clerk.type("bases", "\n".join(seed["bases"]))
    clerk.type("body", seed["body"])
    clerk.type("recipients", "\n".join(r["name"] for r in seed["recipients"]))
    for unit in seed["filing"]["units"]:
        clerk.click(clerk.one(f'[name="filing.units"][value="{unit}"]'))
    clerk.press("Kiểm tra")
    summary = clerk.one("#tong-hop").text
    print("    " + summary.splitlines()[0])
    must("Chưa nhập người ký." in summary, "the forgotten signer is told on top")
    must("Chưa nhập người ký." in clerk.one(".signers").text, "… and where the signer is chosen")
    typed = clerk.named("body").get_attribute("value")
    must(typed == seed["body"], "what was typed is still there, to the last letter")
    clerk.shoot("desk-problems")

    clerk.choose("signers[0].choose", "Hoàng Thọ Trung – Chủ tịch")
    clerk.choose("signers[0].capacity", "TM. BAN THƯỜNG VỤ")
    clerk.press("Kiểm tra")
    must("Chưa nhập người ký." not in clerk.text(), "the signer was chosen")
    offers = clerk.all('.found button[value^="fix "]')
    must(offers, f"{len(offers)} findings offer their mend")
    label = offers[0].text
    count = len(offers)
    clerk.press_value(offers[0].get_attribute("value"))
    left = len(clerk.all('.found button[value^="fix "]'))
    must(left < count, f"pressed: {label}; {left} are left")
    if clerk.all('button[value="fix-all"]'):
        clerk.press_value("fix-all")
    must(not clerk.all('.found button[value^="fix "]'), "after mending all nothing is left to mend by itself")
    return clerk.one("#tong-hop h2").text


def accept_what_is_left(clerk):
    """An error that is meant so is accepted with a reason."""
    for _ in range(10):
        offers = clerk.all('.found button[value^="accept "]')
        if not offers:
            break
        clerk.press_value(offers[0].get_attribute("value"))
        rows = clerk.all('[name^="overrides["][name$=".reason"]')
        clerk.type(rows[-1].get_attribute("name"), "Giữ theo bản gốc của cơ quan.")
        clerk.press("Kiểm tra")
    must(not clerk.all(".found .error, .found li.error"), "no error is left")


def appendix(clerk):
    print("Thêm và bỏ dòng")
    part = clerk.browser.find_element(By.XPATH, "//details[summary[normalize-space(.)='Phụ lục']]")
    if part.get_attribute("open") is None:
        clerk.click(part.find_element(By.TAG_NAME, "summary"))
    clerk.press_value("add appendixes")
    clerk.type("appendixes[0].title", "DANH MỤC")
    clerk.press_value("add appendixes")
    clerk.choose("appendixes[1].kind", "Văn bản ban hành kèm theo")
    clerk.choose("appendixes[1].masthead", "Không in")
    clerk.press_value("add appendixes[1].signers")
    clerk.type("appendixes[1].signers[0].full_name", "Trần Văn A")
    clerk.type("appendixes[1].title", "BIỂU MẪU")
    clerk.type("appendixes[1].body", "Không có.")
    clerk.press_value("raise appendixes[1]")
    must(clerk.named("appendixes[0].title").get_attribute("value") == "BIỂU MẪU", "a row was put before another")
    must(clerk.named("appendixes[0].kind").get_attribute("value") == "attached", "its kind went with it")
    must(clerk.named("appendixes[0].signers[0].full_name").get_attribute("value") == "Trần Văn A", "… and who signs it")
    clerk.shoot("desk-rows")
    clerk.press_value("remove appendixes[0]")
    must(clerk.named("appendixes[0].title").get_attribute("value") == "DANH MỤC", "a row was taken out")
    clerk.press_value("remove appendixes[0]")
    must(not clerk.all('[name="appendixes[0].title"]'), "… and the last one too")


def previewing(clerk):
    print("Xem trước")
    clerk.press("Xem trước")
    time.sleep(0.5)
    heading = clerk.one("#xem-truoc h2").text
    shown = clerk.browser.execute_script(
        "return [...document.querySelectorAll('#xem-truoc img')].map(i => i.complete && i.naturalWidth > 100)")
    must(shown and all(shown), f"{heading}; {len(shown)} pictures are drawn")
    clerk.shoot("desk-preview")
    return len(shown)


def saving(clerk):
    print("Lưu và sửa cùng lúc")
    clerk.press("Lưu")
    must(re.fullmatch(r"/documents/[0-9a-f-]{36}/edit\?saved=1", clerk.path()), "saved: " + clerk.path())
    must("Đã lưu bản thảo" in clerk.text(), "… and told so")
    document = clerk.path().split("/")[2]
    clerk.shoot("desk-saved")

    first = clerk.browser.current_window_handle
    clerk.browser.switch_to.new_window("tab")
    clerk.width(1440)
    clerk.go(f"/documents/{document}/edit")
    body = clerk.named("body").get_attribute("value")
    clerk.type("recipients", clerk.named("recipients").get_attribute("value") + "\nThường trực LĐLĐ tỉnh")
    clerk.press("Lưu")
    must("Đã lưu" in clerk.text(), "another window has saved")
    clerk.browser.close()
    clerk.browser.switch_to.window(first)
    clerk.width(1440)
    clerk.type("typist.initials", "TG") if clerk.named("typist.initials").is_displayed() else open_and_type(clerk)
    clerk.press("Lưu")
    must("đã được người khác sửa" in clerk.text(), "the older window is told")
    must("Thường trực LĐLĐ tỉnh" in clerk.one(".differences").text, "… and shown what differs")
    must(clerk.named("body").get_attribute("value") == body, "… and keeps what was typed")
    clerk.shoot("desk-conflict")
    clerk.press("Lưu")
    must("Đã lưu" in clerk.text(), "then it saves")
    return document


def open_and_type(clerk):
    clerk.click(clerk.browser.find_element(By.XPATH, "//details[summary[normalize-space(.)='Thông tin thêm']]/summary"))
    clerk.type("typist.initials", "TG")


def session_lost(clerk, document):
    print("Phiên hết hạn giữa chừng")
    clerk.go(f"/documents/{document}/edit")
    open_and_type(clerk) if not clerk.named("typist.initials").is_displayed() else None
    clerk.type("typist.initials", "PL")
    clerk.browser.delete_all_cookies()
    clerk.press("Lưu")
    must("vẫn còn trên trang này" in clerk.text(), "what was typed waits for the sign-in")
    clerk.shoot("kept")
    clerk.type("sign-in.login", LOGIN)
    clerk.type("sign-in.password", PASSWORD)
    clerk.press("Đăng nhập và làm tiếp")
    must("Đã lưu" in clerk.text(), "… and is saved then")
    must(clerk.named("typist.initials").get_attribute("value") == "PL", "… as it was typed")


def strangers(clerk, document):
    print("Biểu mẫu của nơi khác")
    path = f"/documents/{document}/cancel"
    body = {"reason": "x"}
    answer, _ = clerk.request("POST", path, body)
    must(answer.status in (403, 409), f"without the token: {answer.status}")
    clerk.go(f"/documents/{document}/edit")
    body["csrf"] = clerk.named("csrf").get_attribute("value")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer, _ = clerk.request("POST", path, body, headers)
        must(answer.status == 403, f"with the token, but from elsewhere {headers}: {answer.status}")
    answer, _ = clerk.request("GET", "/")
    policy = answer.getheader("Content-Security-Policy") or ""
    must("default-src 'none'" in policy and "frame-ancestors 'none'" in policy, "policy: " + policy)


def issuing(clerk, document):
    print("Ban hành")
    clerk.go(f"/documents/{document}/edit")
    clerk.press("Ban hành…")
    must(clerk.path() == f"/documents/{document}/issue", "asked once more: " + clerk.path())
    number = clerk.one(".facts.big dd").text
    must(number == "01/KH-LĐLĐ", f"with the number there will be: {number}")
    clerk.shoot("issue")
    sent = {name: clerk.named(name).get_attribute("value") for name in ("csrf", "act", "version", "day", "reason")}
    sent["do"] = "issue"
    origin = {"Origin": clerk.server.address}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        path = f"/documents/{document}/issue"
        presses = [pool.submit(clerk.request, "POST", path, sent, origin) for _ in range(4)]
        statuses = sorted(press.result()[0].status for press in presses)
    must(all(status == 303 for status in statuses), f"pressed four times at once: {statuses}")
    clerk.press_value("issue")
    clerk.go(f"/documents/{document}")
    for _ in range(100):
        if "Đã ban hành" in clerk.text():
            break
        time.sleep(0.1)
        clerk.browser.refresh()
    must("01/KH-LĐLĐ" in clerk.one("h1").text, "issued: " + clerk.one("h1").text)
    # Pictures further down are asked for when they come into view.
    for image in clerk.all(".sheets img"):
        clerk.browser.execute_script("arguments[0].scrollIntoView({behavior: 'instant'})", image)
        time.sleep(0.3)
    shown = clerk.browser.execute_script(
        "return [...document.querySelectorAll('.sheets img')].map(i => i.complete && i.naturalWidth > 100)")
    must(all(shown), f"{len(shown)} pages are drawn")
    clerk.browser.execute_script("window.scrollTo(0, 0)")
    clerk.shoot("document")
    return len(shown)


def downloading(clerk, document, binary, folder, seed):
    print("Tải gói về")
    answer, package = clerk.request("GET", f"/documents/{document}/files/package")
    must(answer.status == 200 and answer.getheader("Content-Type") == "application/zip", "the package came")
    name = re.search(r'filename="([^"]+)"', answer.getheader("Content-Disposition")).group(1)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        inside = {n.rsplit("/", 1)[-1]: archive.read(n) for n in archive.namelist()}
    print("    " + name + ": " + ", ".join(sorted(inside)))
    source = json.loads(inside["source.json"])
    must(source["code_number"] in ("01", "1", 1), f"number in the source: {source['code_number']}")
    must(source["signers"][0]["full_name"] == "Hoàng Thọ Trung", "the signer in the source")
    must([r["name"] for r in source["recipients"]][: len(seed["recipients"])] == [r["name"] for r in seed["recipients"]],
         "the receivers in the source")
    (folder / "source.json").write_bytes(inside["source.json"])
    subprocess.run(
        [binary, "render", folder / "source.json", "--format", "package", "--out", folder / "again"], check=True)
    made = list((folder / "again").glob("*.zip"))
    must(len(made) == 1 and made[0].name == name, f"rendering the stored source makes {made[0].name}")
    must(made[0].read_bytes() == package, f"… and it is the same, byte for byte ({len(package)} bytes)")
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer, content = clerk.request("GET", f"/documents/{document}/files/{kind}")
        must(answer.status == 200 and content.startswith(start), f"{kind}: {len(content)} bytes")
        must(content in inside.values(), "… the same as in the package")
    tag = answer.getheader("ETag")
    answer, _ = clerk.request("GET", f"/documents/{document}/files/docx", headers={"If-None-Match": tag})
    must(answer.status == 304, "what the browser has is not sent again")


def finding(clerk, document):
    print("Tìm")
    clerk.go("/")
    clerk.type("text", "ky niem 95 nam cong doan viet nam")
    clerk.press("Tìm")
    must(clerk.all(f'a[href="/documents/{document}"]'), "found without diacritics")
    clerk.shoot("list")
    clerk.go("/?text=" + urllib.parse.quote("không có chuyện này"))
    must("Không có văn bản nào khớp" in clerk.text(), "and nothing where there is nothing")
    clerk.shoot("list-nothing")
    clerk.go("/?year=2024x&number=%27")
    must(clerk.one("h1").text == "Văn bản", "whatever is typed, the list is there")
    clerk.go("/documents/khong-co")
    must("Không tìm thấy" in clerk.text(), "what is not there is told")
    clerk.shoot("refusal")


def ready_made(clerk):
    print("Nội dung soạn sẵn")
    clerk.go("/new")
    clerk.press("Báo cáo tháng")
    clerk.type("subject", "Hoạt động công đoàn tháng 01 năm 2024")
    clerk.type("data.month", "1")
    clerk.type("data.year", "hai nghìn")
    clerk.type("data.situation", "Đoàn viên, người lao động yên tâm công tác.")
    clerk.type("data.results[0].text", "Chỉ đạo các cấp công đoàn chăm lo Tết cho đoàn viên.")
    clerk.press_value("add data.results")
    clerk.type("data.results[1].title", "Công tác thi đua")
    clerk.type("data.results[1].text", "Bình xét thi đua năm 2023.")
    clerk.type("data.next_tasks", "Tổ chức hội nghị.\nBan hành kế hoạch.")
    clerk.choose("signers[0].choose", "Người khác (nhập họ tên, chức vụ)")
    clerk.choose("signers[0].capacity", "TM. BAN THƯỜNG VỤ / KT. CHỦ TỊCH")
    clerk.type("signers[0].full_name", "Lương Xuân Trường")
    clerk.type("signers[0].position", "PHÓ CHỦ TỊCH")
    clerk.click(clerk.one('[name="recipients.add"]'))
    clerk.press("Kiểm tra")
    must("phải là một số nguyên" in clerk.one(".field:has([name='data.year'])").text, "a number that is none is told beside it")
    must(clerk.named("data.year").get_attribute("value") == "hai nghìn", "… and stays as typed")
    must(clerk.named("recipients").get_attribute("value") != "", "the usual receiver that was ticked is in the list")
    clerk.shoot("desk-content")
    clerk.type("data.year", "2024")
    clerk.press("Xem trước")
    pages = clerk.all("#xem-truoc img")
    must(len(pages) >= 1, f"{len(pages)} pages")
    clerk.press("Lưu")
    must("Đã lưu" in clerk.text(), "saved")
    document = clerk.path().split("/")[2]
    clerk.go(f"/documents/{document}")
    clerk.shoot("document-draft")
    clerk.click(clerk.browser.find_element(By.XPATH, "//details/summary[normalize-space(.)='Hủy bản thảo…']"))
    clerk.type("reason", "Soạn nhầm.")
    clerk.press("Hủy bản thảo")
    must("Đã hủy" in clerk.one("h1").text, "a draft is cancelled")


def replacing(clerk, document):
    print("Thay thế và thu hồi")
    clerk.go(f"/documents/{document}")
    clerk.click(clerk.browser.find_element(By.XPATH, "//details/summary[normalize-space(.)='Thay thế…']"))
    clerk.one("#replace-reason").send_keys("Sửa thời gian tổ chức.")
    clerk.press("Tạo bản thảo thay thế")
    must(clerk.path().endswith("/edit"), "a draft that will replace it: " + clerk.path())
    must("thay thế" in clerk.one(".page-head").text, "… and says so")
    new = clerk.path().split("/")[2]
    clerk.press("Ban hành…")
    if not clerk.path().endswith("/issue"):
        print(clerk.one("#tong-hop").text)
    number = clerk.one(".facts.big dd").text
    must(number == "02/KH-LĐLĐ", f"one number was given before, whatever was pressed: {number}")
    clerk.press("Ban hành")
    must("issued=1" in clerk.path() or "02/KH-LĐLĐ" in clerk.text(), "issued: " + clerk.one("h1").text)
    clerk.go(f"/documents/{document}")
    must("Đã được thay thế" in clerk.one("h1").text, "the old one says that it was replaced")
    clerk.shoot("document-replaced")
    clerk.go(f"/documents/{new}")
    clerk.click(clerk.browser.find_element(By.XPATH, "//details/summary[normalize-space(.)='Thu hồi…']"))
    clerk.one("#cancel-reason").send_keys("Ban hành nhầm.")
    clerk.shoot("document-cancelling")
    clerk.press("Thu hồi văn bản")
    must("Đã thu hồi" in clerk.one("h1").text and "Ban hành nhầm." in clerk.text(), "the new one is taken back")
    clerk.go("/")
    clerk.shoot("list-all")


def day(clerk, binary, folder):
    seed = json.loads((ROOT / "samples/004-kh.json").read_text())
    first_administrator(clerk)
    signing_in(clerk)
    left = writing(clerk, seed)
    print("    " + left)
    accept_what_is_left(clerk)
    appendix(clerk)
    previewed = previewing(clerk)
    document = saving(clerk)
    session_lost(clerk, document)
    strangers(clerk, document)
    issued = issuing(clerk, document)
    must(issued == previewed, f"the pages that were previewed are those that were issued: {issued}")
    downloading(clerk, document, binary, folder, seed)
    finding(clerk, document)
    ready_made(clerk)
    replacing(clerk, document)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=ROOT / "target/debug/vanthu", type=pathlib.Path)
    parser.add_argument("--shots", type=pathlib.Path, help="where the pictures go")
    parser.add_argument("--keep", action="store_true", help="leaves the folder of the program")
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vanthu-form-"))
    shots = arguments.shots or folder / "shots"
    shots.mkdir(parents=True, exist_ok=True)
    server = clerk = None
    passed = False
    try:
        server = Server(arguments.binary.resolve(), folder)
        clerk = Clerk(server, shots)
        day(clerk, arguments.binary.resolve(), folder)
        print(f"Xong: {clerk.count} trang, mỗi trang hai ảnh" + (f" ở {shots}" if arguments.shots else ""))
        passed = True
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it is, the page on which it happened is worth a look
        print(f"Hỏng: {type(error).__name__}: {error}", file=sys.stderr)
        if clerk:
            print(clerk.browser.current_url, file=sys.stderr)
            try:
                clerk.count += 1
                clerk.browser.save_screenshot(str(shots / "fault.png"))
                print(clerk.text()[:3000], file=sys.stderr)
            except Exception:  # noqa: BLE001
                pass
        if server:
            print((folder / "log.txt").read_text()[-1500:], file=sys.stderr)
        if not isinstance(error, Fault):
            import traceback
            traceback.print_exc()
        return 1
    finally:
        if clerk:
            clerk.browser.quit()
        if server:
            server.stop()
        if passed and not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
