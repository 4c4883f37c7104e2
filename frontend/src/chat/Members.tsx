"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { Author, Conversation } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Banner } from "@/components/Banner";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { PageLink } from "@/components/PageLink";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { RenameRoom } from "./RenameRoom";
import { useFoundPeople } from "./state/find-people";
import { useMembers } from "./state/useMembers";

function Person({ person, about, children }: { person: Author; about?: string | false; children?: ReactNode }) {
  return (
    <li className="flex min-h-12 items-center gap-3">
      <Avatar person={person} size="small" />
      <span className="min-w-0 flex-1">
        <PageLink href={paths.user(person.id)} className="block truncate font-semibold hover:underline">
          <bdi>{person.name}</bdi>
        </PageLink>
        <span className="block truncate text-sm text-soft">
          {[person.handle && `@${person.handle}`, about].filter(Boolean).join(" · ")}
        </span>
      </span>
      {children}
    </li>
  );
}

type Room = { conversation: Conversation; meId: string };
type Changes = ReturnType<typeof useMembers>;

type InvitedProps = { person: Author; changes: Changes; onWithdraw: false | ((button: HTMLElement) => void) };

function Invited({ person, changes, onWithdraw }: InvitedProps) {
  const t = useTranslations();
  return (
    <Person person={person} about={t("members.isInvited")}>
      {onWithdraw && (
        <Button
          size="small"
          busy={changes.isBusy}
          aria-label={t("members.withdrawWhom", { name: person.name })}
          onClick={({ currentTarget }) => onWithdraw(currentTarget)}
        >
          {t("members.withdraw")}
        </Button>
      )}
    </Person>
  );
}

function MemberList({ conversation, meId, changes }: Room & { changes: Changes }) {
  const t = useTranslations();
  const { members, invited, owner_id: owner } = conversation;
  const list = useRef<HTMLUListElement>(null);
  const takeOut = (person: Author, how: "remove" | "withdraw", button: HTMLElement) => {
    // The button goes with its row: a dialog that loses what has the focus puts it elsewhere, now or a moment later.
    list.current?.focus();
    void changes[how](person).catch(() => button.focus());
  };
  return (
    <ul ref={list} tabIndex={-1} aria-label={t("members.list")} className="max-h-60 overflow-y-auto rounded-control">
      {members.map((person) => (
        <Person key={person.id} person={person} about={person.id === owner && t("members.owner")}>
          {owner === meId && person.id !== meId && (
            <Button
              size="small"
              busy={changes.isBusy}
              aria-label={t("members.removeWhom", { name: person.name })}
              onClick={({ currentTarget }) => takeOut(person, "remove", currentTarget)}
            >
              {t("members.remove")}
            </Button>
          )}
        </Person>
      ))}
      {invited.map((person) => (
        <Invited
          key={person.id}
          {...{ person, changes }}
          onWithdraw={owner === meId && ((button) => takeOut(person, "withdraw", button))}
        />
      ))}
    </ul>
  );
}

const isThere = ({ members, invited }: Conversation, { id }: Author) =>
  [...members, ...invited].some((each) => each.id === id);

/** Whom the owner may invite: whoever is looked for by name, and is neither there nor invited. */
function InvitePeople({ conversation, changes }: Pick<Room, "conversation"> & { changes: Changes }) {
  const t = useTranslations();
  const [name, setName] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const found = useFoundPeople(name).filter((person) => !isThere(conversation, person));
  const invite = (person: Author, button: HTMLElement) => {
    // As in the list above: the row may be gone before the answer is there.
    field.current?.focus();
    void changes.invite(person).then(
      () => setName(""),
      () => button.focus(),
    );
  };
  return (
    <div className="space-y-2">
      <Field
        ref={field}
        label={t("members.field")}
        value={name}
        maxLength={80}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <ul aria-label={t("members.found")} className="max-h-40 overflow-y-auto">
        {found.map((person) => (
          <Person key={person.id} person={person}>
            <Button
              size="small"
              busy={changes.isBusy}
              aria-label={t("members.inviteWhom", { name: person.name })}
              onClick={({ currentTarget }) => invite(person, currentTarget)}
            >
              {t("members.invite")}
            </Button>
          </Person>
        ))}
      </ul>
    </div>
  );
}

/** Leaves a room, and its page. Whoever was in the dialog, which goes with that, is in the content of the page then. */
function useLeave({ conversation, meId }: Room, onFailed: () => void) {
  const router = useRouter();
  const { remove, isBusy, complaint } = useMembers(conversation.id);
  const isLeaving = useRef(false);
  useEffect(() => () => void (isLeaving.current && document.getElementById("content")?.focus()), []);
  const me = conversation.members.find(({ id }) => id === meId);
  const fail = () => {
    isLeaving.current = false;
    onFailed();
  };
  const leave = () => {
    if (!me) return;
    isLeaving.current = true;
    void remove(me).then(() => router.replace(paths.chat), fail);
  };
  return { leave, isBusy, complaint };
}

type Doing = { onLeave: () => void; onClose: () => void };

function Content({ conversation, meId, onLeave, onClose }: Room & Doing) {
  const t = useTranslations();
  const changes = useMembers(conversation.id);
  const isOwner = conversation.owner_id === meId;
  const { done, complaint } = changes;
  return (
    <>
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <p role="status" className="text-sm text-soft empty:hidden">
        {done && t(`members.done.${done.what}`, { name: done.person.name })}
      </p>
      <MemberList {...{ conversation, meId, changes }} />
      {isOwner && <InvitePeople {...{ conversation, changes }} />}
      {isOwner && <RenameRoom conversation={conversation} />}
      <div className="flex justify-between gap-3 pt-2">
        <Button onClick={onLeave}>{t("members.leave")}</Button>
        <Button onClick={onClose}>{t("dialog.close")}</Button>
      </div>
    </>
  );
}

/** Who is in a room, and who is invited. Its owner invites and removes people, and renames it; everybody may leave. */
export function Members({ open, onClose, ...room }: Room & { open: boolean; onClose: () => void }) {
  const t = useTranslations();
  const { conversation, meId } = room;
  const [isAsking, setAsking] = useState(false);
  const { leave, isBusy, complaint } = useLeave(room, () => setAsking(false));
  return (
    <>
      <Dialog open={open} title={t("members.title", { room: conversation.name ?? "" })} onClose={onClose}>
        {complaint && <Banner kind="alarm">{complaint}</Banner>}
        {open && <Content {...room} onLeave={() => setAsking(true)} onClose={onClose} />}
      </Dialog>
      {/* Beside the other, which would hear of its end and take it for its own. */}
      <ConfirmDialog
        open={isAsking}
        title={t("members.leaveTitle", { room: conversation.name ?? "" })}
        detail={conversation.owner_id === meId ? t("members.leaveAsOwner") : t("members.leaveDetail")}
        confirm={t("members.leave")}
        danger
        busy={isBusy}
        onConfirm={leave}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
