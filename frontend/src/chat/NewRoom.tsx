"use client";

import { useId, useRef, useState } from "react";
import { Avatar } from "@/components/Avatar";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { Icon } from "@/components/Icon";
import { useMe } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { othersIn } from "./state/conversations";
import { useConversations } from "./state/queries";
import { useStart } from "./state/useStart";

/** Everybody whom one has a conversation with, by name. */
function usePeople() {
  const me = useMe();
  const { conversations } = useConversations();
  const people = new Map(
    conversations.flatMap((each) => othersIn(each, me?.id ?? "")).map((person) => [person.id, person]),
  );
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function People() {
  const people = usePeople();
  if (people.length === 0) return <p className="text-sm text-soft">{texts.chat.emptyHint}</p>;
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{texts.chat.roomMembers}</legend>
      <div className="max-h-60 space-y-1 overflow-y-auto">
        {people.map((person) => (
          <label key={person.id} className="flex min-h-10 items-center gap-3 rounded-control px-2 hover:bg-sunken">
            <input type="checkbox" name="member" value={person.id} className="size-4 accent-accent" />
            <Avatar person={person} size="small" />
            <span className="min-w-0 truncate">
              <bdi>{person.name}</bdi>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function RoomForm({ onMade, onCancel }: { onMade: () => void; onCancel: () => void }) {
  const { isBusy, complaint, start } = useStart();
  const [isMissing, setMissing] = useState(false);
  const submit = async (form: FormData) => {
    const name = String(form.get("name")).trim();
    setMissing(!name);
    if (!name) return;
    await start({ kind: "room", name, member_ids: form.getAll("member").map(String) });
    onMade();
  };
  return (
    <form
      noValidate
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <Field
        label={texts.chat.roomName}
        name="name"
        maxLength={100}
        error={isMissing ? texts.fields.required : undefined}
      />
      <People />
      <div className="flex justify-end gap-3">
        <Button onClick={onCancel}>{texts.dialog.cancel}</Button>
        <Button type="submit" kind="primary" busy={isBusy}>
          {texts.chat.makeRoom}
        </Button>
      </div>
    </form>
  );
}

/** Makes a room with a name, for people one has a conversation with. */
export function NewRoom() {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const close = () => dialog.current?.close();
  const open = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <Button size="small" onClick={open}>
        <Icon name="add" className="size-4" />
        {texts.chat.newRoom}
      </Button>
      <dialog
        ref={dialog}
        aria-labelledby={id}
        onClose={() => setOpen(false)}
        className="w-[min(26rem,calc(100vw-2rem))] rounded-box border border-line bg-surface p-6 shadow-lift backdrop:bg-[rgb(0_0_0/0.45)]"
      >
        <h2 id={id} className="mb-4 font-serif text-xl">
          {texts.chat.newRoom}
        </h2>
        {isOpen && <RoomForm onMade={close} onCancel={close} />}
      </dialog>
    </>
  );
}
