# SPDX-License-Identifier: MIT
"""A command that runs at a terminal, with all the processes that it starts, and how it is killed."""
import os
import pty
import random
import re
import select
import signal
import subprocess
import time
from pathlib import Path

PATIENCE_S = 300  # for what must end: only something that hangs takes so long
REAPER = "benchrun-reaper"


def kill_each(pids, number=signal.SIGKILL):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


class Execution:
    """It shows its progress at the terminal, and has folders of its own below `place`."""

    def __init__(self, words, place, folder):
        self.mark = f"BENCHRUN_KILLS={place.name}-{os.getpid()}-{random.SystemRandom().getrandbits(64):x}"
        name, value = self.mark.split("=")
        environment = {**os.environ, name: value, "TMPDIR": str(place / "tmp"), "TERM": "xterm",
                       "XDG_CACHE_HOME": str(place / "cache"), "XDG_RUNTIME_DIR": str(place / "live"),
                       "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C.UTF-8"}
        self.terminal, stderr = pty.openpty()
        self.said = b""
        with open(place / "stdout", "ab") as stdout:
            self.process = subprocess.Popen(
                words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                start_new_session=True)
        os.close(stderr)
        self.end = os.pidfd_open(self.process.pid)

    def listen(self, seconds):
        """Reads what it says, until it has ended or the time is over; whether it has ended."""
        deadline = time.monotonic() + seconds
        fds = [self.end, self.terminal]
        while (left := deadline - time.monotonic()) > 0:
            ready = select.select(fds, [], [], left)[0]
            if self.terminal in ready and not self.read():
                fds.remove(self.terminal)
            elif self.end in ready:
                return True
        return False

    def read(self):
        try:
            words = os.read(self.terminal, 65536)
        except OSError:  # nobody has it open any more
            words = b""
        self.said += words
        return words != b""

    def processes(self):
        """All that carry its mark: by their pids, what each is called."""
        found = {}
        for name in os.listdir("/proc"):
            try:
                if name.isdigit() and self.mark.encode() in Path(f"/proc/{name}/environ").read_bytes():
                    found[int(name)] = Path(f"/proc/{name}/comm").read_text().strip()
            except OSError:  # it has ended
                pass
        return found

    def others(self, reapers):
        return [pid for pid, name in self.processes().items()
                if pid != self.process.pid and (name == REAPER) == reapers]

    def strike(self, target, numbers):
        """Kills; False where it ended before."""
        if target == "host":
            self.process.kill()
        elif target == "group":
            os.killpg(self.process.pid, signal.SIGKILL)
        elif target == "all":
            while pids := self.processes():
                kill_each(pids)
        elif target == "own":
            own = [self.process.pid, *self.others(True)]
            for number in (signal.SIGSTOP, signal.SIGKILL):  # none must be faster
                kill_each(own, number)
        else:
            while not (pids := self.others(target == "reaper")):
                if self.listen(0.001):
                    return False
            kill_each([numbers.choice(pids)])
        return True

    def wait(self):
        """Its exit code; None where it hangs."""
        code = self.process.wait() if self.listen(PATIENCE_S) else None
        os.close(self.end)
        os.close(self.terminal)
        return code

    def left(self):
        """What is still there when all had time to end. A process that execs has no environment for a moment."""
        deadline = time.monotonic() + PATIENCE_S / 5
        quiet = 0
        while quiet < 2 and time.monotonic() < deadline:
            found = self.processes()
            quiet = 0 if found else quiet + 1
            time.sleep(0.01)
        return found

    def plans_reported(self):
        """How many plans the progress says are finished."""
        return max((int(number) for number in re.findall(rb"\[(\d+)/\d+\]", self.said)), default=1) - 1
