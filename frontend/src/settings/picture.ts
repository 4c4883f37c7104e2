import type { ApiProblem } from "@/api/problem";
import type { Translate } from "@/i18n/translate";

/** What the API takes of a picture (PICTURE_BYTES_MAX). */
const BYTES_MAX = 5 * 1024 * 1024;
/** The longer side of what is sent instead of a larger file: the API shows 256 of these. */
const SIDE_PX = 1024;

export const FORMATS = "image/jpeg,image/png,image/webp,image/gif";

async function smaller(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, SIDE_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), "image/webp", 0.9));
}

/** The file as it is sent: photos of many megabytes are made smaller here. What is no picture is sent as it is, and refused. */
export async function toSend(file: Blob): Promise<Blob> {
  return file.size <= BYTES_MAX ? file : smaller(file).catch(() => file);
}

const TOLD: Record<string, (t: Translate) => string> = {
  "not-a-picture": (t) => t("picture.notAPicture"),
  "picture-too-large": (t) => t("picture.tooLarge"),
  "body-too-large": (t) => t("picture.tooLarge"),
};

/** Why a picture was refused, where more can be said of it than of other problems. */
export const refusalOf = ({ kind }: ApiProblem, t: Translate): string | undefined => TOLD[kind]?.(t);

/** The first file among what was dropped or pasted; null without. */
export const fileIn = (transfer: DataTransfer | null): File | null => transfer?.files[0] ?? null;
