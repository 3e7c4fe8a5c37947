"""A signed-in person over HTTP: one kept connection, cookies, and how long each answer took."""

import http.client
import re
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, bytes and milliseconds of one request."""

    status: int
    body: bytes
    ms: float
    place: str


class Client:
    """One browser's worth of requests; ``address`` is where it seems to come from, as a proxy would say."""

    def __init__(self, port: int, address: str = "") -> None:
        self.address = address
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **data}).encode())

    def sign_in(self, username: str) -> None:
        """Become a person of the scratch organisation. Raises RuntimeError when that fails."""
        self.get("/sign-in/")
        answer = self.post("/sign-in/demo/", {"username": username})
        if answer.status != 302:
            raise RuntimeError(f"sign-in answered {answer.status}")
        self.get("/register/")

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Host": "localhost"}
        if self.address:
            headers["X-Forwarded-For"] = self.address
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        ms = (perf_counter() - begun) * 1000
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = _TOKEN.search(text)
        if found:
            self.token = found[1].decode()
        return Answer(response.status, text, ms, response.headers.get("Location", ""))
