//! What an endpoint is: declared by its handler's file, read by the router, the wording and the
//! documentation.

use std::future::Future;
use std::pin::Pin;

use crate::{
    call::Call,
    domain::failure::Failure,
    gate::{self, Proof},
    params::{Needed, Parameter, Parameters, Params},
    reply::Reply,
    request::Method,
    store::apps::{self, Caller},
    wording::Family,
};

/// What a handler's future comes to.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + 'a>>;

/// A documented user endpoint.
pub struct Endpoint {
    /// Its path.
    pub path: &'static str,
    /// The methods that it takes beside OPTIONS.
    pub methods: &'static [Method],
    /// The endpoints that it shares its codes and texts with.
    pub family: Family,
    /// What is sent to it; everything else is ignored.
    pub parameters: Parameters,
    /// The texts by which it says that all is done, in `data`, or in `msg` where `data` is something else; none where it
    /// answers an object.
    pub done: &'static [&'static str],
    /// Answers a call.
    pub handle: for<'a> fn(&'a Call, &'a Params) -> Answer<'a>,
}

impl Endpoint {
    /// What stands after /api/user/; elsewhere what stands after /api/, as mail_send.
    pub fn name(&self) -> String {
        let path = self.path.trim_start_matches("/api/");
        path.strip_prefix("user/").unwrap_or(path).replace('/', "_")
    }

    /// The parameter that is a file, if there is one.
    pub fn file(&self) -> Option<&'static str> {
        let mut parameters = self.parameters.iter().copied().flatten();
        let file = parameters.find(|parameter| parameter.needed == Needed::File);
        file.map(|parameter| parameter.name)
    }
}

/// The methods that nearly every endpoint takes.
pub const GET_AND_POST: &[Method] = &[Method::Get, Method::Post, Method::Head];

/// What every endpoint is sent first.
pub const CALLER: &[Parameter] = &[
    Parameter {
        name: "appid",
        needed: Needed::Always,
    },
    Parameter {
        name: "signature",
        needed: Needed::Always,
    },
];

/// What a user proves by who they are.
pub const PROOF: &[Parameter] = &[
    Parameter {
        name: "token",
        needed: Needed::Token,
    },
    Parameter {
        name: "user",
        needed: Needed::Password,
    },
    Parameter {
        name: "pass",
        needed: Needed::Password,
    },
];

/// Step 2, as every endpoint begins: `appid` and `signature` are there.
///
/// # Errors
/// [`Failure::Missing`].
pub fn caller<'a>(call: &Call, params: &'a Params) -> Result<Caller<'a>, Failure> {
    let (appid, signature) = (params.required("appid")?, params.required("signature")?);
    Ok(Caller::new(appid, signature, call.now()))
}

/// Steps 3 to 6 of a call that is refused after them by `failure`: what is wrong first. 1 round trip.
pub async fn refused(call: &Call, caller: &Caller<'_>, failure: impl Into<Failure>) -> Failure {
    match apps::load(&call.db(), caller.appid, caller.now).await {
        Ok((app, _)) => match gate::admit(app, caller) {
            Ok(_) => failure.into(),
            Err(failure) => failure,
        },
        Err(error) => error.into(),
    }
}

/// What `params` prove of a user.
pub fn proof(params: &Params) -> Proof<'_> {
    let (user, pass) = (params.get("user"), params.get("pass"));
    match params.get("token") {
        Some(token) if user.is_none() && pass.is_none() => Proof::Token(token),
        Some(_) => Proof::Mixed,
        None => Proof::Password(user, pass),
    }
}

/// Declares what is sent to an endpoint beside appid and signature: a struct `Sent` with a field for each
/// parameter, `required`, `optional`, `file`, or `proof` for token, user and pass; `Sent::PARAMETERS`; and
/// `Sent::of`, which is step 2. A handler can only read what is declared.
macro_rules! parameters {
    ($($name:ident: $need:ident),+ $(,)?) => {
        /// What is sent.
        struct Sent<'a> {
            caller: $crate::store::apps::Caller<'a>,
            $($name: parameters!(@type $need),)+
        }

        impl<'a> Sent<'a> {
            const PARAMETERS: $crate::params::Parameters = &[
                $crate::handlers::user::endpoint::CALLER,
                $(parameters!(@list $need $name),)+
            ];

            /// Step 2: what is needed is there.
            fn of(
                call: &$crate::call::Call,
                params: &'a $crate::params::Params,
            ) -> Result<Self, $crate::domain::failure::Failure> {
                Ok(Self {
                    caller: $crate::handlers::user::endpoint::caller(call, params)?,
                    $($name: parameters!(@take $need $name params),)+
                })
            }
        }
    };
    (@type required) => { &'a str };
    (@type optional) => { Option<&'a str> };
    (@type file) => { &'a $crate::params::File };
    (@type proof) => { $crate::gate::Proof<'a> };
    (@list required $name:ident) => { parameters!(@one Always $name) };
    (@list optional $name:ident) => { parameters!(@one Optional $name) };
    (@list file $name:ident) => { parameters!(@one File $name) };
    (@list proof $name:ident) => { $crate::handlers::user::endpoint::PROOF };
    (@one $needed:ident $name:ident) => {
        &[$crate::params::Parameter {
            name: stringify!($name),
            needed: $crate::params::Needed::$needed,
        }]
    };
    (@take required $name:ident $params:ident) => { $params.required(stringify!($name))? };
    (@take optional $name:ident $params:ident) => { $params.get(stringify!($name)) };
    (@take file $name:ident $params:ident) => { $params.file(stringify!($name))? };
    (@take proof $name:ident $params:ident) => {
        $crate::handlers::user::endpoint::proof($params)
    };
}

pub(super) use parameters;
