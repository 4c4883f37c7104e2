"use client";

import { useState } from "react";
import { ApiProblem } from "@/api/problem";
import { Button } from "@/components/form/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { fetchAhead } from "@/components/layers/layers";
import { Icon } from "@/components/Icon";
import { Menu, MenuItem } from "@/components/Menu";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { useTranslations } from "next-intl";
import type { WriteState } from "@/outbox/write";
import { Row, Specimens, Stack } from "./Specimens";
import { samples } from "./samples";

const REFUSED = new ApiProblem({ status: 403, title: "Blocked", detail: samples.refusal });
const NO_ANSWER = new ApiProblem({ status: 0, title: "" });

const writeOf = (state: WriteState, problem: ApiProblem | null = null) => ({
  state,
  problem,
  canTryAgain: problem?.canTryAgain ?? false,
});
const nothing = () => undefined;

/** A write that is sending, posted, refused, and one that can be tried again. */
export function Writes() {
  const t = useTranslations();
  return (
    <Specimens name="writes" title={t("gallery.writes")}>
      <Stack>
        <div>
          <WriteStateLabel write={writeOf("sending")} />
        </div>
        <div>
          <WriteStateLabel write={writeOf("posted")} />
        </div>
        <WriteStateLabel write={writeOf("waiting", NO_ANSWER)} onTryAgain={nothing} onDismiss={nothing} />
        <WriteStateLabel write={writeOf("failed", REFUSED)} onDismiss={nothing} />
      </Stack>
    </Specimens>
  );
}

/** A menu and a question. */
export function Layers() {
  const t = useTranslations();
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <Specimens name="layers" title={t("gallery.menus")}>
      <Row>
        <Menu label={t("gallery.menu")} trigger={<Icon name="more" />} align="start">
          <MenuItem>{t("gallery.edit")}</MenuItem>
          <MenuItem>{t("gallery.delete")}</MenuItem>
        </Menu>
        <Button {...fetchAhead} onClick={() => setAsking(true)}>
          {t("gallery.dialog")}
        </Button>
      </Row>
      <ConfirmDialog
        open={isAsking}
        title={t("gallery.question")}
        detail={t("gallery.detail")}
        confirm={t("gallery.delete")}
        danger
        onConfirm={close}
        onClose={close}
      />
    </Specimens>
  );
}
