import type { NewReport } from "@/api/generated/types.gen";

export type Reason = NewReport["reason"];

/** What something can be reported and removed for. */
export const REASONS: readonly Reason[] = ["spam", "harassment", "hate", "violence", "sexual", "illegal", "other"];

/** How long a note may be. */
export const NOTE_MAX = 500;
