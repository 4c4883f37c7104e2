"use client";

import { useSyncExternalStore } from "react";
import { areShortcutsOn, onShortcuts, setShortcuts } from "@/components/shortcuts";
import { useTranslations } from "next-intl";
import { Part } from "./Part";

/** Whether single keys do something: who speaks to their computer, or presses keys by accident, turns them off. */
export function Shortcuts() {
  const t = useTranslations();
  const isOn = useSyncExternalStore(onShortcuts, areShortcutsOn, () => true);
  return (
    <Part title={t("shortcuts.title")} lead={t("shortcuts.lead")}>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => setShortcuts(event.target.checked)}
          className="size-4 accent-accent"
        />
        {t("shortcuts.isOn")}
      </label>
    </Part>
  );
}
