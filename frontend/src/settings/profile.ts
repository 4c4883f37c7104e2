import type { Resolver } from "react-hook-form";
import { resolverFor } from "@/api/form-resolver";
import { handleOf } from "@/api/handle";
import type { Me, UserChanges } from "@/api/generated/types.gen";
import { texts } from "@/texts";

export const FIELDS = ["name", "handle", "profile_img"] as const;

/** What stands in the form: no picture is an empty address. */
export type ProfileValues = { name: string; handle: string; profile_img: string };

export const valuesOf = ({ name, handle, profile_img }: Pick<Me, keyof UserChanges>): ProfileValues => ({
  name,
  handle: handle ?? "",
  profile_img: profile_img ?? "",
});

const check = resolverFor<UserChanges>("zUserChanges", ["name", "handle"]);

/** Checks by the schema of the API, and that the pages will show the picture: they load none over plain http. */
export const checkProfile: Resolver<ProfileValues, unknown, UserChanges> = async (values, context, options) => {
  const profile_img = values.profile_img.trim() || null;
  if (profile_img?.startsWith("http:"))
    return { values: {}, errors: { profile_img: { type: "insecure", message: texts.fields.invalidImage } } };
  return check({ name: values.name, handle: handleOf(values.handle), profile_img }, context, options as never);
};
