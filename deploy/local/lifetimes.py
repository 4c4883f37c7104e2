"""Processes that never outlive the one that started them."""

import ctypes
import signal

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(with_signal: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process that signal when the thread that started it ends.

    Call it in the child: as `preexec_fn` of subprocess.Popen, or first thing in a program.
    """
    _libc.prctl(PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)


def die_at_once_with_parent() -> None:
    """`die_with_parent`, with SIGKILL, in the form that `preexec_fn` wants."""
    die_with_parent(signal.SIGKILL)
