import { cva, type VariantProps } from "class-variance-authority";

/** The look of a button, also for a link that should look like one. */
export const buttonClass = cva(
  "inline-flex items-center justify-center gap-2 rounded-control font-medium transition-colors disabled:opacity-60",
  {
    variants: {
      kind: {
        primary: "bg-accent text-on-accent hover:bg-accent-strong",
        secondary: "border border-edge bg-surface text-ink hover:bg-sunken",
        quiet: "text-soft hover:bg-sunken hover:text-ink",
        danger: "bg-alarm text-surface hover:opacity-90",
      },
      size: { small: "min-h-8 px-3 text-sm pointer-coarse:min-h-11", normal: "min-h-11 px-4" },
    },
    defaultVariants: { kind: "secondary", size: "normal" },
  },
);

export type Look = VariantProps<typeof buttonClass>;
