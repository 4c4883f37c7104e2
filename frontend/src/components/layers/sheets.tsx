"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Menu } from "@base-ui/react/menu";
import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactNode, RefObject } from "react";
import { classNames } from "../class-names";

const MARGIN_PX = 8;
const SHEET =
  "w-max min-w-56 max-w-[min(20rem,calc(100vw-1rem))] max-h-(--available-height) overflow-y-auto rounded-box border border-line bg-surface p-1.5 text-base text-ink shadow-lift outline-none";
const ITEM =
  "flex min-h-10 w-full cursor-pointer items-center gap-3 rounded-control px-3 text-start text-sm select-none outline-offset-0 data-disabled:cursor-default data-disabled:opacity-60 data-highlighted:bg-sunken pointer-coarse:min-h-11";

type MenuProps = {
  /** What has opened it: it stands beside that, and the focus goes back there. */
  button: RefObject<HTMLButtonElement | null>;
  id: string;
  label: string;
  opens: "down" | "up";
  align: "start" | "end";
  onClose: () => void;
  children: ReactNode;
};

/** The open sheet of a menu: inside the window, with arrow keys, first letters, Home, End and Escape. */
export function MenuSheet({ button, id, label, opens, align, onClose, children }: MenuProps) {
  const close = (_: boolean, { event }: Menu.Root.ChangeEventDetails) => {
    // The button closes it by its own click.
    if (!button.current?.contains(event.target as Node)) onClose();
  };
  return (
    <Menu.Root open modal={false} onOpenChange={close}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={button}
          side={opens === "up" ? "top" : "bottom"}
          align={align}
          sideOffset={MARGIN_PX}
          collisionPadding={MARGIN_PX}
          className="z-40"
        >
          <Menu.Popup id={id} aria-label={label} finalFocus={button} className={SHEET}>
            {children}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

export type ItemProps = {
  onClick?: () => void;
  disabled?: boolean;
  /** It stays open to say what comes of it. */
  staysOpen?: boolean;
  children: ReactNode;
};

/** One action. */
export function Item({ staysOpen = false, ...rest }: ItemProps) {
  return <Menu.Item closeOnClick={!staysOpen} className={ITEM} {...rest} />;
}

export type ChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  choices: readonly { value: Value; says: ReactNode }[];
  onChoose: (value: Value) => void;
};

/** One of several, of which one holds. */
export function Choice<Value extends string>({ label, value, choices, onChoose }: ChoiceProps<Value>) {
  return (
    <Menu.RadioGroup aria-label={label} value={value} onValueChange={onChoose}>
      {choices.map((each) => (
        <Menu.RadioItem
          key={each.value}
          value={each.value}
          closeOnClick
          className={classNames(ITEM, "data-checked:font-semibold data-checked:text-accent")}
        >
          {each.says}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

/** A line between groups of actions. */
export function Line() {
  return <Menu.Separator className="mx-2 my-1.5 border-t border-line" />;
}

type DialogProps = { title: string; wide?: boolean; onClose: () => void; children: ReactNode };

/** An open dialog: the page behind it waits, and cannot be reached until it is closed. */
export function DialogSheet({ title, wide = false, onClose, children }: DialogProps) {
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Dialog.Popup
          className={classNames(
            "fixed inset-0 z-40 m-auto h-fit max-h-[calc(100dvh-2rem)] space-y-4 overflow-y-auto rounded-box border border-line bg-surface p-6 text-base text-ink shadow-lift outline-none",
            wide ? "w-[min(42rem,calc(100vw-2rem))]" : "w-[min(26rem,calc(100vw-2rem))]",
          )}
        >
          <Dialog.Title className="text-xl font-semibold wrap-anywhere">{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type TooltipProps = { anchor: RefObject<HTMLElement | null>; says: string; onClose: () => void };

/**
 * What is said beside something that has no words, a moment after the pointer came to rest there. There is no gap between the two: one can
 * go over to it with the pointer.
 */
export function TooltipSheet({ anchor, says, onClose }: TooltipProps) {
  return (
    <Tooltip.Root open onOpenChange={onClose}>
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={anchor} collisionPadding={MARGIN_PX} className="tooltip z-50 py-1.5">
          <Tooltip.Popup
            aria-hidden="true"
            className="rounded-control border border-transparent bg-ink px-2 py-1 text-xs text-paper"
          >
            {says}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
