"use client";

import { useRef, useState } from "react";
import { useTranslations } from "next-intl";
import { ConfirmDialog } from "./ConfirmDialog";
import { Icon } from "./Icon";
import { Menu, MenuItem } from "./Menu";

type Props = {
  thing: "post" | "comment" | "message";
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
export function ItemActions({ thing, right = "own", onEdit, onDelete, opens, autoFocus }: Props) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  const [isAsking, setAsking] = useState(false);
  return (
    <div ref={place}>
      <Menu label={t(`${right}.actions`, { thing })} trigger={<Icon name="more" />} {...{ opens, autoFocus }}>
        {onEdit && <MenuItem onClick={onEdit}>{t("own.edit")}</MenuItem>}
        <MenuItem onClick={() => setAsking(true)}>{t(`${right}.delete`)}</MenuItem>
      </Menu>
      <ConfirmDialog
        open={isAsking}
        title={t(`${right}.deleteTitle`, { thing })}
        detail={t(`${right}.deleteDetail`)}
        confirm={t(`${right}.delete`)}
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
