"""What a client may send over a socket: the packets of Engine.IO 4 and Socket.IO 5 that this server has a use for.

Binary packets are none of them: Socket.IO keeps the attachments of one until the last has come. Acks are none either,
as clients are never asked for any.
"""

from collections.abc import Collection

from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet

NAMESPACES = ("/live", "/chat")
PONG, CLOSE, MESSAGE = "3", "1", "4"
NAMESPACE_MAX = 64
DEPTH_MAX = 20


def read(text: str, joined: Collection[str]) -> Packet | None:
    """The packet of Socket.IO in this message from a client that is on these namespaces; None for Engine.IO's `close`.

    Raises ValueError for everything that a client has no reason to send. It is read as python-socketio will read it
    again: what passes here cannot fail there.
    """
    if text == CLOSE:
        return None
    if text[:1] != MESSAGE or text[1:2] not in {"0", "1", "2"}:
        raise ValueError("a packet for which there is no use")
    try:
        packet = Packet(encoded_packet=text[1:])
    except (IndexError, RecursionError) as error:
        raise ValueError("not a packet") from error
    namespace = packet.namespace or "/"
    if packet.attachment_count or len(namespace) > NAMESPACE_MAX or _is_deeper(packet.data, DEPTH_MAX):
        raise ValueError("more than any client needs")
    if packet.packet_type == DISCONNECT and namespace not in NAMESPACES:
        raise ValueError("a namespace without a client")
    if packet.packet_type == EVENT and (
        namespace not in joined or not packet.data or not isinstance(packet.data, list)
    ):
        raise ValueError("not an event")
    return packet


def is_connect(packet: Packet | None) -> bool:
    """Whether the client asks to be let onto a namespace."""
    return packet is not None and packet.packet_type == CONNECT


def _is_deeper(value: object, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)
