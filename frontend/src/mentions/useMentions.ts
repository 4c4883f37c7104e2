"use client";

import { useId, useState, type KeyboardEvent, type SyntheticEvent } from "react";
import type { Author } from "@/api/generated/types.gen";
import { startedAt, type Started } from "./mention-at";
import { useCompletions } from "./queries";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Puts the handle where its beginning stands, as if it had been typed. */
function insert(field: HTMLTextAreaElement, { start }: Started, handle: string) {
  const end = field.selectionStart;
  const gap = /^\s/.test(field.value.slice(end)) ? "" : " ";
  field.setRangeText(`@${handle}${gap}`, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What is being typed, as far as it asks for people; `active` is the one of them that is chosen. */
function useTyped() {
  const [typed, setTyped] = useState<(Started & { active: number }) | null>(null);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const look = ({ currentTarget: field }: SyntheticEvent<HTMLTextAreaElement>) => {
    const isCaret = field.selectionStart === field.selectionEnd;
    const next = isCaret ? startedAt(field.value, field.selectionStart) : null;
    if (next?.start !== closedAt) setClosedAt(null);
    if (next?.start === typed?.start && next?.prefix === typed?.prefix) return;
    setTyped(next && { ...next, active: 0 });
  };
  return {
    asked: typed && typed.start !== closedAt ? typed : null,
    look,
    choose: (active: number) => setTyped(typed && { ...typed, active }),
    dismiss: () => setClosedAt(typed?.start ?? null),
    end: () => setTyped(null),
  };
}

/**
 * Completes `@handle` in a field of text, in the pattern of a combobox whose focus stays in the field: arrow keys choose, Enter or
 * Tab takes, Escape closes. Spread `field` into the textarea, and show the `list`.
 */
export function useMentions() {
  const listId = useId();
  const { asked, look, choose, dismiss, end } = useTyped();
  const people = useCompletions(asked?.prefix ?? null);
  const active = Math.min(asked?.active ?? 0, people.length - 1);
  const chosen = asked ? people[active] : undefined;
  const optionId = (person: Author) => `${listId}-${person.id}`;
  const take = (field: HTMLTextAreaElement, person: Author | undefined) => {
    if (asked && person?.handle) insert(field, asked, person.handle);
    end();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!chosen || event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    if (step) choose((active + step + people.length) % people.length);
    else if (event.key === "Escape") dismiss();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) take(event.currentTarget, chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const whileOpen = chosen && {
    role: "combobox",
    "aria-expanded": true,
    "aria-controls": listId,
    "aria-activedescendant": optionId(chosen),
  };
  return {
    field: { "aria-autocomplete": "list" as const, ...whileOpen, onKeyDown, onInput: look, onSelect: look },
    close: end,
    list: chosen ? { id: listId, people, active, optionId, take } : null,
  };
}
