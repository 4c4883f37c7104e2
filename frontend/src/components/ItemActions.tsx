"use client";

import { useRef, useState } from "react";
import { useTranslations } from "next-intl";
import { ConfirmDialog } from "./ConfirmDialog";
import { Icon } from "./Icon";
import { Menu, MenuItem } from "./Menu";

type Props = {
  thing: "post" | "comment" | "message";
  /** `own`: by its author; `remove`: by a moderator; null: it is somebody else's. */
  right?: "own" | "remove" | null;
  /** Without it, it cannot be changed (any more). */
  onEdit?: () => void;
  onDelete: () => void;
  /** What somebody can do with what others wrote: report it. */
  report?: { label: string; onClick: () => void };
  /** What a moderator can do with a discussion: lock it, or end that. */
  lock?: { label: string; onClick: () => void };
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

type DeleteProps = { thing: Props["thing"]; right: "own" | "remove"; open: boolean; onClose: () => void };

function AskDelete({ thing, right, onConfirm, ...rest }: DeleteProps & { onConfirm: () => void }) {
  const t = useTranslations();
  return (
    <ConfirmDialog
      {...{ onConfirm, ...rest }}
      title={t(`${right}.deleteTitle`, { thing })}
      detail={t(`${right}.deleteDetail`)}
      confirm={t(`${right}.delete`)}
      danger
    />
  );
}

/** What somebody can do with something: change it, delete it after a question, lock it, or report it. */
export function ItemActions({ thing, right = "own", onEdit, onDelete, report, lock, opens, autoFocus }: Props) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  const [isAsking, setAsking] = useState(false);
  return (
    <div ref={place}>
      <Menu label={t("own.actions", { thing })} trigger={<Icon name="more" />} {...{ opens, autoFocus }}>
        {onEdit && <MenuItem onClick={onEdit}>{t("own.edit")}</MenuItem>}
        {right && <MenuItem onClick={() => setAsking(true)}>{t(`${right}.delete`)}</MenuItem>}
        {lock && <MenuItem onClick={lock.onClick}>{lock.label}</MenuItem>}
        {report && <MenuItem onClick={report.onClick}>{report.label}</MenuItem>}
      </Menu>
      {right && (
        <AskDelete
          {...{ thing, right }}
          open={isAsking}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onDelete();
            focusBeside(place.current);
          }}
        />
      )}
    </div>
  );
}
