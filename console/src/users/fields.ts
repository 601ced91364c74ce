// The fields of a user that can be changed, as the form shows them.

import type { User, UserFields } from "../api/types";
import { changesOf } from "../apps/settings";

export type FormFields = Omit<UserFields, "status">;

export const TEXTS = [
  { name: "nickname", max: 50, nullable: false },
  { name: "title", max: 50, nullable: true },
  { name: "qq", max: 13, nullable: true },
  { name: "email", max: 254, nullable: true },
  { name: "icon", max: 2048, nullable: true },
] as const;

export const NUMBERS = ["exp", "grade", "balance", "likes", "following", "fans", "posts", "checkin_streak"] as const;

export function fieldsOf(user: User): FormFields {
  const { nickname, qq, email, icon, sign, exp, grade, title, sex, balance, likes, following, fans, posts, checkin_streak, vip_until } = user;
  return { nickname, qq, email, icon, sign, exp, grade, title, sex, balance, likes, following, fans, posts, checkin_streak, vip_until };
}

/** An emptied input clears its field: that is null on the wire. */
export function cleaned(form: FormFields): FormFields {
  const empty = (text: string | null) => (text?.trim() ? text.trim() : null);
  return {
    ...form,
    nickname: form.nickname.trim(),
    title: empty(form.title),
    qq: empty(form.qq),
    email: empty(form.email),
    icon: empty(form.icon),
    sign: form.sign?.trim() ? form.sign : null,
  };
}

/** The user's fields as they are `now`, in a form in which those that were edited since `base` stay as they are. */
export function keeping(form: FormFields, base: FormFields, now: FormFields): FormFields {
  const edited = Object.keys(changesOf(base, cleaned(form))) as (keyof FormFields)[];
  return { ...now, ...Object.fromEntries(edited.map((name) => [name, form[name]])) };
}
