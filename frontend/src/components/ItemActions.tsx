"use client";

import { useRef, useState } from "react";
import { texts } from "@/texts";
import { ConfirmDialog } from "./ConfirmDialog";
import { Icon } from "./Icon";
import { Menu, MenuItem } from "./Menu";

type Props = {
  what: string;
  /** `own`: by its author; `remove`: by a moderator. */
  right?: "own" | "remove";
  /** Without it, it cannot be changed (any more). */
  onEdit?: () => void;
  onDelete: () => void;
  opens?: "down" | "up";
  /** Takes the focus when it appears: a form in its place has gone. */
  autoFocus?: boolean;
};

/** What somebody goes on with when the row of this element is gone: the next row, or the one before, or the page. */
function focusBeside(element: HTMLElement | null) {
  const row = element?.closest("li");
  const beside = row?.nextElementSibling ?? row?.previousElementSibling;
  const target = beside?.querySelector<HTMLElement>("a, button") ?? document.getElementById("content");
  // After the dialog, which gives the focus back when it closes.
  requestAnimationFrame(() => target?.focus());
}

/** What somebody can do with something: change it, or delete it after a question. */
export function ItemActions({ what, right = "own", onEdit, onDelete, opens, autoFocus }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [isAsking, setAsking] = useState(false);
  const says = texts[right];
  return (
    <div ref={place}>
      <Menu label={says.actions(what)} trigger={<Icon name="more" />} {...{ opens, autoFocus }}>
        {onEdit && <MenuItem onClick={onEdit}>{texts.own.edit}</MenuItem>}
        <MenuItem onClick={() => setAsking(true)}>{says.delete}</MenuItem>
      </Menu>
      <ConfirmDialog
        open={isAsking}
        title={says.deleteTitle(what)}
        detail={says.deleteDetail}
        confirm={says.delete}
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          onDelete();
          focusBeside(place.current);
        }}
      />
    </div>
  );
}
