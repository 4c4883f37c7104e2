import { useTranslations } from "next-intl";
import { Icon } from "@/components/Icon";

import type { StateWords, WriteState } from "./write";

type Props = { state: WriteState; words?: StateWords };

/** Beside when something was written: a clock while it is on its way, then a tick. It takes no line of its own, so nothing moves. */
export function WriteMark({ state, words = "write" }: Props) {
  const t = useTranslations();
  if (state !== "sending" && state !== "posted") return null;
  return (
    <span role="status" title={t(`${words}.${state}`)} className="inline-flex align-[-0.1875rem]">
      <Icon
        name={state === "sending" ? "clock" : "check"}
        className={state === "sending" ? "size-4" : "size-4 text-accent"}
      />
      <span className="sr-only">{t(`${words}.${state}`)}</span>
    </span>
  );
}
