"use client";

import { useSyncExternalStore } from "react";
import { areShortcutsOn, onShortcuts, setShortcuts } from "@/components/shortcuts";
import { keyboard as words } from "@/texts/keyboard";
import { Part } from "./Part";

/** Whether single keys do something: who speaks to their computer, or presses keys by accident, turns them off. */
export function Shortcuts() {
  const isOn = useSyncExternalStore(onShortcuts, areShortcutsOn, () => true);
  return (
    <Part title={words.title} lead={words.lead}>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => setShortcuts(event.target.checked)}
          className="size-4 accent-accent"
        />
        {words.isOn}
      </label>
    </Part>
  );
}
