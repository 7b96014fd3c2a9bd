"""Hears from the system that the computer is about to sleep, where the system says so.

Linux: logind's ``PrepareForSleep`` on the system bus. Windows: ``WM_POWERBROADCAST``. Where neither
is heard, ``InactivityWatch`` sees at waking up that the clock has jumped.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Final

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
    Slot,
)

_LOGIND: Final = "org.freedesktop.login1"
_PATH: Final = "/org/freedesktop/login1"
_INTERFACE: Final = "org.freedesktop.login1.Manager"
_SIGNAL: Final = "PrepareForSleep"
_WM_POWERBROADCAST: Final = 0x0218
_PBT_APMSUSPEND: Final = 0x0004
_BUS_NAME: Final = "cem_desktop_sleep"


class WindowsMessage(ctypes.Structure):
    """The beginning of Windows' ``MSG``."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("w_param", ctypes.c_size_t),
        ("l_param", ctypes.c_ssize_t),
    )


def says_suspend(event_type: bytes, address: int) -> bool:
    """Tell whether a native event of Windows says that the computer goes to sleep."""
    if not event_type.startswith(b"windows") or not address:
        return False
    message = WindowsMessage.from_address(address)
    return (message.message, message.w_param) == (_WM_POWERBROADCAST, _PBT_APMSUSPEND)


class SleepWatch(QObject):
    """Tells that the computer is about to sleep."""

    falling_asleep = Signal()

    def __init__(self, parent: QObject) -> None:
        """Hear nothing yet."""
        super().__init__(parent)
        self._filter: _NativeFilter | None = None
        self._hears = False

    def listen(self, address: str = "") -> bool:
        """Begin to listen; say whether this system is able to tell.

        Args:
            address: Of the message bus; the system's by default, tests give their own.
        """
        if not self._hears:
            if sys.platform == "win32":
                self._hears = self._listen_to_windows()
            elif sys.platform == "linux":
                self._hears = self._listen_to_logind(address)
        return self._hears

    def _listen_to_windows(self) -> bool:
        application = QCoreApplication.instance()
        if application is None:
            return False
        self._filter = _NativeFilter(self)
        application.installNativeEventFilter(self._filter)
        return True

    def _listen_to_logind(self, address: str) -> bool:
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return False
        bus = (
            QDBusConnection.connectToBus(address, f"{_BUS_NAME} {address}")
            if address
            else QDBusConnection.systemBus()
        )
        if not bus.isConnected():
            return False
        # PySide6 takes the slot as a text, whatever its stubs say (tried with 6.12).
        slot: Any = SLOT("on_prepare(bool)")
        service = "" if address else _LOGIND
        return bool(bus.connect(service, _PATH, _INTERFACE, _SIGNAL, self, slot))

    @Slot(bool)
    def on_prepare(self, is_beginning: bool) -> None:  # noqa: FBT001  (logind's signal)
        """Hear logind: true before the sleep, false after it."""
        if is_beginning:
            self.falling_asleep.emit()


class _NativeFilter(QAbstractNativeEventFilter):
    """Looks at each message of Windows on its way."""

    def __init__(self, watch: SleepWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(
        self, event_type: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Tell of a suspend; every message goes on its way."""
        kind = event_type.data() if isinstance(event_type, QByteArray) else event_type
        if says_suspend(bytes(kind), int(message)):
            self._watch.falling_asleep.emit()
        return False, 0
