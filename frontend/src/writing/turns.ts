const last = new Map<string, Promise<unknown>>();

/** Begins this when the one before it at the same place has ended, well or not. */
export function inTurn<Result>(place: string, begin: () => Promise<Result>): Promise<Result> {
  const turn = (last.get(place) ?? Promise.resolve()).then(begin, begin);
  last.set(place, turn);
  const forget = () => last.get(place) === turn && last.delete(place);
  turn.then(forget, forget);
  return turn;
}
