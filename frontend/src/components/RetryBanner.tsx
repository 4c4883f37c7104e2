import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import { Banner } from "./Banner";
import { Button } from "./form/Button";

type Props = { children: ReactNode; isBusy?: boolean; onTryAgain: () => void };

/** Says that something could not be had, with a button that tries it again. */
export function RetryBanner({ children, isBusy, onTryAgain }: Props) {
  const t = useTranslations();
  const tryAgain = (
    <Button size="small" busy={isBusy} onClick={onTryAgain}>
      {t("write.tryAgain")}
    </Button>
  );
  return (
    <Banner kind="alarm" action={tryAgain}>
      {children}
    </Banner>
  );
}
