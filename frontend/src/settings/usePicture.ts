"use client";

import { useEffect, useState } from "react";
import type { ApiProblem } from "@/api/problem";
import type { Me } from "@/api/generated/types.gen";
import { queueKeys } from "@/outbox/draft-keys";
import type { NewWrite } from "@/outbox/write";
import { useOutbox, useWrites } from "@/outbox/OutboxProvider";
import { useTranslations } from "next-intl";
import { toSend } from "./picture";
import { useRefresh } from "./useRefresh";

/** The address of a file that was chosen instead of the picture that is shown, until another one is shown. */
function useChosen(shown: string | null) {
  const [chosen, setChosen] = useState<{ address: string; insteadOf: string | null } | null>(null);
  useEffect(() => (chosen ? () => URL.revokeObjectURL(chosen.address) : undefined), [chosen]);
  return {
    address: chosen?.insteadOf === shown ? chosen.address : null,
    choose: (file: Blob) => setChosen({ address: URL.createObjectURL(file), insteadOf: shown }),
    drop: () => setChosen(null),
  };
}

/** Changes one's picture. `image` is the one to show: a chosen one at once, and the one before if it is refused. */
export function usePicture(me: Me) {
  const t = useTranslations();
  const outbox = useOutbox();
  const refresh = useRefresh();
  const chosen = useChosen(me.profile_img);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [said, setSaid] = useState("");
  const isBusy = useWrites(queueKeys.picture).at(-1)?.state === "sending";

  const write = async (asked: NewWrite<"user.set_picture"> | NewWrite<"user.edit">, done: string) => {
    setProblem(null);
    setSaid("");
    const { key, outcome } = outbox.start(asked);
    const { state, write } = await outcome;
    outbox.dismiss(key);
    if (state === "failed") {
      chosen.drop();
      return setProblem(write.problem);
    }
    await refresh();
    setSaid(done);
  };

  const send = async (file: Blob) => {
    if (isBusy) return;
    chosen.choose(file);
    const body = await toSend(file);
    await write({ kind: "user.set_picture", queue: queueKeys.picture, body }, t("picture.saved"));
  };
  const remove = () =>
    write({ kind: "user.edit", queue: queueKeys.picture, body: { profile_img: null } }, t("picture.removed"));
  return { image: chosen.address ?? me.profile_img, send, remove, problem, said, isBusy };
}
