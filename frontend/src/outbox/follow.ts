import type { Receipt } from "@/api/generated/types.gen";
import { ApiProblem, toProblem } from "@/api/problem";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;
const GROWTH = 1.7;

/** A pause that can be cut short: by a live event, by Continue, by the network coming back. */
export class Pause {
  private end: (() => void) | null = null;

  /** Resolves after `ms`, or when `cut` is called. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  cut(): void {
    this.end?.();
  }
}

/**
 * Asks for a receipt, with growing pauses, until it says what became of the write. The server being away ends nothing: the write
 * is safe there. Throws only when the receipt cannot be had any more (404, 403).
 */
export async function followReceipt(
  receipt: Receipt,
  fetchReceipt: (id: string) => Promise<Receipt>,
  pause: Pause,
): Promise<Receipt> {
  let latest = receipt;
  for (let ms = FIRST_PAUSE_MS; latest.state === "accepted"; ms = Math.min(ms * GROWTH, LONGEST_PAUSE_MS)) {
    await pause.wait(ms);
    try {
      latest = await fetchReceipt(receipt.id);
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : toProblem(error);
      if (!problem.canTryAgain) throw problem;
    }
  }
  return latest;
}
