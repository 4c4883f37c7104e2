"""Somebody who puts a recognisable secret wherever one enters, over HTTP, and says what they were."""

import uuid
from dataclasses import dataclass
from typing import Any

import requests

from tests.support.authenticator import Authenticator
from tests.support.factors import code_of
from tests.support.letters import Letters
from tests.support.recovery import CONFIRM, RESET
from tests.system.test_end_to_end import Caller

WAIT = {"Prefer": "wait=60"}


def canary(name: str) -> str:
    """A value that nothing else has."""
    return f"canary-{name}-{uuid.uuid4().hex[:12]}"


@dataclass(frozen=True)
class Secret:
    """A value that was put in, and its home: the outlets where it is, and those where it is for a while, and nowhere
    else. Of most there is none: what is stored of them is a hash, or is sealed."""

    value: str
    home: tuple[str, ...] = ()
    for_a_while: tuple[str, ...] = ()


class Keeper:
    """Ada, who has secrets of every kind. `secrets` are all that she used, by what they are."""

    def __init__(self, url: str, letters: Letters) -> None:
        self.letters, self.secrets = letters, dict[str, Secret]()
        self.address, self.password = f"{canary('address')}@example.org", canary("password")
        # Whom one signs in as is asked with each try, and mails go there.
        self.secrets["address"] = Secret(self.address, ("mongodb",))
        self.secrets["password"] = Secret(self.password)
        self.caller = Caller(url, self.address, self.password)
        self._note_cookies("first")

    def do(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request that succeeds; its answer, if it has one."""
        answer = self.caller.send(method, path, body, **headers)
        assert answer.ok, (method, path, answer.text)
        return answer.json() if answer.content else None

    def use_sessions(self) -> None:
        """Renew the session, and try to sign in with a wrong password, and with what is no password at all."""
        jar = self.caller.http.cookies
        renew = {"X-CSRF-TOKEN": str(jar.get("csrf_refresh_token"))}
        assert self.caller.http.post(f"{self.caller.base}/auth/refresh", headers=renew).ok
        self._note_cookies("second")
        wrong = self._new("wrong password")
        refused = requests.post(f"{self.caller.base}/auth/login", json={"email": self.address, "password": wrong})
        assert refused.status_code == 401
        malformed = {"email": self.address, "password": self._new("malformed password"), "more": self._new("field")}
        assert self.caller.send("POST", "/auth/login", malformed).status_code == 422

    def use_factors(self) -> None:
        """Turn a second factor on, and add a passkey."""
        secret = self.do("POST", "/auth/totp")["secret"]
        code = code_of(secret, -1)
        self.codes = self.do("POST", "/auth/totp/confirm", {"code": code})["recovery_codes"]
        self.secrets |= {"secret of an app": Secret(secret), "code of an app": Secret(code)}
        self.secrets |= {f"recovery code {n}": Secret(each) for n, each in enumerate(self.codes)}
        device = Authenticator()
        options = self.do("POST", "/auth/passkey/options")["options"]
        self.do("POST", "/auth/passkeys", {"name": "My phone", "credential": device.make(options)})
        to_use = self.do("POST", "/auth/passkey/challenge")["options"]
        used = device.use(to_use)
        self.do("POST", "/auth/passkey/login", {"credential": used})
        self._note_cookies("with a passkey")
        signature = used["response"]["signature"]
        self.secrets |= {"challenge to add": Secret(options["challenge"]), "challenge": Secret(to_use["challenge"])}
        self.secrets["signature of a passkey"] = Secret(signature)

    def change_what_one_signs_in_with(self) -> None:
        """Change the password, forget it, and ask for another address; one link of a mail stays unused."""
        changed, reset = self._new("changed password"), self._new("reset password")
        self.do("POST", "/auth/password", {"password": self.password, "new_password": changed})
        self.do("POST", "/auth/forgotten", {"email": self.address})
        token = self.letters.wait_for(self.address, RESET)
        self.do("POST", "/auth/reset", {"token": token, "new_password": reset})
        body = {"email": self.address, "password": reset, "code": self.codes[0]}
        self.do("POST", "/auth/login", body)
        self._note_cookies("after a reset")
        address = f"{canary('new-address')}@example.org"
        self.do("POST", "/auth/address", {"password": reset, "email": address})
        link = self.letters.wait_for(address, CONFIRM)
        self.secrets |= {"used link": Secret(token), "unused link": Secret(link)}
        self.secrets["new address"] = Secret(address, ("mongodb",))

    def subscribe(self, told: dict[str, Any]) -> None:
        """Have pushes sent to a browser that says this. Whoever has it can write to that, so MongoDB alone has it."""
        self.do("POST", "/inbox/push", told, **WAIT)
        for name, value in told["keys"].items():
            self.secrets[f"push {name}"] = Secret(value, ("mongodb",))

    def talk_to(self, user_id: str) -> str:
        """Say something in private, with a key that makes it repeatable; the id of the message."""
        text, key = self._new("message", "mongodb", "cache"), self._new("idempotency key")
        room = self.do("POST", "/conversations", {"kind": "direct", "member_ids": [user_id]}, **WAIT)["id"]
        path = f"/conversations/{room}/messages"
        said = self.do("POST", path, {"content": text}, Idempotency_Key=key, **WAIT)
        self.do("GET", path)
        return str(said["id"])

    def connect_to_mqtt(self) -> None:
        """Ask for credentials of MQTT."""
        self.secrets["MQTT ticket"] = Secret(self.do("POST", "/auth/mqtt-ticket")["password"])

    def _new(self, name: str, *home: str) -> str:
        self.secrets[name] = Secret(canary(name.replace(" ", "-")), home)
        return self.secrets[name].value

    def _note_cookies(self, when: str) -> None:
        for each in self.caller.http.cookies:
            # A second tab that renews the session gets the same; without the cookie it opens nothing.
            kept = ("journal",) if each.name == "csrf_refresh_token" else ()
            self.secrets[f"{each.name}, {when}"] = Secret(str(each.value), for_a_while=kept)
