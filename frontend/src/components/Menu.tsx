"use client";

import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { LoadingFailed } from "./layers/LoadingFailed";
import { fetchAhead, useFetched, useLayers } from "./layers/layers";
import type { ChoiceProps, ItemProps } from "./layers/sheets";
import { classNames } from "./class-names";
import { Tooltip } from "./Tooltip";

const OPENING_KEYS = ["ArrowDown", "ArrowUp"];

type Props = {
  label: string;
  /** Takes the focus when it appears: something that it had opened has gone. */
  autoFocus?: boolean;
  trigger: ReactNode;
  children: ReactNode;
  className?: string;
  opens?: "down" | "up";
  align?: "start" | "end";
};

/** A button that opens a small sheet of actions, which is fetched when it is first wanted. Put `MenuItem`s into it. */
export function Menu({ label, autoFocus, trigger, children, className, opens = "down", align = "end" }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => setOpen(false);
  const { layers, hasFailed } = useLayers(isOpen, close);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close(); // of one that is on its way
    if (!OPENING_KEYS.includes(event.key)) return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <div className={classNames("relative", className)}>
      <Tooltip says={label} isOff={isOpen}>
        <button
          ref={button}
          type="button"
          autoFocus={autoFocus}
          aria-haspopup="menu"
          aria-expanded={isOpen}
          aria-controls={layers ? id : undefined}
          aria-busy={(isOpen && !layers) || undefined}
          {...fetchAhead}
          onClick={() => setOpen(!isOpen)}
          onKeyDown={onKeyDown}
          className="flex min-h-10 min-w-10 items-center justify-center rounded-full hover:bg-sunken"
        >
          <span className="sr-only">{label}</span>
          {trigger}
        </button>
      </Tooltip>
      {layers && <layers.MenuSheet {...{ button, id, label, opens, align, children }} onClose={close} />}
      {hasFailed && <LoadingFailed />}
    </div>
  );
}

/** One action of a menu. Choosing it closes the menu, unless it `staysOpen`. */
export function MenuItem(props: ItemProps) {
  const layers = useFetched();
  return layers && <layers.Item {...props} />;
}

/** One of several in a menu, of which one holds. */
export function MenuChoice<Value extends string>(props: ChoiceProps<Value>) {
  const layers = useFetched();
  return layers && <layers.Choice {...props} />;
}

/** A line between two groups of a menu. */
export function MenuLine() {
  const layers = useFetched();
  return layers && <layers.Line />;
}
