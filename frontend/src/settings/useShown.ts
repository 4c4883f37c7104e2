"use client";

import { useState } from "react";

/** What a control shows, and what it calls with a choice: the choice at once and until `store` has ended, then what is stored.
 *
 * React puts a controlled input back to what it was when its event has set no state, and a query tells of new data
 * later than that: without this the control shows what it was for a moment after each choice.
 */
export function useShown<Value>(
  stored: Value,
  store: (chosen: Value) => Promise<unknown>,
): [Value, (chosen: Value) => void] {
  const [chosen, setChosen] = useState<Value | null>(null);
  const choose = (value: Value) => {
    setChosen(value);
    const end = () => setChosen(null);
    void store(value).then(end, end);
  };
  return [chosen ?? stored, choose];
}
