/** What even a page that failed says. Apart from the others, because every page has it with it and may never need it. */
export const basics = {
  product: { name: "Social", tagline: "Posted means posted." },
  error: { title: "This page did not work out", hint: "It may well work in a moment.", retry: "Try again" },
};
