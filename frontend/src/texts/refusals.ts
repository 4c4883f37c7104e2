/** What whoever asks for something that is no page is told, as problem details. */
export const refusals = {
  method: { title: "Method not allowed", detail: "Pages are read." },
  malformed: { title: "Malformed request", detail: "The address or a header cannot be decoded." },
};
