"use client";

import { lazy, Suspense, useEffect, useState, type KeyboardEvent } from "react";
import { useForm, useWatch } from "react-hook-form";
import { preloadSchemas, resolverFor } from "@/api/form-resolver";
import { Avatar } from "@/components/Avatar";
import { Card } from "@/components/Card";
import { classNames } from "@/components/class-names";
import { Field } from "@/components/form/Field";
import { isEnter } from "@/components/form/is-enter";
import { Skeleton } from "@/components/Skeleton";
import { useAhead } from "@/components/useAhead";
import { typedEarly } from "@/components/form/typed-early";
import { useOpening } from "@/writing/useOpening";
import { useTranslations } from "next-intl";
import { draftKeys, queueKeys } from "@/outbox/draft-keys";
import { useOutbox } from "@/outbox/OutboxProvider";
import { useShowPosted } from "@/outbox/useShowPosted";
import { useDraft } from "@/outbox/useDraft";
import { useMe } from "@/session/SessionProvider";
import { useFormSigns } from "@/writing/useFormSigns";
import type { PostText } from "./post-text";
import { usePostChanges } from "./queries";

const EMPTY = { title: "", content: "" };
const FORM = "new-post";

function useNewPost() {
  const t = useTranslations();
  const [typed] = useState(() => typedEarly(FORM, ["title", "content"]));
  const form = useForm<PostText>({
    resolver: resolverFor("zNewPost", t, ["title", "content"]),
    defaultValues: { ...EMPTY, ...typed },
  });
  const written = useWatch({ control: form.control }); // before useDraft, which fills the form
  const dropDraft = useDraft(form, draftKeys.newPost);
  const hasText = Boolean(written.title || written.content || form.formState.errors.content);
  const { isOpen, opening, close } = useOpening({ formId: FORM, hasText });
  const outbox = useOutbox();
  const end = useShowPosted(usePostChanges().showOnTop);
  const empty = () => {
    close();
    form.reset(EMPTY);
    dropDraft();
  };
  const { signs, trap } = useFormSigns();
  const submit = form.handleSubmit((text) => {
    const body = { ...text, form: signs() };
    const { outcome } = outbox.start({ kind: "post.create", queue: queueKeys.newPosts, body });
    empty();
    void outcome.then(end);
  });
  useEffect(() => {
    // Where the rail leads.
    if (window.location.hash === `#${FORM}`) form.setFocus("title");
  }, [form]);
  return {
    form,
    written,
    submit,
    trap,
    cancel: empty,
    isOpen,
    opening: { ...opening, onFocus: both(opening.onFocus) },
  };
}

/** The rules that the text is checked with come while it is typed. */
const both = (open: () => void) => () => {
  open();
  preloadSchemas();
};

const onEnter = (action: () => void) => (event: KeyboardEvent) => {
  if (!isEnter(event)) return;
  event.preventDefault();
  action();
};

const loadRest = () => import("./ComposerRest").then(({ ComposerRest }) => ({ default: ComposerRest }));
/** Nobody waits for it to read the feed. */
const ComposerRest = lazy(loadRest);

/** Writes a post: a line that opens. What is typed survives a reload; once sent it stands above the feed with its state. */
export function PostComposer() {
  const t = useTranslations();
  const me = useMe();
  const post = useNewPost();
  const { form, written, submit, isOpen, opening } = post;
  const { register, formState } = form;
  useAhead(true, loadRest);
  const goOn = onEnter(() => written.title && form.setFocus("content"));
  return (
    <Card as="section" isDense aria-label={t("post.write")} className="mb-3">
      <form {...opening} method="post" noValidate onSubmit={submit} className="flex scroll-mt-24 gap-2.5">
        {me && <Avatar person={me} size="small" className={classNames("mt-1.5", isOpen && "max-sm:hidden")} />}
        <div className="min-w-0 flex-1 space-y-2">
          <Field
            label={t("post.titleField")}
            placeholder={isOpen ? t("post.titleField") : t("post.share")}
            hideLabel
            error={formState.errors.title?.message}
            onKeyDown={goOn}
            className="h-11"
            {...register("title")}
          />
          {isOpen && (
            <Suspense fallback={<Skeleton className="h-40" />}>
              <ComposerRest form={form} length={written.content?.length} onCancel={post.cancel} />
            </Suspense>
          )}
          {post.trap}
        </div>
      </form>
    </Card>
  );
}
