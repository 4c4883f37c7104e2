import { classNames } from "./class-names";

type Tables = Record<string, Record<string, string>>;
type Chosen<T extends Tables> = { [Name in keyof T]?: keyof T[Name] };

/** What can be chosen of a look that `variants` has made. */
export type VariantsOf<Look extends (chosen: never) => string> = Omit<NonNullable<Parameters<Look>[0]>, "className">;

/** The class names of something that comes in variants: one of each table, the usual one where none is chosen. */
export function variants<T extends Tables>(base: string, tables: T, usual: Required<Chosen<T>>) {
  return ({ className, ...chosen }: Chosen<T> & { className?: string } = {}): string => {
    const all: Record<string, unknown> = { ...usual };
    for (const [name, value] of Object.entries(chosen)) if (value !== undefined) all[name] = value;
    return classNames(base, ...Object.keys(tables).map((name) => tables[name]![String(all[name])]), className);
  };
}
