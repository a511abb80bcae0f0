#!/usr/bin/python3
"""A host for the popup that has no vault: made-up accounts, and a file beside it that says how to behave.

behaviour.json, read at each request: {"locked": bool, "errors": {op: {code, message, command?}}, "delays": {op: seconds},
"exit": op at which it ends, "accounts": [...], "others": [...], "more": N, "sites": [...], "hello": {...}, "found": [...]}.
Each request and its answer goes into log.jsonl, so that a check sees what was asked for, and when.
"""

import json
import os
import struct
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BEHAVIOUR = os.path.join(HERE, "behaviour.json")
PERIOD = 30


def read_exactly(size):
    data = sys.stdin.buffer.read(size)
    if len(data) < size:
        sys.exit(0)
    return data


def behaviour():
    with open(BEHAVIOUR, encoding="utf-8") as file:
        return json.load(file)


def refusal(code, message=None, **more):
    return {"error": {"code": code, "message": message or f"{code} is what the host says", **more}}


class Host:
    def __init__(self):
        self.told = behaviour()

    def secure(self, origin):
        return bool(origin) and origin.startswith("https://")

    def bound(self, origin):
        host = (origin or "").rpartition("//")[2]
        return self.told["accounts"] if host in self.told["sites"] else []

    def hello(self, _):
        return {"version": "0.1.0", "locked": self.told["locked"], "vault": True, "min_client": "0.1.0", **self.told["hello"]}

    def list(self, request):
        origin, words = request["origin"], request["query"].lower()
        accounts = [self.listed(account, origin) for account in self.bound(origin)]
        others = self.told["others"] if accounts else [*self.told["others"], *map(self.foreign, self.told["accounts"])]
        others = [other for other in others if words in json.dumps(other).lower()]
        return {"host": (origin or "").rpartition("//")[2], "secure": self.secure(origin), "accounts": accounts, "others": others,
                "more": self.told["more"]}

    def foreign(self, account):
        return {**{key: account[key] for key in ("account", "name", "issuer", "label", "type")}, "favorite": False}

    def listed(self, account, origin):
        shown = {key: value for key, value in account.items() if key not in ("code", "left")}
        if self.secure(origin) and account["type"] != "hotp":
            shown.update(code=account["code"], valid_until=self.until(account))
        return shown

    def until(self, account):
        """The end of this code; a fixed time left is for what has to come out in the same way each time."""
        return time.time() + account["left"] if "left" in account else (time.time() // PERIOD + 1) * PERIOD

    def code(self, request):
        if not self.secure(request["origin"]):
            return refusal("insecure_site")
        for account in self.bound(request["origin"]):
            if account["account"] == request["account"]:
                return {"code": account["code"], **({} if account["type"] == "hotp" else {"valid_until": self.until(account)})}
        return refusal("not_for_site")

    def copy(self, _):
        return {"clears_in": 45}

    def unlock(self, _):
        return self.become(False)

    def lock(self, _):
        return self.become(True)

    def become(self, locked):
        self.told["locked"] = locked
        with open(BEHAVIOUR + ".written", "w", encoding="utf-8") as file:
            json.dump(self.told, file)
        os.rename(BEHAVIOUR + ".written", BEHAVIOUR)
        return {}

    def scan(self, request):
        with open(os.path.join(HERE, "scanned.b64"), "w", encoding="ascii") as file:
            file.write(request["png"])
        return {"found": self.told["found"], "scan": "scan-1"}

    def store(self, _):
        return {"names": [found["label"] for found in self.told["found"]]}

    def answer(self, request):
        self.told, op = behaviour(), request["op"]
        time.sleep(self.told["delays"].get(op, 0))
        if self.told["exit"] == op:
            sys.exit(3)
        if op in self.told["errors"]:
            return refusal(**self.told["errors"][op])
        if self.told["locked"] and op not in ("hello", "unlock", "lock"):
            return refusal("locked")
        return getattr(self, op)(request)


def main():
    host = Host()
    while True:
        request = json.loads(read_exactly(struct.unpack("=I", read_exactly(4))[0]))
        begun = time.time()
        answer = {"v": host.told.get("v", 1), "id": request["id"], **host.answer(request)}
        with open(os.path.join(HERE, "log.jsonl"), "a", encoding="utf-8") as file:
            shown = {key: value for key, value in request.items() if key != "png"}
            file.write(json.dumps({"pid": os.getpid(), "asked": begun, "answered": time.time(), "request": shown, "answer": answer}) + "\n")
        data = json.dumps(answer).encode()
        sys.stdout.buffer.write(struct.pack("=I", len(data)) + data)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
