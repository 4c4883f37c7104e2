/** Why a line is away. `replaced`: newer pages of the same person have taken its place. */
export type Away = "lost" | "replaced";

const PAUSES = { lost: { first: 1_000, most: 30_000 }, replaced: { first: 60_000, most: 600_000 } };
const STEADY_MS = 30_000;

/** How long to wait before the next try: each time twice as long, up to a bound, and never for all pages at the same moment. */
export class Backoff {
  private readonly tries: Record<Away, number> = { lost: 0, replaced: 0 };
  private onSince = Infinity;

  /** The wait in ms. After a connection that has held, it begins at the shortest again. */
  next(away: Away): number {
    if (Date.now() - this.onSince >= STEADY_MS) this.tries.lost = 0;
    this.onSince = Infinity;
    const { first, most } = PAUSES[away];
    const whole = Math.min(most, first * 2 ** this.tries[away]++);
    return whole * (0.5 + Math.random() / 2);
  }

  connected(): void {
    this.onSince = Date.now();
  }

  /** Somebody is looking at this page: whoever was replaced may take a place again. */
  lookedAt(): void {
    this.tries.replaced = 0;
  }
}
