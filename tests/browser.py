"""A real Chromium without a window, driven by selenium: what it shows, asks for, complains of and prints."""

import base64
import contextlib
import json
import shutil
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.wait import WebDriverWait

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--lang=zh-CN", "--force-color-profile=srgb",
)  # fmt: skip


class Browser:
    """One window on one page at a time."""

    def __init__(self, driver):
        self.driver = driver

    def open(self, path):
        """Load a page anew; what was logged before is forgotten."""
        self.driver.get("about:blank")
        self.requests()
        self.complaints()
        self.driver.get(Path(path).as_uri())
        return self

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, holds):
        """Wait until something holds of the page; an error after two minutes."""
        WebDriverWait(self.driver, 120, 0.05).until(lambda _: holds())

    def requests(self):
        """Every address that a page asked for since the last call."""
        events = (json.loads(each["message"])["message"] for each in self.driver.get_log("performance"))
        return [each["params"]["request"]["url"] for each in events if each["method"] in {"Network.requestWillBeSent", "Network.webSocketCreated"} and "request" in each["params"]]

    def complaints(self):
        """What the console has heard since the last call: errors, refusals of the page's policy."""
        return [each["message"] for each in self.driver.get_log("browser")]

    def printed(self, path):
        """The page as a PDF."""
        answer = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        path.write_bytes(base64.b64decode(answer["data"]))
        return path


@contextlib.contextmanager
def chromium(profile, width=1366, height=768):
    """Chromium with a new, empty profile in a folder; the driver of the system, so that none is looked for elsewhere."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
