import { variants, type VariantsOf } from "../variants";

/** The look of a button, also for a link that should look like one. Each has a border: it is what is left where colours are forced. */
export const buttonClass = variants(
  "inline-flex items-center justify-center gap-2 rounded-control border font-medium transition-colors disabled:opacity-60",
  {
    kind: {
      primary: "border-transparent bg-accent text-on-accent hover:bg-accent-strong",
      secondary: "border-edge bg-surface text-ink hover:bg-sunken",
      quiet: "border-transparent text-soft hover:bg-sunken hover:text-ink",
      danger: "border-transparent bg-alarm text-surface hover:opacity-90",
    },
    size: { small: "min-h-8 px-3 text-sm pointer-coarse:min-h-11", normal: "min-h-11 px-4" },
  },
  { kind: "secondary", size: "normal" },
);

export type Look = VariantsOf<typeof buttonClass>;
