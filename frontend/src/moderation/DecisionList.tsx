"use client";

import { useCallback, useRef, useState, type ReactNode } from "react";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { EndlessList } from "@/lists/EndlessList";
import type { usePages } from "@/lists/usePages";
import { goOn } from "./go-on";

type Props<Item, Came> = {
  items: Item[];
  more: ReturnType<typeof usePages>["more"];
  card: (item: Item, onCame: (came: Came) => void) => ReactNode;
  /** What came of a decision, in words, and whether its item goes from the list with that. */
  say: (came: Came) => string;
  isOver: (came: Came) => boolean;
  empty: { title: string; hint: string };
  label: string;
  estimate: number;
};

/** What moderators decide about, a card each. After a decision it says what came of it, and the focus goes on to the next card. */
export function DecisionList<Item extends { id: string }, Came>(props: Props<Item, Came>) {
  const { items, more, card, say, isOver, empty, label, estimate } = props;
  const [came, setCame] = useState<Came | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const row = useCallback(
    (item: Item) => {
      const onCame = (what: Came) => {
        setCame(what);
        if (isOver(what)) goOn(list.current, item.id);
      };
      return <div data-case={item.id}>{card(item, onCame)}</div>;
    },
    [card, isOver],
  );
  return (
    <div ref={list} className="outline-none">
      <p role="status" className="mb-3 text-sm font-medium empty:hidden">
        {came && say(came)}
      </p>
      {items.length === 0 && !more.has ? (
        <EmptyState {...empty} />
      ) : (
        <EndlessList
          {...{ items, more, row, label, estimate }}
          keyOf={({ id }) => id}
          skeleton={<Skeleton className="h-60" />}
          gap="pb-4"
        />
      )}
    </div>
  );
}
