// A password that the console makes up.

/** Without letters and digits that look alike. */
const LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

export function madeUp(): string {
  // 54 letters go four times into 216 of a byte's values: the others are thrown away, so that all are equally likely.
  const usable = LETTERS.length * 4;
  let made = "";
  while (made.length < 12) {
    for (const n of crypto.getRandomValues(new Uint8Array(24))) if (n < usable && made.length < 12) made += LETTERS[n % LETTERS.length];
  }
  return made;
}

/** Whether it has the 6 characters that the server wants. */
export const isLong = (password: string): boolean => [...password].length >= 6;
