"""HTTP and WebSocket as uvicorn speaks them, with bounds for clients that never finish what they begin."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

REQUEST_S = 10.0
FRAGMENTS_MAX = 64
# What came in one read is unpacked before any of it is looked at.
UNREAD_MAX = 256


class Http(H11Protocol):
    """A connection on which each request has to come within REQUEST_S."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_response_complete(self) -> None:
        """Wait for the next."""
        super().on_response_complete()
        self._wait()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; with an answer under way, only end. Whoever still makes one, makes it for nobody."""
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def _wait(self) -> None:
        self.loop.call_later(REQUEST_S, self._look, self.scope)

    def _look(self, last: Any) -> None:
        if self.scope is last:
            self.transport.close()


class WebSocket(WebSocketsSansIOProtocol):
    """A WebSocket that ends when its client sends without reading, or fragments without end."""

    def handle_ping(self) -> None:
        """Answer, unless answers pile up because the client does not read."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.transport.abort()

    def handle_cont(self, event: Frame) -> None:
        """Take one more fragment of a message. Empty ones count too."""
        if len(self.frames) < FRAGMENTS_MAX:
            super().handle_cont(event)
        else:
            self._fail(CloseCode.MESSAGE_TOO_BIG)

    def send_receive_event_to_app(self) -> None:
        """Pass a message on, if it is text and not one of too many."""
        try:
            if self.curr_msg_data_type == "text":
                b"".join(self.frames).decode()
        except UnicodeDecodeError:
            # uvicorn would end it, too, with a trace in the log.
            return self._fail(CloseCode.INVALID_DATA)
        if self.queue.qsize() > UNREAD_MAX:
            return self.transport.abort()
        return super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """End a connection that says what is no WebSocket. To one that was told so already nothing is said."""
        if self.conn.close_sent is None:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE})
            return self.transport.abort()
        return super().handle_parser_exception()

    def _fail(self, code: CloseCode) -> None:
        self.frames = []
        self.conn.fail(code)
        self.handle_parser_exception()
