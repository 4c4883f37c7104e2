"use client";

import { useState } from "react";
import { ApiProblem } from "@/api/problem";
import { Button } from "@/components/form/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { fetchAhead } from "@/components/layers/layers";
import { Icon } from "@/components/Icon";
import { Menu, MenuItem } from "@/components/Menu";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { gallery } from "@/texts/gallery";
import type { WriteState } from "@/outbox/write";
import { Row, Specimens, Stack } from "./Specimens";

const REFUSED = new ApiProblem({ status: 403, title: gallery.refused, detail: gallery.refused });
const NO_ANSWER = new ApiProblem({ status: 0, title: "" });

const writeOf = (state: WriteState, problem: ApiProblem | null = null) => ({
  state,
  problem,
  canTryAgain: problem?.canTryAgain ?? false,
});
const nothing = () => undefined;

/** A write that is sending, posted, refused, and one that can be tried again. */
export function Writes() {
  return (
    <Specimens name="writes" title={gallery.writes}>
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
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <Specimens name="layers" title={gallery.menus}>
      <Row>
        <Menu label={gallery.menu} trigger={<Icon name="more" />} align="start">
          {gallery.choices.map((choice) => (
            <MenuItem key={choice}>{choice}</MenuItem>
          ))}
        </Menu>
        <Button {...fetchAhead} onClick={() => setAsking(true)}>
          {gallery.dialog}
        </Button>
      </Row>
      <ConfirmDialog
        open={isAsking}
        title={gallery.question}
        detail={gallery.detail}
        confirm={gallery.confirm}
        danger
        onConfirm={close}
        onClose={close}
      />
    </Specimens>
  );
}
