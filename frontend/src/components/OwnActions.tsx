"use client";

import { useState } from "react";
import { texts } from "@/texts";
import { ConfirmDialog } from "./ConfirmDialog";
import { Icon } from "./Icon";
import { Menu, MenuItem } from "./Menu";

/** Without `onEdit` it cannot be changed (any more). */
type Props = { what: string; onEdit?: () => void; onDelete: () => void; opens?: "down" | "up" };

/** What an author can do with something of their own: change it, or delete it after a question. */
export function OwnActions({ what, onEdit, onDelete, opens }: Props) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Menu label={texts.own.actions(what)} trigger={<Icon name="more" />} opens={opens}>
        {onEdit && <MenuItem onClick={onEdit}>{texts.own.edit}</MenuItem>}
        <MenuItem onClick={() => setAsking(true)}>{texts.own.delete}</MenuItem>
      </Menu>
      <ConfirmDialog
        open={isAsking}
        title={texts.own.deleteTitle(what)}
        detail={texts.own.deleteDetail}
        confirm={texts.own.delete}
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
