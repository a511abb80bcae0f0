#!/usr/bin/python3
"""Thirty random secrets give the same codes as oathtool at three times, through the command line."""

import base64
import random
import shutil
import sys

from support.totp import CHEAP, Vault, expect, oathtool

SECRETS = 30
TIMES = (59, 1111111109, 20000000000)
ALGORITHMS = ("SHA1", "SHA256", "SHA512")


def main():
    seed = random.SystemRandom().randrange(2**32)
    print(f"agreement: seed {seed}")
    source = random.Random(seed)
    vault = Vault(*CHEAP)
    accounts = []
    try:
        for number in range(SECRETS):
            secret = base64.b32encode(source.randbytes(source.randrange(10, 65))).decode().rstrip("=")
            account = (f"account-{number}", secret, source.choice(ALGORITHMS), source.choice((6, 7, 8)),
                       source.choice((15, 30, 60, 90)))
            name, secret, algorithm, digits, period = account
            vault.run("add", name, "--algorithm", algorithm, "--digits", str(digits), "--period", str(period),
                      "--from", "-", stdin=secret)
            accounts.append(account)
        compared = 0
        for time in TIMES:
            for name, secret, algorithm, digits, period in accounts:
                found = vault.run("code", name, "--exact", "--at", str(time))
                expect(f"seed {seed}, {name} at {time}", found,
                       oathtool(secret, algorithm, digits, period, time) + "\n")
                compared += 1
        expect("codes compared", compared, SECRETS * len(TIMES))
    finally:
        shutil.rmtree(vault.folder)
    print(f"agreement: {compared} codes equal oathtool's")


if __name__ == "__main__":
    sys.exit(main())
