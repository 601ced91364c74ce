//! The Durable Object that pays for password hashing, and the way to it.
//!
//! A hash costs more CPU than the free plan gives a Worker's request; a Durable Object's request
//! has 30 seconds. The object keeps nothing. [`perform`] is the whole job, wherever it is done.

use serde_json::{Value, json};
use worker::js_sys::futures::JsFuture;
use worker::wasm_bindgen::{self, JsValue, prelude::wasm_bindgen};
use worker::{Env, web_sys};

use crate::{
    config::{Config, HasherPlace},
    domain::{
        failure::Failure,
        kdf::{Policy, Verdict},
        password::Secret,
    },
    json, random,
    request::Request,
    runtime::{self, binding},
    store::cost::{Cost, add},
};

/// Objects per colo: enough that hashes do not queue behind each other, few enough to stay warm.
const OBJECTS_PER_COLO: u8 = 4;

/// One job.
enum Task {
    /// Hash a new secret.
    Hash(Secret),
    /// Check a secret against what is stored; nothing is, for an unknown account.
    Check(Secret, Option<String>),
}

/// What a [`Task`] came to: a PHC string, or a verdict.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Hashed(String),
    Checked(Verdict),
}

/// Does `task` by `policy` with a random `salt`. Pure, and the same in the object and in the Worker.
///
/// # Errors
/// Why it could not be done, for the log.
fn perform(policy: &Policy, task: &Task, salt: [u8; 16]) -> Result<Outcome, String> {
    let done = match task {
        Task::Hash(secret) => policy.hash(secret, salt).map(Outcome::Hashed),
        Task::Check(secret, stored) => policy
            .check(secret, stored.as_deref(), salt)
            .map(Outcome::Checked),
    };
    done.map_err(|error| format!("password: {error:?}"))
}

impl Task {
    /// The body of the request to the object; it travels inside Cloudflare's network.
    fn to_json(&self) -> Value {
        match self {
            Self::Hash(secret) => json!([secret.reveal()]),
            Self::Check(secret, stored) => json!([secret.reveal(), stored]),
        }
    }

    fn of_json(mut task: Value) -> Option<Self> {
        let secret = Secret::of_canonical(task.get(0)?.as_str()?);
        Some(match task.get_mut(1).map(Value::take) {
            None => Self::Hash(secret),
            Some(Value::String(stored)) => Self::Check(secret, Some(stored)),
            Some(_) => Self::Check(secret, None),
        })
    }
}

impl Outcome {
    fn to_json(&self) -> Value {
        match self {
            Self::Hashed(phc) => json!(phc),
            Self::Checked(Verdict { opens, renewed }) => json!([opens, renewed]),
        }
    }

    fn of_json(outcome: Value) -> Option<Self> {
        match outcome {
            Value::String(phc) => Some(Self::Hashed(phc)),
            verdict => Some(Self::Checked(Verdict {
                opens: verdict.get(0)?.as_bool()?,
                renewed: verdict.get(1)?.as_str().map(String::from),
            })),
        }
    }
}

/// The way to the hashing, from a Worker's request.
pub struct Hashing<'a> {
    env: &'a Env,
    request: &'a Request,
    cost: &'a Cost,
}

impl<'a> Hashing<'a> {
    /// Hashing for `request`, by an object near where it arrived; `cost` counts the hashes.
    pub fn new(env: &'a Env, request: &'a Request, cost: &'a Cost) -> Self {
        Self { env, request, cost }
    }

    /// A PHC string for a new `secret`.
    ///
    /// # Errors
    /// [`Failure::Internal`].
    pub async fn hash(&self, secret: Secret) -> Result<String, Failure> {
        match self.run(Task::Hash(secret)).await? {
            Outcome::Hashed(phc) => Ok(phc),
            Outcome::Checked(_) => Err(another_task()),
        }
    }

    /// Whether `secret` opens what is `stored`, at the same cost if nothing is.
    ///
    /// # Errors
    /// [`Failure::Internal`].
    pub async fn check(&self, secret: Secret, stored: Option<&str>) -> Result<Verdict, Failure> {
        let stored = stored.map(String::from);
        match self.run(Task::Check(secret, stored)).await? {
            Outcome::Checked(verdict) => Ok(verdict),
            Outcome::Hashed(_) => Err(another_task()),
        }
    }

    async fn run(&self, task: Task) -> Result<Outcome, Failure> {
        let config = Config::of(self.env)?;
        add(&self.cost.hashes, 1);
        let done = match config.hasher {
            HasherPlace::Inline => perform(&config.password_policy, &task, random::bytes()?),
            HasherPlace::Object => {
                let task = task.to_json().to_string();
                let [pick] = random::bytes()?;
                let mut answer = self.ask_object(pick, &task).await;
                if answer.is_err() {
                    // A task changes nothing, so where one object fails another may be asked.
                    answer = self.ask_object(pick.wrapping_add(1), &task).await;
                }
                answer.and_then(|answer| {
                    let outcome = json::parse(answer.as_bytes());
                    // What is no outcome says why there is none: it is the object's own text.
                    outcome.and_then(Outcome::of_json).ok_or(answer)
                })
            }
        };
        done.map_err(|why| Failure::Internal(format!("hasher: {why}")))
    }

    async fn ask_object(&self, pick: u8, task: &str) -> Result<String, String> {
        let mut colo = self.request.colo();
        if colo.is_empty() {
            colo += "local";
        }
        let name = format!("{colo}-{}", pick % OBJECTS_PER_COLO);
        runtime::text(runtime::hash(self.env, binding::HASHER, &name, task).await)
    }
}

fn another_task() -> Failure {
    Failure::Internal("hasher: answered another task".into())
}

/// The Durable Object class `Hasher`.
#[wasm_bindgen]
pub struct Hasher {
    env: Env,
}

#[wasm_bindgen(wasm_bindgen_futures = worker::wasm_bindgen_futures)]
impl Hasher {
    /// The object, as the runtime makes it.
    #[wasm_bindgen(constructor)]
    pub fn new(_state: JsValue, env: Env) -> Self {
        Self { env }
    }

    /// Does the task that is the body of `request`.
    pub async fn fetch(&self, request: web_sys::Request) -> Result<web_sys::Response, JsValue> {
        let task = JsFuture::from(request.text()?).await?;
        let task = task.as_string().unwrap_or_default();
        let body = match self.answer(&task) {
            Ok(outcome) => outcome.to_json().to_string(),
            Err(why) => why,
        };
        web_sys::Response::new_with_opt_str(Some(&body))
    }

    fn answer(&self, task: &str) -> Result<Outcome, String> {
        let task = json::parse(task.as_bytes()).and_then(Task::of_json);
        let task = task.ok_or("a task of another form")?;
        let config = Config::of(&self.env).map_err(|error| error.0)?;
        let salt = random::bytes().map_err(|_| "no randomness")?;
        perform(&config.password_policy, &task, salt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outcome_reads_as_it_was_written() {
        let checked = |opens, renewed: Option<&str>| {
            let renewed = renewed.map(String::from);
            Outcome::Checked(Verdict { opens, renewed })
        };
        for outcome in [
            Outcome::Hashed("$argon2id$".into()),
            checked(true, Some("$argon2id$")),
            checked(false, None),
        ] {
            assert_eq!(Outcome::of_json(outcome.to_json()), Some(outcome));
        }
        assert_eq!(Outcome::of_json(json!({})), None);
    }

    #[test]
    fn a_task_reads_as_it_was_written() {
        let policy = Policy::new("m=8,t=1,p=1", None).unwrap();
        let secret = Secret::of_raw("password");
        let stored = policy.hash(&secret, [7; 16]).unwrap();
        for (task, opens) in [
            (Task::Check(secret.clone(), Some(stored.clone())), true),
            (Task::Check(secret.clone(), None), false),
        ] {
            let task = Task::of_json(task.to_json()).unwrap();
            let verdict = Verdict {
                opens,
                renewed: None,
            };
            assert_eq!(
                perform(&policy, &task, [7; 16]),
                Ok(Outcome::Checked(verdict))
            );
        }
        let task = Task::of_json(Task::Hash(secret).to_json()).unwrap();
        assert_eq!(
            perform(&policy, &task, [7; 16]),
            Ok(Outcome::Hashed(stored))
        );
    }
}
