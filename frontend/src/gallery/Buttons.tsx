"use client";

import { Button } from "@/components/form/Button";
import { gallery } from "@/texts/gallery";
import { Row, Specimens, Stack } from "./Specimens";

const KINDS = ["primary", "secondary", "quiet", "danger"] as const;

/** Buttons of all kinds and sizes. */
export function Buttons() {
  return (
    <Specimens name="buttons" title={gallery.buttons}>
      <Stack>
        <Row>
          {KINDS.map((kind) => (
            <Button key={kind} kind={kind}>
              {kind}
            </Button>
          ))}
        </Row>
        <Row>
          {KINDS.map((kind) => (
            <Button key={kind} kind={kind} size="small">
              {kind}
            </Button>
          ))}
        </Row>
        <Row>
          {KINDS.map((kind) => (
            <Button key={kind} kind={kind} busy>
              {gallery.busy}
            </Button>
          ))}
        </Row>
        <Row>
          {KINDS.map((kind) => (
            <Button key={kind} kind={kind} disabled>
              {gallery.disabled}
            </Button>
          ))}
        </Row>
      </Stack>
    </Specimens>
  );
}
