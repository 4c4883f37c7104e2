"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { RetryBanner } from "@/components/RetryBanner";
import { Button } from "@/components/form/Button";
import { useHydrated } from "@/components/useHydrated";
import { useTranslations } from "next-intl";

type More = { has: boolean; isFetching: boolean; hasFailed: boolean; fetch: () => void };

type Props<Item> = {
  items: Item[];
  keyOf: (item: Item) => string;
  /** Keep it the same while what it shows is: rows are made anew with another one. */
  row: (item: Item) => ReactNode;
  more: More;
  skeleton: ReactNode;
  end?: string;
  /** About how high a row is, in pixels, until it is measured. */
  estimate: number;
  label: string;
  /** The space below a row. */
  gap?: string;
};

const OVERSCAN = 4;
/** Fetch the next page when so many rows are left below. */
const AHEAD = 6;

function Foot({ more, skeleton, end }: Pick<Props<unknown>, "more" | "skeleton" | "end">) {
  const t = useTranslations();
  if (more.hasFailed) {
    return <RetryBanner onTryAgain={more.fetch}>{t("list.failed")}</RetryBanner>;
  }
  if (more.isFetching)
    return (
      <div role="status" aria-label={t("page.loading")}>
        {skeleton}
      </div>
    );
  if (more.has)
    return (
      <div className="flex justify-center">
        <Button onClick={more.fetch}>{t("list.more")}</Button>
      </div>
    );
  return end ? <p className="py-6 text-center text-sm text-soft">{end}</p> : null;
}

/** How far the list begins below the top of the page, also when what is above it grows. */
function useTop(list: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const watch = new ResizeObserver(() => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [list]);
  return top;
}

/** Fetches the next page before its place is reached. */
function useFetchAhead({ has, isFetching, hasFailed, fetch }: More, last: number, count: number) {
  useEffect(() => {
    if (has && !isFetching && !hasFailed && last >= count - AHEAD) fetch();
  }, [has, isFetching, hasFailed, fetch, last, count]);
}

function useRows<Item>({ items, keyOf, estimate, more }: Props<Item>, list: RefObject<HTMLElement | null>) {
  const isHere = useHydrated();
  const scrollMargin = useTop(list);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimate,
    overscan: OVERSCAN,
    scrollMargin,
    getItemKey: (index) => keyOf(items[index]!),
  });
  const rows = virtual.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  useFetchAhead(more, isHere && last ? last.index : -AHEAD - 1, items.length);
  const isVirtual = isHere && first !== undefined && last !== undefined;
  return {
    indexes: isVirtual ? rows.map(({ index }) => index) : items.map((_, index) => index),
    padding: isVirtual
      ? {
          paddingTop: first.start - scrollMargin,
          paddingBottom: Math.max(0, virtual.getTotalSize() - (last.end - scrollMargin)),
        }
      : undefined,
    measure: virtual.measureElement,
  };
}

/** What a row shows; made anew when its item is another, not each time the list moves. */
const Content = memo(function Content<Item>({ item, row }: { item: Item; row: (item: Item) => ReactNode }) {
  return row(item);
}) as <Item>(props: { item: Item; row: (item: Item) => ReactNode }) => ReactNode;

/**
 * A list without an end, of which only the rows near the window are in the page. The server renders all rows that it has, so that
 * they can be read before any script runs; from then on what is above and below is only space.
 */
export function EndlessList<Item>(props: Props<Item>) {
  const { items, keyOf, row, more, skeleton, end, label, gap = "pb-2" } = props;
  const list = useRef<HTMLUListElement>(null);
  const { indexes, padding, measure } = useRows(props, list);
  return (
    <div>
      <ul ref={list} aria-label={label} style={padding}>
        {indexes.map((index) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={keyOf(item)}
              ref={measure}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={more.has ? -1 : items.length}
              className={gap}
            >
              <Content item={item} row={row} />
            </li>
          );
        })}
      </ul>
      <Foot {...{ more, skeleton, end }} />
    </div>
  );
}
