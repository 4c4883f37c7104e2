"use client";

import { useState } from "react";
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
};

/** What somebody can do with something: change it, or delete it after a question. */
export function ItemActions({ what, right = "own", onEdit, onDelete, opens }: Props) {
  const [isAsking, setAsking] = useState(false);
  const says = texts[right];
  return (
    <>
      <Menu label={says.actions(what)} trigger={<Icon name="more" />} opens={opens}>
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
        }}
      />
    </>
  );
}
