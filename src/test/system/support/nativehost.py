"""The host behind the popup as a browser speaks to it: each message behind its length, on its standard streams."""

import json
import os
import select
import struct
import subprocess
import tempfile
import time

SECONDS_MAX = 60


def frame(message):
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack("=I", len(data)) + data


class NativeHost:
    """A host that was started as a browser starts it."""

    def __init__(self, program, env, *arguments):
        self.err = tempfile.TemporaryFile()
        self.process = subprocess.Popen([program, *arguments], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.err,
                                        cwd=os.path.dirname(program), start_new_session=True)
        self.number, self.answers = 0, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                pass
        self.err.close()

    def read(self, size, end):
        data = b""
        while len(data) < size:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"the host does not answer; so far: {data!r}; {self.stderr()}")
            part = os.read(self.process.stdout.fileno(), size - len(data))
            if not part:
                raise AssertionError(f"the host has ended; so far: {data!r}; {self.stderr()}")
            data += part
        return data

    def receive(self, seconds=SECONDS_MAX):
        """The bytes of the next answer."""
        end = time.monotonic() + seconds
        length, = struct.unpack("=I", self.read(4, end))
        self.answers.append(self.read(length, end))
        return self.answers[-1]

    def send(self, op, **members):
        self.number += 1
        self.raw(frame({"v": 1, "id": self.number, "op": op, **members}))

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def ask(self, op, **members):
        """The answer to a request, which must have its number; without that and the version."""
        self.send(op, **members)
        answer = json.loads(self.receive())
        if (answer.pop("v"), answer.pop("id")) != (1, self.number):
            raise AssertionError(f"{op}: the answer is to another request: {self.answers[-1]!r}")
        return answer

    def error(self, op, **members):
        """The code of the refusal."""
        answer = self.ask(op, **members)
        if list(answer) != ["error"]:
            raise AssertionError(f"{op} is not refused: {answer}")
        return answer["error"]["code"]

    def end(self, data=b"", closing=True):
        """Writes that, and closes; what it still printed, its exit code and what it said on standard error."""
        try:
            self.raw(data)
            if closing:
                self.process.stdin.close()
        except BrokenPipeError:
            pass    # it has ended already
        printed = self.process.stdout.read()
        return printed, self.process.wait(SECONDS_MAX), self.stderr()

    def kill(self):
        """As a browser does two seconds after its popup has closed."""
        self.process.kill()
        self.process.wait()

    def stderr(self):
        self.err.seek(0)
        return self.err.read().decode("utf-8", "replace")
