import type { Piece } from "./compare";
import { useTranslations } from "next-intl";

const LOOKS = {
  added: "rounded bg-accent-wash px-0.5 underline decoration-accent decoration-2",
  removed: "rounded bg-alarm-wash px-0.5 text-alarm line-through",
};

function Changed({ kind, text }: Piece & { kind: keyof typeof LOOKS }) {
  const t = useTranslations();
  const Element = kind === "added" ? "ins" : "del";
  return (
    <Element className={LOOKS[kind]}>
      <span className="sr-only"> {t(`history.${kind}`)} </span>
      {text}
      <span className="sr-only"> {t("history.end")} </span>
    </Element>
  );
}

/** What changed, for eyes and ears: neither colour nor a line says it alone. */
export function Changes({ pieces }: { pieces: Piece[] }) {
  return pieces.map(({ kind, text }, n) =>
    kind === "same" ? <span key={n}>{text}</span> : <Changed key={n} kind={kind} text={text} />,
  );
}
