/** How many times an image can be enlarged before it is too large for a canvas; and which of them fits a screen. */
export function enlargements([height = 1, width = 1]: readonly number[]): { all: number[]; preferred: number } {
  const longer = Math.max(height, width);
  const all = [1, 2, 4, 8, 16, 32].filter((times) => times === 1 || times * longer <= 4096);
  return { all, preferred: all.find((times) => times * longer >= 512) ?? all.at(-1)! };
}

/** A file's name without what some system does not allow. */
export function pictureName(name: string, address: string): string {
  const plain = (text: string) => text.replace(/[^\p{L}\p{N}.-]+/gu, "_").replace(/^[._]+|[._]+$/g, "");
  return `${plain(name).slice(0, 80) || "image"}_${plain(address).slice(0, 120)}.png`;
}

/** Saves what is on a canvas as a PNG file. */
export function savePicture(canvas: HTMLCanvasElement, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (!blob) return reject(new Error("Cannot save the picture as the browser must be able to make a PNG of it"));
      const link = document.createElement("a"), address = URL.createObjectURL(blob);
      link.href = address;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000); // when the download has begun
      resolve();
    }, "image/png");
  });
}
