"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/form/Button";
import { look, turnOff, turnOn, type State } from "@/push/pushes";
import { useTranslations } from "next-intl";
import { Part } from "./Part";
import { QueryBoundary } from "./QueryBoundary";

const KEY = ["push"];

/** How pushes are in this browser, and how to turn them on and off. */
function usePushes() {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: look });
  const change = useMutation({
    mutationFn: (isOn: boolean) => (isOn ? turnOff() : turnOn()),
    onSuccess: (state) => queries.setQueryData<State>(KEY, state),
    onError: () => void queries.invalidateQueries({ queryKey: KEY }),
  });
  return { query, change };
}

/** Whether this browser shows what one is told of while the site is not open. */
export function ThisDevice() {
  const t = useTranslations();
  const { query, change } = usePushes();
  return (
    <Part title={t("push.title")} lead={t("push.lead")}>
      <QueryBoundary query={query}>
        {(state) => (
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p role="status" className="text-sm text-soft">
              {t(`push.${state}`)}
            </p>
            {(state === "on" || state === "off") && (
              <Button size="small" busy={change.isPending} onClick={() => change.mutate(state === "on")}>
                {state === "on" ? t("push.turnOff") : t("push.turnOn")}
              </Button>
            )}
          </div>
        )}
      </QueryBoundary>
      <p role="alert" className="text-sm text-alarm empty:hidden">
        {change.isError && t("push.failed")}
      </p>
    </Part>
  );
}
