/** The look of what one can do below a post or a comment: an icon with a word or a number. */
export const ACTION =
  "flex min-h-8 pointer-coarse:min-h-11 items-center gap-1.5 rounded text-sm text-soft hover:text-accent aria-pressed:text-accent";
