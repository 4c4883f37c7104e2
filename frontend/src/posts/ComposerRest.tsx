"use client";

import type { UseFormReturn } from "react-hook-form";
import type { NewPost } from "@/api/generated/types.gen";
import { Button } from "@/components/form/Button";
import { texts } from "@/texts";
import { RichArea } from "@/writing/RichArea";

const MOST = 10_000;

type Props = { form: UseFormReturn<NewPost>; length: number | undefined; onCancel: () => void };

/** What a post needs beside its title. */
export function ComposerRest({ form, length, onCancel }: Props) {
  return (
    <>
      <RichArea
        label={texts.post.contentField}
        placeholder={texts.post.contentHint}
        hideLabel
        most={MOST}
        length={length}
        error={form.formState.errors.content?.message}
        {...form.register("content")}
      />
      <div className="flex justify-end gap-3">
        <Button onClick={onCancel}>{texts.dialog.cancel}</Button>
        <Button type="submit" kind="primary">
          {texts.post.submit}
        </Button>
      </div>
    </>
  );
}
