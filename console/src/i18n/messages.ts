// A module of messages holds both languages side by side; the compiler sees to it that they have the same keys.

type Tree = { [key: string]: string | Tree };
type SameKeys<T> = { [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

export const messages = <T extends Tree>(zh: T, en: SameKeys<T>): { zh: T; en: SameKeys<T> } => ({ zh, en });
