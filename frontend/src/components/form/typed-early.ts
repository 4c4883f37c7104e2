/**
 * What somebody typed into the form of this id before the page's scripts had come: `useForm` takes it as default values, which would
 * empty the fields otherwise. To be called while the page is rendered first.
 */
export function typedEarly<Names extends string>(
  formId: string,
  names: readonly Names[],
): Partial<Record<Names, string>> {
  if (typeof document === "undefined") return {};
  const form = document.getElementById(formId);
  if (!(form instanceof HTMLFormElement)) return {};
  const typed: Partial<Record<Names, string>> = {};
  for (const name of names) {
    const field = form.elements.namedItem(name);
    if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value)
      typed[name] = field.value;
  }
  return typed;
}
