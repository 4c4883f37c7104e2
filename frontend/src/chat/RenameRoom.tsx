"use client";

import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import type { Conversation, RoomName } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useTranslations } from "next-intl";
import { useRename } from "./state/useRename";

/** Gives a room another name, for its owner. Everybody sees it at once. */
export function RenameRoom({ conversation }: { conversation: Conversation }) {
  const t = useTranslations();
  const { register, control, formState, handleSubmit } = useForm<RoomName>({
    resolver: resolverFor("zRoomName", t, ["name"]),
    defaultValues: { name: conversation.name ?? "" },
  });
  const typed = useWatch({ control, name: "name" });
  const { write, isBusy, rename, tryAgain } = useRename(conversation);
  const isOver = write?.state === "posted" && typed !== write.body.name;
  return (
    <form method="post" noValidate onSubmit={handleSubmit(rename)} onFocus={preloadSchemas} className="space-y-2">
      <Field
        label={t("chat.roomName")}
        autoComplete="off"
        error={formState.errors.name?.message}
        {...register("name", { setValueAs: (text: string) => text.trim() })}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" size="small" busy={isBusy}>
          {t("members.rename")}
        </Button>
        {write && !isOver && <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} />}
      </div>
    </form>
  );
}
