//! A user of an app, as the database keeps it.

/// One row of `users`, without its keys' parts that callers already know (the app).
#[derive(Clone)]
pub struct User {
    /// Number of the user within the app, in the order of registration.
    pub id: i64,
    /// The account as it was registered.
    pub account: String,
    /// Whether the user may act: "active" or "disabled".
    pub status: String,
    /// Raised by a revocation and by a new password: a token is good while it carries this number.
    pub generation: i64,
    /// What other users see.
    pub nickname: String,
    /// Bound QQ number.
    pub qq: Option<String>,
    /// Bound e-mail address.
    pub email: Option<String>,
    /// Link to a picture; without it a default avatar is drawn.
    pub icon: Option<String>,
    /// Personal signature.
    pub sign: Option<String>,
    /// Title the user wears.
    pub title: Option<String>,
    /// Experience points.
    pub exp: i64,
    /// Level.
    pub grade: i64,
    /// 1 male, 2 female.
    pub sex: i64,
    /// Virtual money.
    pub balance: i64,
    /// Likes received.
    pub likes: i64,
    /// Users followed.
    pub following: i64,
    /// Followers.
    pub fans: i64,
    /// Posts written.
    pub posts: i64,
    /// Days in a row with a check-in; apps keep it through the admin API.
    pub checkin_streak: i64,
    /// Days in a row before the last login's day with a login (连续登录).
    pub login_streak: i64,
    /// End of VIP, Unix seconds.
    pub vip_until: Option<i64>,
    /// Registration, Unix seconds.
    pub created_at: i64,
    /// Last login, Unix seconds.
    pub login_at: Option<i64>,
}
