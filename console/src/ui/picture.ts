import { number } from "./time";

/** Whether a user's picture can be shown: the Content-Security-Policy lets pictures of other hosts come by https alone. */
export const canShow = (url: string | null | undefined): url is string => /^https:\/\//i.test(url ?? "");

/** The size of a file: "1.5 MB". */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kb = bytes / 1024;
  return kb < 1024 ? `${number(Math.ceil(kb))} KB` : `${number(Math.round((kb / 1024) * 10) / 10)} MB`;
}
