// What the admin API answers. Times are Unix seconds.

export type Page<T> = { items: T[]; next_cursor: string | null };

export type Developer = {
  id: number;
  name: string;
  status: "active" | "disabled";
  expires_at: number | null;
  created_at: number;
};
export type DeveloperWithKey = Developer & { key: string };

export type Me = { role: "owner" | "developer"; developer: Developer | null; utc_offset_minutes: number };

export type AppStatus = "active" | "reviewing" | "disabled";
export type AppSettings = {
  name: string;
  status: AppStatus;
  token_required: boolean;
  token_ttl: number;
  account_min: number;
  account_max: number;
  strict_format: boolean;
};
export type App = AppSettings & { appid: string; developer_id: number; signature: string; created_at: number };

export type UserStatus = "active" | "disabled";
export type UserFields = {
  status: UserStatus;
  nickname: string;
  qq: string | null;
  email: string | null;
  icon: string | null;
  sign: string | null;
  exp: number;
  grade: number;
  title: string | null;
  sex: number;
  balance: number;
  likes: number;
  following: number;
  fans: number;
  posts: number;
  checkin_streak: number;
  vip_until: number | null;
};
export type User = UserFields & {
  user: string;
  login_streak: number;
  created_at: number;
  login_at: number | null;
};

export type Stats = {
  computed_at: number;
  days: number;
  users: number;
  disabled: number;
  with_qq: number;
  with_email: number;
  active_1d: number;
  active_7d: number;
  active_30d: number;
  registrations: { day: string; count: number }[];
  newest: User[];
};
export type WideStats = Omit<Stats, "newest"> & { apps: number; newest: (User & { appid: string })[] };
