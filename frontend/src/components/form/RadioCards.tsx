import type { ReactNode } from "react";

type Choice<Value extends string> = { value: Value; says: ReactNode; lang?: string };

type Props<Value extends string> = {
  label: string;
  name: string;
  value: Value;
  choices: readonly Choice<Value>[];
  onChoose: (value: Value) => void;
};

/** One of a few choices, each in a box of its own. `lang` is the language that a choice is said in, if it is not that of the page. */
export function RadioCards<Value extends string>({ label, name, value: chosen, choices, onChoose }: Props<Value>) {
  return (
    <fieldset className="grid gap-2 sm:grid-cols-3">
      <legend className="sr-only">{label}</legend>
      {choices.map(({ value, says, lang }) => (
        <label
          key={value}
          lang={lang}
          className="flex min-h-11 items-center gap-3 rounded-control border border-edge px-3.5 text-sm font-medium hover:bg-sunken has-checked:border-accent has-checked:bg-accent-wash"
        >
          <input
            type="radio"
            name={name}
            value={value}
            checked={chosen === value}
            onChange={() => onChoose(value)}
            className="size-4 accent-accent"
          />
          {says}
        </label>
      ))}
    </fieldset>
  );
}
