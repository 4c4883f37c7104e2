"use client";

import type { UseFormReturn } from "react-hook-form";
import { Button } from "@/components/form/Button";
import { useTranslations } from "next-intl";
import type { PostText } from "./post-text";
import { RichArea } from "@/writing/RichArea";

const MOST = 10_000;

type Props = { form: UseFormReturn<PostText>; length: number | undefined; onCancel: () => void };

/** What a post needs beside its title. */
export function ComposerRest({ form, length, onCancel }: Props) {
  const t = useTranslations();
  return (
    <>
      <RichArea
        label={t("post.contentField")}
        placeholder={t("post.contentHint")}
        hideLabel
        most={MOST}
        length={length}
        error={form.formState.errors.content?.message}
        {...form.register("content")}
      />
      <div className="flex justify-end gap-3">
        <Button onClick={onCancel}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind="primary">
          {t("post.submit")}
        </Button>
      </div>
    </>
  );
}
