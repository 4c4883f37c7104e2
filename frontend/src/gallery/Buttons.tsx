"use client";

import { Button } from "@/components/form/Button";
import { useTranslations } from "next-intl";
import { Row, Specimens, Stack } from "./Specimens";

const KINDS = ["primary", "secondary", "quiet", "danger"] as const;

/** Buttons of all kinds and sizes. */
export function Buttons() {
  const t = useTranslations();
  return (
    <Specimens name="buttons" title={t("gallery.buttons")}>
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
              {t("gallery.busy")}
            </Button>
          ))}
        </Row>
        <Row>
          {KINDS.map((kind) => (
            <Button key={kind} kind={kind} disabled>
              {t("gallery.disabled")}
            </Button>
          ))}
        </Row>
      </Stack>
    </Specimens>
  );
}
