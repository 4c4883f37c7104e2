/** The texts of the place where one writes. */
export const writing = {
  views: "Write or preview",
  write: "Write",
  preview: "Preview",
  empty: "Nothing to preview",
  marks: "Formatting",
  mark: { bold: "Bold", italic: "Italic", quote: "Quote", code: "Code", list: "List", link: "Link" },
};
