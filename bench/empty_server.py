"""An empty python-socketio server, to compare with: connecting with `{"room": …}` enters it, `say` reaches it."""

import sys
from typing import Any

import socketio
import uvicorn

server = socketio.AsyncServer(async_mode="asgi", transports=["websocket"])


@server.on("connect")
async def connect(sid: str, environ: Any, auth: dict[str, str]) -> None:
    """Enter the room."""
    await server.enter_room(sid, auth["room"])


@server.on("say")
async def say(sid: str, body: dict[str, str]) -> dict[str, bool]:
    """Tell the room."""
    await server.emit("message.new", body, room=body["conversation_id"])
    return {"ok": True}


if __name__ == "__main__":
    uvicorn.run(socketio.ASGIApp(server), port=int(sys.argv[1]), log_level="error", ws_per_message_deflate=False)
