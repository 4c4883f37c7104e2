/** The texts of the error pages. Those are loaded with every page, so they come without all the other texts. */
export const bare = {
  product: { name: "Social", tagline: "Posted means posted." },
  error: { title: "This page did not work out", hint: "It may well work in a moment.", retry: "Try again" },
};
