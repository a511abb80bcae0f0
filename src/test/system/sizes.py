#!/usr/bin/python3
"""What a vault of 10, 1,000 and 10,000 accounts costs: time and memory of opening, code, list and add. Prints figures, judges
nothing. The key derivation is the cheapest, so that the accounts are what is seen.

usage: src/test/system/sizes.py [RUNS]"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

from totp import PASSPHRASE, RFC_SECRET, ROOT, TOTP


def vectors():
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.join(ROOT, "vault"))
    import make_vectors
    return make_vectors


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    maker = vectors()
    folder = tempfile.mkdtemp(prefix="totp-sizes-")
    try:
        passphrase = os.path.join(folder, "passphrase")
        with open(passphrase, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(PASSPHRASE)
        env = {key: value for key, value in os.environ.items() if not key.startswith("TOTP_")}
        env["XDG_STATE_HOME"] = os.path.join(folder, "state")
        print(f"{'accounts':>9}{'file':>10}  {'command':10}{'median s':>9}{'MiB':>6}")
        for count in (10, 1000, 9990):
            entries = [{"id": str(uuid.UUID(int=number + 1)), "name": f"account-{number}", "issuer": "Example",
                        "account": f"user{number}@example.com", "secret": "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=",
                        "created": "2026-11-23T15:00:00.000Z"} for number in range(count)]
            vault = os.path.join(folder, f"{count}.totp")
            built = maker.Vault(f"sizes {count}", slots=(maker.BY_PASSPHRASE,),
                                json=json.dumps({"format": 1, "entries": entries})).build()
            with open(vault, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(built)
            for name, command in (("code", ["code", f"account-{count - 1}"]), ("list", ["list"]), ("list json", ["list", "--json"]),
                                  ("add", None)):
                seconds, mib = [], 0
                for run in range(runs + 1):
                    words = command or ["add", f"{name}-{run}", "--from", "-"]
                    begin = time.perf_counter()
                    rss = os.path.join(folder, "rss")
                    subprocess.run(["/usr/bin/time", "-f", "%M", "-o", rss, TOTP, *words, "--vault", vault,
                                    "--passphrase-file", passphrase], env=env, input=RFC_SECRET.encode(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
                    if run:
                        seconds.append(time.perf_counter() - begin)
                    with open(rss, encoding="ascii") as file:
                        mib = max(mib, int(file.read().split()[-1]) / 1024)
                print(f"{count:9}{len(built) // 1024:7} KiB  {name:10}{statistics.median(seconds):9.2f}{mib:6.0f}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
