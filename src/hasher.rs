//! The Durable Object that pays for password hashing, and the way to it.
//!
//! A hash costs more CPU than the free plan gives a Worker's request; a Durable Object's request
//! has 30 seconds. The object keeps nothing. [`work`] is the whole job, wherever it is done.

#![expect(
    missing_docs,
    reason = "durable_object makes methods it does not document"
)]

use serde::{Deserialize, Serialize};
use worker::wasm_bindgen::{self, JsValue};
use worker::{DurableObject, Env, Method, Request, RequestInit, Response, State, durable_object};

use crate::{
    config::{Config, HasherPlace},
    domain::{
        failure::Failure,
        kdf::{Policy, Verdict},
        password::Secret,
    },
    random,
};

/// Objects per colo: enough that hashes do not queue behind each other, few enough to stay warm.
const OBJECTS_PER_COLO: u8 = 4;

/// One job. Travels to the object in a request's body, inside Cloudflare's network.
#[derive(Serialize, Deserialize)]
enum Task {
    /// Hash a new secret.
    Hash { secret: Secret, salt: [u8; 16] },
    /// Check a secret against what is stored; nothing is, for an unknown account.
    Check {
        secret: Secret,
        stored: Option<String>,
        salt: [u8; 16],
    },
}

/// What a [`Task`] came to.
#[derive(Serialize, Deserialize)]
enum Outcome {
    Hashed(String),
    Checked(Verdict),
    /// It could not be done; the text is for the log.
    Failed(String),
}

/// Does `task` by `policy`. Pure, and the same in the object and in the Worker.
fn work(policy: &Policy, task: &Task) -> Outcome {
    let done = match task {
        Task::Hash { secret, salt } => policy.hash(secret, *salt).map(Outcome::Hashed),
        Task::Check {
            secret,
            stored,
            salt,
        } => policy
            .check(secret, stored.as_deref(), *salt)
            .map(Outcome::Checked),
    };
    done.unwrap_or_else(|error| Outcome::Failed(format!("password: {error:?}")))
}

/// The way to the hashing, from a Worker's request.
pub struct Hashing<'a> {
    env: &'a Env,
    colo: &'a str,
}

impl<'a> Hashing<'a> {
    /// Hashing for a request that arrived at `colo` (Cloudflare's name for its data centre).
    pub fn new(env: &'a Env, colo: &'a str) -> Self {
        Self { env, colo }
    }

    /// A PHC string for a new `secret`.
    ///
    /// # Errors
    /// [`Failure::Internal`].
    pub async fn hash(&self, secret: Secret) -> Result<String, Failure> {
        let salt = random::bytes()?;
        match self.run(Task::Hash { secret, salt }).await? {
            Outcome::Hashed(phc) => Ok(phc),
            other => Err(other.failure()),
        }
    }

    /// Whether `secret` opens what is `stored`, at the same cost if nothing is.
    ///
    /// # Errors
    /// [`Failure::Internal`].
    pub async fn check(&self, secret: Secret, stored: Option<&str>) -> Result<Verdict, Failure> {
        let task = Task::Check {
            secret,
            stored: stored.map(String::from),
            salt: random::bytes()?,
        };
        match self.run(task).await? {
            Outcome::Checked(verdict) => Ok(verdict),
            other => Err(other.failure()),
        }
    }

    async fn run(&self, task: Task) -> Result<Outcome, Failure> {
        let config = Config::of(self.env)?;
        match config.hasher {
            HasherPlace::Inline => Ok(work(&config.password_policy, &task)),
            HasherPlace::Object => {
                // A task changes nothing, so where one object fails another may be asked.
                let mut answer = self.ask_object(&task).await;
                if answer.is_err() {
                    answer = self.ask_object(&task).await;
                }
                answer.map_err(|e| Failure::Internal(format!("hasher: {e}")))
            }
        }
    }

    async fn ask_object(&self, task: &Task) -> worker::Result<Outcome> {
        let [pick] = random::bytes().map_err(|_| "no randomness")?;
        let name = format!("{}-{}", self.colo, pick % OBJECTS_PER_COLO);
        let stub = self
            .env
            .durable_object("HASHER_OBJECT")?
            .get_by_name(&name)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_body(Some(JsValue::from_str(&serde_json::to_string(task)?)));
        let request = Request::new_with_init("https://hasher.invalid/", &init)?;
        let answer = stub.fetch_with_request(request).await?.text().await?;
        Ok(serde_json::from_str(&answer)?)
    }
}

impl Outcome {
    fn failure(self) -> Failure {
        Failure::Internal(match self {
            Self::Failed(why) => why,
            Self::Hashed(_) | Self::Checked(_) => "hasher: answered another task".into(),
        })
    }
}

/// The Durable Object class `Hasher`.
#[durable_object]
pub struct Hasher {
    env: Env,
}

impl DurableObject for Hasher {
    fn new(_state: State, env: Env) -> Self {
        Self { env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let task: Task = serde_json::from_str(&request.text().await?)?;
        let outcome = match Config::of(&self.env) {
            Ok(config) => work(&config.password_policy, &task),
            Err(error) => Outcome::Failed(error.0),
        };
        Response::from_json(&outcome)
    }
}
