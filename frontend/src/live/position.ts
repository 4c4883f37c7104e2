/**
 * The `seq` up to which everything was heard in all rooms. Each room catches up by itself when it is joined: until all have, only the
 * position from before is safe to come back with.
 */
export class Position {
  private settled: number | null = null;
  private heard = 0;
  private joining = 0;
  private connection = 0;

  /** What to come back with; null before anything is known. */
  get(): number | null {
    return this.settled;
  }

  /** Where a client begins that knew nothing. */
  start(seq: number): void {
    this.settled ??= seq;
  }

  hear(seq: number): void {
    this.heard = Math.max(this.heard, seq);
    if (this.joining === 0 && this.heard > 0) this.settled = Math.max(this.settled ?? 0, this.heard);
  }

  /** A room is being joined. Call the answer when it is, with the `seq` that the server gave. */
  join(): (seq?: number) => void {
    const connection = this.connection;
    this.joining += 1;
    return (seq = 0) => {
      if (connection !== this.connection) return;
      this.joining -= 1;
      this.hear(seq);
    };
  }

  /** The connection is gone, and with it what was heard while rooms were being joined. */
  cut(): void {
    this.connection += 1;
    this.joining = 0;
    this.heard = 0;
  }
}
