const STORED = "shortcuts";
const WRITABLE = "input, textarea, select, [contenteditable]";
/** What lies above the page has keys of its own. */
const ABOVE = "dialog, [role=dialog], [role=menu]";

const listeners = new Set<() => void>();

/** Calls back when shortcuts are turned on or off. Answers how to stop that. */
export function onShortcuts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether single keys do something in this browser; also where nothing can be kept. */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/** Turns single keys on or off, for this browser. */
export function setShortcuts(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    return; // nothing can be kept here
  }
  listeners.forEach((listener) => listener());
}

/** Whether a key is a shortcut: nobody is writing, nothing lies above the page, and they are not turned off (WCAG 2.1.4). */
export function isShortcut(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !event.defaultPrevented;
  return (
    isPlain && !target?.closest(`${WRITABLE}, ${ABOVE}`) && !document.querySelector("dialog[open]") && areShortcutsOn()
  );
}
