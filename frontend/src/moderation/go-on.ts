/** After a decision the focus goes on to the next case, or to what says that there is none. */
export function goOn(list: HTMLElement | null, id: string): void {
  const items = [...(list?.querySelectorAll<HTMLElement>("[data-case]") ?? [])];
  const at = items.findIndex((item) => item.dataset.case === id);
  const next = items[at + 1] ?? items[at - 1];
  const target = next?.querySelector<HTMLElement>("article") ?? list;
  // After a dialog, which gives the focus back when it closes, and after the card has gone.
  requestAnimationFrame(() => {
    if (!target) return;
    target.tabIndex = -1;
    target.focus();
  });
}
