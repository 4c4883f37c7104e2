"use client";

import { useState } from "react";
import type { Author } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Banner } from "@/components/Banner";
import { Dialog } from "@/components/Dialog";
import { Button } from "@/components/form/Button";
import { Field } from "@/components/form/Field";
import { Icon } from "@/components/Icon";
import { fetchAhead } from "@/components/layers/layers";
import { useTranslations } from "next-intl";
import { useFoundPeople, useKnownPeople } from "./state/find-people";
import { useStart } from "./state/useStart";

function Choice({ person, isChosen, onChange }: { person: Author; isChosen: boolean; onChange: () => void }) {
  return (
    <label className="flex min-h-10 items-center gap-3 rounded-control px-2 hover:bg-sunken">
      <input
        type="checkbox"
        name="member"
        value={person.id}
        checked={isChosen}
        onChange={onChange}
        className="size-4 accent-accent"
      />
      <Avatar person={person} size="small" />
      <span className="min-w-0 truncate">
        <bdi>{person.name}</bdi> {person.handle && <span className="text-soft">@{person.handle}</span>}
      </span>
    </label>
  );
}

/** Who is to be invited to the room: those one talks with already, and whoever is looked for by name. Who is chosen stays in sight. */
function People() {
  const t = useTranslations();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Author[]>([]);
  const [known, found] = [useKnownPeople(), useFoundPeople(name)];
  const isChosen = ({ id }: Author) => chosen.some((each) => each.id === id);
  const offered = (name.trim() ? found : known).filter((person) => !isChosen(person));
  const toggle = (person: Author) =>
    setChosen(isChosen(person) ? chosen.filter(({ id }) => id !== person.id) : [...chosen, person]);
  return (
    <>
      <Field
        label={t("chat.findPeople")}
        value={name}
        maxLength={80}
        autoComplete="off"
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset>
        <legend className="mb-1 text-sm font-medium">{t("chat.roomMembers")}</legend>
        <div className="max-h-60 space-y-1 overflow-y-auto">
          {[...chosen, ...offered].map((person) => (
            <Choice key={person.id} person={person} isChosen={isChosen(person)} onChange={() => toggle(person)} />
          ))}
        </div>
        {chosen.length + offered.length === 0 && <p className="text-sm text-soft">{t("chat.findHint")}</p>}
        <p className="mt-2 text-sm text-soft">{t("chat.inviteHint")}</p>
      </fieldset>
    </>
  );
}

function RoomForm({ onMade, onCancel }: { onMade: () => void; onCancel: () => void }) {
  const t = useTranslations();
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
        label={t("chat.roomName")}
        name="name"
        maxLength={80}
        error={isMissing ? t("checks.required") : undefined}
      />
      <People />
      <div className="flex justify-end gap-3">
        <Button onClick={onCancel}>{t("dialog.cancel")}</Button>
        <Button type="submit" kind="primary" busy={isBusy}>
          {t("chat.makeRoom")}
        </Button>
      </div>
    </form>
  );
}

/** Makes a room with a name, and invites people to it. */
export function NewRoom() {
  const t = useTranslations();
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button size="small" {...fetchAhead} onClick={() => setOpen(true)}>
        <Icon name="add" className="size-4" />
        {t("chat.newRoom")}
      </Button>
      <Dialog open={isOpen} title={t("chat.newRoom")} onClose={close}>
        <RoomForm onMade={close} onCancel={close} />
      </Dialog>
    </>
  );
}
