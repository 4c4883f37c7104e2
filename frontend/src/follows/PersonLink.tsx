"use client";

import {
  lazy,
  Suspense,
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
} from "react";
import type { Author } from "@/api/generated/types.gen";
import { classNames } from "@/components/class-names";
import { PageLink } from "@/components/PageLink";
import { paths } from "@/routes/paths";

const PersonCard = lazy(() => import("./PersonCard").then(({ PersonCard }) => ({ default: PersonCard })));

const OPENS_AFTER_MS = 400;
/** So long the pointer may be on its way to the card. */
const CLOSES_AFTER_MS = 200;
const CARD_PX = 200;

/** Whether the card is shown, and on which side there is room for it. */
function useCard() {
  const [side, setSide] = useState<"above" | "below" | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (next: () => void, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(next, ms);
  };
  const open = (element: Element) =>
    later(() => {
      const below = document.documentElement.clientHeight - element.getBoundingClientRect().bottom;
      setSide((now) => now ?? (below < CARD_PX ? "above" : "below"));
    }, OPENS_AFTER_MS);
  return { side, open, close: (ms = 0) => later(() => setSide(null), ms) };
}

/** Opens it for a pointer that can hover, and for the keyboard, which reaches what is in it; Escape closes it. */
function useHover() {
  const { side, open, close } = useCard();
  const isMouse = ({ pointerType }: PointerEvent) => pointerType === "mouse";
  return {
    side,
    on: {
      onPointerEnter: (event: PointerEvent) => isMouse(event) && open(event.currentTarget),
      onPointerLeave: (event: PointerEvent) => isMouse(event) && close(CLOSES_AFTER_MS),
      onFocus: (event: FocusEvent) => event.target.matches(":focus-visible") && open(event.currentTarget),
      onBlur: (event: FocusEvent) => !event.currentTarget.contains(event.relatedTarget) && close(),
      onKeyDown: ({ key }: KeyboardEvent) => key === "Escape" && close(),
    },
  };
}

/** The name of a person, which leads to their page; whoever rests on it sees a little more of them. */
export function PersonLink({ person, className }: { person: Author; className: string }) {
  const { side, on } = useHover();
  return (
    <span className="relative flex min-w-0" {...on}>
      <PageLink href={paths.user(person.id)} className={classNames("truncate hover:underline", className)}>
        <bdi>{person.name}</bdi>
      </PageLink>
      {side && (
        <Suspense>
          <PersonCard person={person} side={side} />
        </Suspense>
      )}
    </span>
  );
}
