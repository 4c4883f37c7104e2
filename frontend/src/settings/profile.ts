import type { Resolver } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import { handleOf } from "@/api/handle";
import type { Translate } from "@/i18n/translate";
import type { Me, UserChanges } from "@/api/generated/types.gen";

export const FIELDS = ["name", "handle"] as const;

/** What stands in the form; a picture is sent apart. */
export type ProfileValues = { name: string; handle: string };

export const valuesOf = ({ name, handle }: Pick<Me, "name" | "handle">): ProfileValues => ({
  name,
  handle: handle ?? "",
});

/** Checks by the schema of the API. */
export function checkProfile(t: Translate): Resolver<ProfileValues, unknown, UserChanges> {
  const check = resolverFor<UserChanges>("zUserChanges", t, ["name", "handle"]);
  return ({ name, handle }, context, options) => check({ name, handle: handleOf(handle) }, context, options as never);
}
