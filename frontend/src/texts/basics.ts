/** What even a page that failed says. Apart from the others, because every page has it with it and may never need it. */
export const basics = {
  product: { name: "Social", tagline: "Posted means posted." },
  noScript: "You can read without JavaScript. To sign in and to write, please turn it on.",
  error: { title: "Something went wrong", hint: "Please try again in a moment.", retry: "Try again" },
};
