# SPDX-License-Identifier: MIT
"""watch_live.py OUT COMMAND...: runs a command in a terminal of 100 x 30, or $WIDE x $HIGH, presses q once it has
painted three times, and writes all that it wrote to OUT. Fails unless the terminal is left as it
was."""
import fcntl
import os
import pty
import struct
import sys
import termios
import time

out, command = sys.argv[1], sys.argv[2:]
main, terminal = pty.openpty()
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", int(os.environ.get("HIGH", 30)),
                                                      int(os.environ.get("WIDE", 100)), 0, 0))
before = termios.tcgetattr(terminal)
child = os.fork()
if child == 0:
    os.close(main)
    for fd in range(3):
        os.dup2(terminal, fd)
    os.execvp(command[0], command)
os.set_blocking(main, False)
written, is_pressed, status = b"", False, None
deadline = time.monotonic() + 60
while time.monotonic() < deadline and status is None:
    time.sleep(0.05)
    try:
        written += os.read(main, 1 << 16)
    except BlockingIOError:
        pass
    if written.count(b"\x1b[H") >= 3 and not is_pressed:
        os.write(main, b"q")
        is_pressed = True
    pid, how = os.waitpid(child, os.WNOHANG)
    if pid == child:
        status = how
time.sleep(0.1)
try:
    written += os.read(main, 1 << 16)
except BlockingIOError:
    pass
open(out, "wb").write(written)
if status is None:
    os.kill(child, 9)
    sys.exit("it did not end")
if termios.tcgetattr(terminal) != before:
    sys.exit("the terminal is not as it was")
sys.exit(os.waitstatus_to_exitcode(status))
