"use client";

import { useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useState, type RefObject } from "react";

/** Which rows are in the page, and the space of those above and below them. */
export type Shown = {
  indexes: number[];
  padding: { paddingTop: number; paddingBottom: number };
  measure: (row: HTMLElement | null) => void;
};

type Props = {
  list: RefObject<HTMLElement | null>;
  count: number;
  keyOf: (index: number) => string;
  /** About how high a row is, in pixels, until it is measured. */
  estimate: number;
  onShown: (shown: Shown | undefined) => void;
};

const OVERSCAN = 4;

/** How far the list begins below the top of the page. */
const topOf = (list: HTMLElement | null) => (list?.getBoundingClientRect().top ?? 0) + window.scrollY;

/** The same, also when what is above it grows. */
function useTop(list: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(() => topOf(list.current));
  useEffect(() => {
    const watch = new ResizeObserver(() => setTop(topOf(list.current)));
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [list]);
  return top;
}

/** The rows that are in the page already: with what is known of them, nothing moves when the others go. */
function measuredRows({ list, keyOf }: Props): VirtualItem[] {
  const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
  return rows.map(({ top, bottom, height }, index) => ({
    key: keyOf(index),
    index,
    start: top + window.scrollY,
    end: bottom + window.scrollY,
    size: height,
    lane: 0,
  }));
}

/** Says which rows of a long list have to be in the page, for as long as it is there. */
export default function RowWindow(props: Props) {
  const { list, count, keyOf, estimate, onShown } = props;
  const scrollMargin = useTop(list);
  const [initialMeasurementsCache] = useState(() => measuredRows(props));
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => estimate,
    overscan: OVERSCAN,
    scrollMargin,
    getItemKey: keyOf,
    initialMeasurementsCache,
  });
  const rows = virtual.getVirtualItems();
  const height = virtual.getTotalSize();
  useLayoutEffect(() => {
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return;
    onShown({
      indexes: rows.map(({ index }) => index),
      padding: {
        paddingTop: first.start - scrollMargin,
        paddingBottom: Math.max(0, height - (last.end - scrollMargin)),
      },
      measure: virtual.measureElement,
    });
  }, [rows, height, scrollMargin, virtual, onShown]);
  useEffect(() => () => onShown(undefined), [onShown]);
  return null;
}
