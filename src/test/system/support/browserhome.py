"""Somebody with a vault, an agent and the popup's host, all in a home folder of their own whose name is awkward."""

import json
import os
import shutil
import stat
import subprocess
import tempfile

from support.nativehost import NativeHost
from support.pinentry import Pinentry
from support.totp import CHEAP, TOTP, Vault, expect

EXTENSION_ID = "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"


class Home(Vault):
    """Nothing of the caller's takes part: no variable, no browser, no pinentry of the machine."""

    def __init__(self, name="o'clock \"me\" $x"):
        self.above = tempfile.mkdtemp(prefix="totp-b-")
        self.home = os.path.join(self.above, name)
        os.mkdir(self.home, 0o700)
        folder = os.path.join(self.home, "my vault's")
        os.mkdir(folder, 0o700)
        super().__init__(*CHEAP, folder=folder)
        run = os.path.join(self.above, "run")
        os.mkdir(run, 0o700)
        self.pinentry = Pinentry(os.path.join(self.above, "pinentry"))
        self.clipboard = os.path.join(self.above, "clipboard")
        for variable in list(self.env):
            if variable.startswith(("XDG_", "AWS_", "DBUS_", "SSH_", "LC_")) or variable in ("DISPLAY", "WAYLAND_DISPLAY", "LANG", "LANGUAGE"):
                del self.env[variable]
        self.env.update(HOME=self.home, XDG_RUNTIME_DIR=run, XDG_STATE_HOME=os.path.join(self.folder, "state"), LC_ALL="C.UTF-8",
                        TOTP_CLIP_COMMAND=f"tee {self.clipboard}", TOTP_PINENTRY=self.pinentry.program)
        self.data = os.path.join(self.home, ".local", "share", "totp", "browser")

    def browser(self, *words, code=0, env=None, launcher=TOTP):
        """The finished process of a command about browsers."""
        done = subprocess.run([launcher, "browser", *words], env=env or self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=120, check=False)
        expect(f"totp browser {words}: {done.stderr}", done.returncode, code)
        return done

    @property
    def program(self):
        """What browsers start."""
        return os.path.join(self.data, "host")

    def host(self, *arguments, env=None):
        return NativeHost(self.program, env or self.env, *(arguments or (EXTENSION_ID,)))

    def without(self, *variables):
        return {name: value for name, value in self.env.items() if name not in variables}

    # ---- the vault

    def add(self, name, secret, *options):
        self.run("add", name, "--from", "-", *options, stdin=secret)

    def accounts(self):
        return {entry["name"]: entry for entry in json.loads(self.run("list", "--json", "--no-agent"))}

    def names(self):
        return sorted(self.accounts())

    def unlock(self):
        self.run("unlock")

    def lock(self):
        self.run("lock")

    def state(self):
        return json.loads(subprocess.run([TOTP, "status", "--json"], env=self.env, capture_output=True, check=False).stdout)["state"]

    def agents(self):
        """The processes that have the vault open: those with the lock of this home's agent."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                links = [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]
            except OSError:
                continue    # it has ended meanwhile
            if any(link.startswith(self.env["XDG_RUNTIME_DIR"]) and link.endswith(".lock") for link in links):
                found.append(int(pid))
        return found

    def hosts(self):
        """The hosts that browsers have started here."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    is_host = b"\0browser\0host\0" in file.read()
                with open(f"/proc/{pid}/environ", "rb") as file:
                    is_ours = f"HOME={self.home}".encode() in file.read().split(b"\0")
            except OSError:
                continue
            if is_host and is_ours:
                found.append(int(pid))
        return found

    def remove(self):
        subprocess.run([TOTP, "lock"], env=self.env, capture_output=True, check=False)
        shutil.rmtree(self.above)


def tree(folder):
    """Each file's content and each link's target, and the modes, by its path."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(place, name)
            mode = os.lstat(path).st_mode
            content = os.readlink(path) if stat.S_ISLNK(mode) else b"folder"
            if stat.S_ISREG(mode):
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, folder)] = (stat.filemode(mode), content)
    return found
