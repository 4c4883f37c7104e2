"use client";

import { useId, useRef, type ChangeEvent, type ClipboardEvent, type DragEvent } from "react";
import type { Me } from "@/api/generated/types.gen";
import { useExplain } from "@/api/useExplain";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/form/Button";
import { useTranslations } from "next-intl";
import { fileIn, FORMATS, refusalOf } from "./picture";
import { usePicture } from "./usePicture";

type Picture = ReturnType<typeof usePicture>;

/** Opens the browser's own dialog; the field itself is hidden, as no browser lets it look like a button. */
function Choose({ picture: { send, isBusy }, described }: { picture: Picture; described: string }) {
  const t = useTranslations();
  const field = useRef<HTMLInputElement>(null);
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    // The same file may be chosen again.
    target.value = "";
    if (file) void send(file);
  };
  return (
    <>
      <input ref={field} type="file" accept={FORMATS} hidden tabIndex={-1} aria-hidden="true" onChange={take} />
      <Button busy={isBusy} aria-describedby={described} onClick={() => field.current?.click()}>
        {t("picture.choose")}
      </Button>
    </>
  );
}

function Actions({ me, picture }: { me: Me; picture: Picture }) {
  const t = useTranslations();
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const { explain } = useExplain();
  const { problem, said, isBusy, remove } = picture;
  const removeIt = async () => {
    // The button goes with the picture.
    row.current?.querySelector("button")?.focus();
    await remove();
  };
  return (
    <div className="min-w-0 flex-1 space-y-2">
      <p className="text-sm text-soft wrap-anywhere">{me.email}</p>
      <div ref={row} className="flex flex-wrap gap-2">
        <Choose picture={picture} described={`${id}-hint ${id}-error`} />
        {me.profile_img && (
          <Button kind="quiet" disabled={isBusy} onClick={() => void removeIt()}>
            {t("picture.remove")}
          </Button>
        )}
      </div>
      <p id={`${id}-hint`} className="text-sm text-soft">
        {t("picture.hint")}
      </p>
      <p id={`${id}-error`} role="alert" className="text-sm font-medium text-alarm empty:hidden">
        {problem && (refusalOf(problem, t) ?? explain(problem))}
      </p>
      <p role="status" className="text-sm text-soft empty:hidden">
        {said}
      </p>
    </div>
  );
}

/** One's picture as others see it, and what changes it: a file that is chosen, dropped here, or pasted. */
export function PictureField({ me }: { me: Me }) {
  const t = useTranslations();
  const picture = usePicture(me);
  const take = (event: DragEvent | ClipboardEvent, transfer: DataTransfer | null) => {
    const file = fileIn(transfer);
    if (!file) return;
    event.preventDefault();
    void picture.send(file);
  };
  return (
    <div
      role="group"
      aria-label={t("picture.label")}
      className="flex flex-wrap items-start gap-4"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer)}
      onPaste={(event) => take(event, event.clipboardData)}
    >
      <Avatar person={{ id: me.id, profile_img: picture.image }} size="large" />
      <Actions me={me} picture={picture} />
    </div>
  );
}
