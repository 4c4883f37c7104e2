"use client";

import { lazy, memo, Suspense, useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { RetryBanner } from "@/components/RetryBanner";
import { Button } from "@/components/form/Button";
import { useHydrated } from "@/components/useHydrated";
import { useTranslations } from "next-intl";
import type { Shown } from "./RowWindow";

const RowWindow = lazy(() => import("./RowWindow"));

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

/** With more rows than these only those near the window are in the page. */
const SHORT = 30;
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

/** Fetches the next page before its place is reached. */
function useFetchAhead({ has, isFetching, hasFailed, fetch }: More, isNear: boolean) {
  useEffect(() => {
    if (has && !isFetching && !hasFailed && isNear) fetch();
  }, [has, isFetching, hasFailed, fetch, isNear]);
}

/** Whether somebody has come near the end of a list of so many rows, all of which are in the page. */
function useNear(list: RefObject<HTMLElement | null>, count: number, isOn: boolean): boolean {
  const [near, setNear] = useState<number>();
  useEffect(() => {
    const row = list.current?.children[Math.max(0, count - AHEAD)];
    if (!isOn || !row) return;
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some((each) => each.isIntersecting || each.boundingClientRect.top < 0)) setNear(count);
      },
      { rootMargin: "50% 0px" },
    );
    watch.observe(row);
    return () => watch.disconnect();
  }, [list, count, isOn]);
  return near === count;
}

/** Which rows are in the page: all, until they are many. What chooses among many is fetched then. */
function useRows<Item>({ items, keyOf, estimate, more }: Props<Item>, list: RefObject<HTMLElement | null>) {
  const isHere = useHydrated();
  const isLong = isHere && items.length > SHORT;
  const [chosen, setChosen] = useState<Shown>();
  const keyAt = useCallback((index: number) => keyOf(items[index]!), [items, keyOf]);
  const shown = isLong ? chosen : undefined;
  const isNear = useNear(list, items.length, isHere && !shown);
  useFetchAhead(more, shown ? (shown.indexes.at(-1) ?? 0) >= items.length - AHEAD : isNear);
  return {
    indexes: shown?.indexes ?? items.map((_, index) => index),
    padding: shown?.padding,
    measure: shown?.measure,
    rowWindow: isLong && (
      <Suspense>
        <RowWindow list={list} count={items.length} keyOf={keyAt} estimate={estimate} onShown={setChosen} />
      </Suspense>
    ),
  };
}

/** What a row shows; made anew when its item is another, not each time the list moves. */
const Content = memo(function Content<Item>({ item, row }: { item: Item; row: (item: Item) => ReactNode }) {
  return row(item);
}) as <Item>(props: { item: Item; row: (item: Item) => ReactNode }) => ReactNode;

/**
 * A list without an end. Once it is long, only the rows near the window are in the page, and what is above and below is only space.
 * The server renders all rows that it has, so that they can be read before any script runs.
 */
export function EndlessList<Item>(props: Props<Item>) {
  const { items, keyOf, row, more, skeleton, end, label, gap = "pb-2" } = props;
  const list = useRef<HTMLUListElement>(null);
  const { indexes, padding, measure, rowWindow } = useRows(props, list);
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
      {rowWindow}
      <Foot {...{ more, skeleton, end }} />
    </div>
  );
}
