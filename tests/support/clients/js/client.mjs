// A Socket.IO client that does what it reads on stdin and tells on stdout what it hears: a JSON object a line.
//   {"do": "connect", "url": "http://127.0.0.1:8001", "namespace": "/chat", "headers": {"Cookie": "…"}, "auth": {"csrf": "…"}}
//   {"do": "emit", "event": "message.send", "data": {…}, "id": 1}   told as {"what": "ack", "id": 1, "data": …}
//   {"do": "cut"}          the connection breaks; the client comes back by itself, from where it was in each room
//   {"do": "disconnect"}
import readline from "node:readline";
import { io } from "socket.io-client";

const tell = (heard) => process.stdout.write(JSON.stringify(heard) + "\n");
let socket;
let lastSeq, rooms;

function connect({ url, namespace, headers, auth }) {
  [lastSeq, rooms] = [auth.last_seq, {}];
  socket = io(url + namespace, {
    transports: ["websocket"],
    extraHeaders: headers,
    reconnectionDelay: 50,
    reconnectionDelayMax: 500,
    auth: (give) => give(lastSeq === undefined ? auth : { ...auth, last_seq: lastSeq, rooms }),
  });
  socket.on("connect", () => tell({ what: "connect" }));
  socket.on("disconnect", (reason) => tell({ what: "disconnect", reason }));
  socket.on("connect_error", (error) => tell({ what: "connect_error", message: error.message, data: error.data }));
  socket.onAny((event, data) => {
    if (event === "hello") lastSeq ??= data.seq;
    if (event === "position") [lastSeq, rooms] = [data.seq, {}];
    for (const room of data?.rooms ?? []) rooms[room] = data.seq;
    tell({ what: "event", event, data });
  });
}

const actions = {
  connect,
  emit: ({ event, data, id }) => socket.emit(event, data, (answer) => tell({ what: "ack", id, data: answer })),
  cut: () => socket.io.engine?.close(),
  disconnect: () => socket.disconnect(),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const command = JSON.parse(line);
  actions[command.do](command);
}).on("close", () => process.exit(0));
