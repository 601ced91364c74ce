// A human text in both languages of the product. The documents show one of them, openapi.json both.

export interface Text {
  zh: string;
  en: string;
}

export type Language = keyof Text;

export const t = (zh: string, en: string): Text => ({ zh, en });
