"use client";
import { useTranslations } from "next-intl";
import { ACTION } from "./action-class";
import { Icon } from "./Icon";
import { useCopy } from "./useCopy";

/** Hands an address of this site on: by what the device has for that, or by copying it. */
export function Share({ path, title }: { path: string; title: string }) {
  const t = useTranslations();
  const { state, copy } = useCopy();
  const share = async () => {
    const url = new URL(path, window.location.origin).href;
    // On a computer the dialog of the system offers less than the clipboard.
    if (navigator.share && matchMedia("(pointer: coarse)").matches)
      return navigator.share({ title, url }).catch(() => undefined);
    await copy(url);
  };
  return (
    <button type="button" onClick={() => void share()} className={ACTION}>
      <Icon name="share" className="size-4.5" />
      <span role="status">{t(`share.${state}`)}</span>
    </button>
  );
}
