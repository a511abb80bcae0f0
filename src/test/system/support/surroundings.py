"""The programs that stand beside totp on the machine of a reader of the documents, and what the pages take for granted."""

SECRET = "JBSWY3DPEHPK3PXP"
# What the pages' clipboard is here: X's program without an X server, since a check without a display has to show the same.
CLIPBOARD = """#!/bin/sh
case " $* " in *" -out "*) cat "$HOME/clipboard" ;; *) cat >"$HOME/clipboard" ;; esac
"""
AWS = """#!/bin/sh
PATH=${PATH#*:} exec aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"
"""
# What is typed at the questions, for what the pages take for granted.
ACCOUNTS = """#!/bin/sh
export TOTP_PASSPHRASE_FILE="$HOME/passphrase"
[ -e "$HOME/.local/share/totp/vault.totp" ] || totp init -q --no-recovery-key || exit
for name; do
  echo %s | totp add -q --no-agent "$name" --from - || exit
done
""" % SECRET
# Three accounts of somebody else's app, under the same passphrase as everything here.
OTHER_APP = """#!/bin/sh
export TOTP_PASSPHRASE_FILE="$HOME/passphrase" TOTP_VAULT="$HOME/.other/vault" XDG_STATE_HOME="$HOME/.other"
[ -e "$TOTP_VAULT" ] || totp init -q --no-recovery-key && totp import -q - <<'END' || exit
otpauth://totp/Example:alice@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example
otpauth://totp/GitLab:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJR&issuer=GitLab
otpauth://hotp/Door?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJS&counter=5
END
totp export -q --no-agent --export-passphrase-file "$HOME/passphrase" --to "$2" -o "$1"
"""
# Who chooses takes the first that fits.
MENU = """#!/bin/sh
grep -m 1 git
"""
# What a password manager answers to "pass show NAME".
PASS = """#!/bin/sh
cat "$HOME/passphrase"
"""

PROGRAMS = {"xclip": CLIPBOARD, "aws": AWS, "accounts": ACCOUNTS, "export-of-another-app": OTHER_APP, "pass": PASS, "rofi": MENU}
