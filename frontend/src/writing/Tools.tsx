"use client";

import { useEffect, useEffectEvent, useState, type KeyboardEvent } from "react";
import { classNames } from "@/components/class-names";
import { useTranslations } from "next-intl";
import { apply, MARKS, type Mark } from "./format";
import { MarkIcon } from "./MarkIcon";
import { Preview } from "./Preview";

type Props = { getField: () => HTMLTextAreaElement | null };

const KEYS: Record<string, Mark> = { b: "bold", i: "italic", k: "link" };
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

/** Ctrl, on a Mac Cmd, with B, I or K does what the button does. */
function useKeys({ getField }: Props) {
  const press = useEffectEvent((event: globalThis.KeyboardEvent) => {
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.key.toLowerCase()];
    const field = getField();
    if (!mark || !field || event.target !== field) return;
    event.preventDefault();
    apply(mark, field);
  });
  useEffect(() => {
    const field = getField();
    field?.addEventListener("keydown", press);
    return () => field?.removeEventListener("keydown", press);
  }, [getField]);
}

/** Arrow keys go from button to button of a group that is one stop of Tab. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  if (!step) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const isTurned = getComputedStyle(event.currentTarget).direction === "rtl";
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement) + (isTurned ? -step : step);
  event.preventDefault();
  buttons[(at + buttons.length) % buttons.length]?.focus();
}

function Marks({ getField }: Props) {
  const t = useTranslations();
  const [stop, setStop] = useState<Mark>("bold");
  return (
    <div role="toolbar" aria-label={t("writing.marks")} onKeyDown={moveFocus} className="flex flex-wrap">
      {MARKS.map((mark) => (
        <button
          key={mark}
          type="button"
          tabIndex={mark === stop ? 0 : -1}
          aria-label={t(`writing.mark.${mark}`)}
          title={t(`writing.mark.${mark}`)}
          onFocus={() => setStop(mark)}
          onPointerDown={(event) => event.preventDefault()} // the field keeps focus and selection
          onClick={() => {
            const field = getField();
            if (field) apply(mark, field);
          }}
          className="flex size-9 items-center justify-center rounded-control text-soft hover:bg-sunken hover:text-ink pointer-coarse:size-11"
        >
          <MarkIcon mark={mark} />
        </button>
      ))}
    </div>
  );
}

const TAB = "min-h-9 rounded-control px-3 text-sm text-soft hover:text-ink pointer-coarse:min-h-11";

function Tabs({ isPreview, choose }: { isPreview: boolean; choose: (isPreview: boolean) => void }) {
  const t = useTranslations();
  const tab = (isOther: boolean, says: string) => (
    <button
      type="button"
      role="tab"
      aria-selected={isPreview === isOther}
      tabIndex={isPreview === isOther ? 0 : -1}
      onClick={() => choose(isOther)}
      className={classNames(TAB, isPreview === isOther && "bg-sunken font-semibold text-ink")}
    >
      {says}
    </button>
  );
  return (
    <div role="tablist" aria-label={t("writing.views")} onKeyDown={moveFocus} className="flex gap-1">
      {tab(false, t("writing.write"))}
      {tab(true, t("writing.preview"))}
    </div>
  );
}

/** Buttons for what Markdown can do, and what it will look like. While it is looked at, the field beside it is hidden. */
export function Tools({ getField }: Props) {
  const [preview, setPreview] = useState<string | null>(null);
  useKeys({ getField });
  const isPreview = preview !== null;
  return (
    <div className="peer" data-preview={isPreview || undefined}>
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-3 pb-1">
        <Tabs isPreview={isPreview} choose={(wanted) => setPreview(wanted ? (getField()?.value ?? "") : null)} />
        {!isPreview && <Marks getField={getField} />}
      </div>
      {isPreview && <Preview text={preview} />}
    </div>
  );
}
