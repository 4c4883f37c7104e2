const ITEMS = "main article";
const FIELD = 'main form [name="title"], main form [name="content"]';

const isInSight = (item: Element) => item.getBoundingClientRect().bottom > window.innerHeight / 4;

/** The post or comment that has the focus, or has what has it. */
const current = () => document.activeElement?.closest<HTMLElement>(ITEMS) ?? null;

/** Moves the focus to the post or comment that is so many further on; at first to the first that is in sight. */
function move(by: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>(ITEMS)];
  const here = current();
  const next = here ? items[items.indexOf(here) + by] : items.find(isInSight);
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

/** A button of the post or comment that has the focus, and not of one within it. */
function press(act: "like" | "reply" | "dismiss" | "remove" | "warn"): boolean {
  const here = current();
  const buttons = [...(here?.querySelectorAll<HTMLElement>(`[data-act="${act}"]`) ?? [])];
  const own = buttons.find((button) => button.closest(ITEMS) === here);
  own?.click();
  return own !== undefined;
}

const write = () => document.querySelector<HTMLElement>(FIELD)?.focus();

/** What each key does. */
export const ACTS: Record<string, () => unknown> = {
  j: () => move(1),
  k: () => move(-1),
  n: write,
  c: write,
  // A post is answered with a comment; what was reported is removed.
  r: () => press("reply") || press("remove") || write(),
  d: () => press("dismiss"),
  w: () => press("warn"),
  l: () => press("like"),
};
