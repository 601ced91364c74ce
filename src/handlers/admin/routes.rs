//! The paths of the admin API: one line for each method.

use super::{
    Admin, apps, audit, developers, error::AdminError, feedback, import, ledger, mail, me,
    pictures, refusals, session, statistics, users, webhooks,
};
use crate::{reply::Reply, request::Method};

/// Declares the paths: each with its methods and what answers them. From it come the `match` that routes a
/// call, the `Allow` header, and [`ROUTES`], which documentation and tests are held to.
macro_rules! routes {
    ($admin:ident: $($path:tt { $($method:ident => $answer:expr,)+ })+) => {
        /// Answers a call to the path of these `segments`.
        pub async fn route(
            $admin: &Admin<'_>,
            method: Method,
            segments: &[&str],
        ) -> Result<Reply, AdminError> {
            match segments {
                $($path => match method {
                    $(Method::$method => $answer,)+
                    _ => Err(not_allowed(&[$(Method::$method),+])),
                },)+
                _ => Err(AdminError::NotFound),
            }
        }

        /// The path of these `segments` as it is declared: for the log, which holds no account.
        #[allow(unused_variables, reason = "only its form counts")]
        pub fn name(segments: &[&str]) -> String {
            let declared = match segments {
                $($path => stringify!($path),)+
                _ => "",
            };
            declared.replace(['[', ']', '"'], "").replace(", ", "/")
        }

        /// The paths, as they are declared, with their methods.
        #[cfg(test)]
        pub const ROUTES: &[(&str, &[Method])] = &[$((stringify!($path), &[$(Method::$method),+])),+];
    };
}

routes! { admin:
    ["me"] {
        Get => me::get(admin),
    }
    ["session"] {
        Post => session::begin(admin).await,
        Delete => session::end(admin).await,
    }
    ["stats"] {
        Get => statistics::get(admin, None).await,
    }
    ["developers"] {
        Get => developers::list(admin).await,
        Post => developers::create(admin).await,
    }
    ["developers", id] {
        Get => developers::get(admin, id).await,
        Patch => developers::patch(admin, id).await,
    }
    ["developers", id, "key"] {
        Post => developers::rotate_key(admin, id).await,
    }
    ["apps"] {
        Get => apps::list(admin).await,
        Post => apps::create(admin).await,
    }
    ["apps", appid] {
        Get => apps::get(admin, appid).await,
        Patch => apps::patch(admin, appid).await,
        Delete => apps::delete(admin, appid).await,
    }
    ["audit"] {
        Get => audit::list(admin).await,
    }
    ["mail"] {
        Get => mail::get(admin),
    }
    ["mail", "test"] {
        Post => mail::test(admin).await,
    }
    ["mail", "outbox"] {
        Get => mail::outbox(admin).await,
    }
    ["apps", appid, "letter"] {
        Post => mail::letter(admin, appid).await,
    }
    ["apps", appid, "deliveries"] {
        Get => mail::list(admin, appid).await,
    }
    ["apps", appid, "signature"] {
        Post => apps::rotate_signature(admin, appid).await,
    }
    ["apps", appid, "webhook", "deliveries"] {
        Get => webhooks::list(admin, appid).await,
    }
    ["apps", appid, "webhook", "test"] {
        Post => webhooks::test(admin, appid).await,
    }
    ["apps", appid, "webhook", "secret"] {
        Post => webhooks::rotate_secret(admin, appid).await,
    }
    ["apps", appid, "stats"] {
        Get => statistics::get(admin, Some(appid)).await,
    }
    ["apps", appid, "refusals"] {
        Get => refusals::list(admin, appid).await,
    }
    ["apps", appid, "users"] {
        Get => users::list(admin, appid).await,
        Post => users::create(admin, appid).await,
    }
    ["apps", appid, "import"] {
        Post => import::import(admin, appid).await,
    }
    ["apps", appid, "users", user] {
        Get => users::get(admin, appid, user).await,
        Patch => users::patch(admin, appid, user).await,
        Delete => users::delete(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "tokens"] {
        Delete => users::revoke_tokens(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "ledger"] {
        Get => ledger::list(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "balance"] {
        Post => ledger::change(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "pictures"] {
        Get => pictures::list(admin, appid, user).await,
    }
    ["apps", appid, "users", user, "pictures", picture] {
        Delete => pictures::delete(admin, appid, user, picture).await,
    }
    ["apps", appid, "feedback"] {
        Get => feedback::list(admin, appid).await,
    }
    ["apps", appid, "feedback", feedback] {
        Patch => feedback::patch(admin, appid, feedback).await,
        Delete => feedback::delete(admin, appid, feedback).await,
    }
}

/// 405; GET takes HEAD along.
fn not_allowed(methods: &[Method]) -> AdminError {
    let mut allowed = methods.to_vec();
    if methods.contains(&Method::Get) {
        allowed.insert(1, Method::Head);
    }
    AdminError::Method(Method::list(&allowed))
}
