/** A PNG of one colour, made by the browser of this page, as a file that somebody chooses. */
export async function drawn(page, colour, side = 64) {
  const base64 = await page.evaluate(
    async ([fill, size]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
      const pen = canvas.getContext("2d");
      pen.fillStyle = fill;
      pen.fillRect(0, 0, size, size);
      return canvas.toDataURL("image/png").split(",")[1];
    },
    [colour, side],
  );
  return { name: "me.png", mimeType: "image/png", buffer: Buffer.from(base64, "base64") };
}
