// Pictures as files, the least there are of each type.

const base64 = (text) => Buffer.from(text, "base64");

/** Bytes of a 1 x 1 picture, by the ending of its name. */
export const PICTURES = {
  png: base64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  gif: base64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
  webp: base64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"),
  jpg: base64(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////" +
    "////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
  ),
};

/** Their types. */
export const TYPES = { png: "image/png", gif: "image/gif", webp: "image/webp", jpg: "image/jpeg" };

/** A file with these bytes, called `name`. */
export const file = (bytes, name = "picture.png", type = "") => new File([bytes], name, { type });

/** A file of `size` bytes that begins as a GIF. */
export const gifOf = (size) => file(Buffer.concat([PICTURES.gif, Buffer.alloc(size - PICTURES.gif.length)]));
