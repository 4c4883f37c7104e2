/** Begins one thing after the other at each place. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Begins this when the one before it at the same place has ended, well or not. */
  take<Result>(place: string, begin: () => Promise<Result>): Promise<Result> {
    const turn = (this.last.get(place) ?? Promise.resolve()).then(begin, begin);
    this.last.set(place, turn);
    const forget = () => this.last.get(place) === turn && this.last.delete(place);
    turn.then(forget, forget);
    return turn;
  }
}
