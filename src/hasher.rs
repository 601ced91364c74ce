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
    json, panics, random,
    request::Request,
    runtime::{self, binding},
    store::cost::{Cost, add},
};

/// Objects per colo: enough that hashes do not queue behind each other, few enough to stay warm.
const OBJECTS_PER_COLO: u8 = 4;

/// Milliseconds for which an object is waited for; and with the hashes of an import.
const PATIENCE: u32 = 8_000;
const PATIENCE_FOR_MANY: u32 = 30_000;

/// One job.
enum Task {
    /// Hash a new secret, in its canonical form.
    Hash(String),
    /// Check a password against what is stored; nothing is, for an unknown account.
    Check(String, Option<String>),
    /// Hash what an import offers, quickly or as [`Task::Hash`] does.
    Wrap(Vec<String>, bool),
}

/// What a [`Task`] came to: a PHC string, a verdict, or a PHC string for each.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Hashed(String),
    Checked(Verdict),
    Wrapped(Vec<String>),
}

/// Does `task` by `policy`, with random salts from `salt`. Pure, and the same in the object and in the Worker.
///
/// # Errors
/// Why it could not be done, for the log.
fn perform(
    policy: &Policy,
    task: &Task,
    salt: impl Fn() -> Result<[u8; 16], String>,
) -> Result<Outcome, String> {
    let done = match task {
        Task::Hash(secret) => {
            let secret = Secret::of_canonical(secret);
            policy.hash(&secret, salt()?).map(Outcome::Hashed)
        }
        Task::Check(raw, stored) => policy
            .check(raw, stored.as_deref(), salt()?)
            .map(Outcome::Checked),
        Task::Wrap(inputs, quick) => {
            let mut phcs = Vec::with_capacity(inputs.len());
            for input in inputs {
                phcs.push(policy.wrap(input.as_bytes(), *quick, salt()?));
            }
            phcs.into_iter()
                .collect::<Result<_, _>>()
                .map(Outcome::Wrapped)
        }
    };
    done.map_err(|error| format!("password: {error:?}"))
}

fn random_salt() -> Result<[u8; 16], String> {
    random::bytes().map_err(|_| "no randomness".to_owned())
}

impl Task {
    /// The body of the request to the object; it travels inside Cloudflare's network.
    fn to_json(&self) -> Value {
        match self {
            Self::Hash(secret) => json!([secret]),
            Self::Check(raw, stored) => json!([raw, stored]),
            Self::Wrap(inputs, quick) => json!([inputs, quick]),
        }
    }

    fn of_json(task: Value) -> Option<Self> {
        let Value::Array(parts) = task else {
            return None;
        };
        let mut parts = parts.into_iter();
        Some(match (parts.next()?, parts.next()) {
            (Value::String(secret), None) => Self::Hash(secret),
            (Value::String(raw), Some(Value::String(stored))) => Self::Check(raw, Some(stored)),
            (Value::String(raw), Some(Value::Null)) => Self::Check(raw, None),
            (inputs, Some(Value::Bool(quick))) => Self::Wrap(texts(inputs)?, quick),
            _ => return None,
        })
    }
}

impl Outcome {
    fn to_json(&self) -> Value {
        match self {
            Self::Hashed(phc) => json!(phc),
            Self::Checked(Verdict { opens, renewed }) => json!([opens, renewed]),
            Self::Wrapped(phcs) => json!({ "wrapped": phcs }),
        }
    }

    fn of_json(mut outcome: Value) -> Option<Self> {
        match outcome {
            Value::String(phc) => Some(Self::Hashed(phc)),
            Value::Object(_) => texts(outcome["wrapped"].take()).map(Self::Wrapped),
            verdict => Some(Self::Checked(Verdict {
                opens: verdict.get(0)?.as_bool()?,
                renewed: verdict.get(1)?.as_str().map(String::from),
            })),
        }
    }
}

fn texts(array: Value) -> Option<Vec<String>> {
    let Value::Array(array) = array else {
        return None;
    };
    let texts = array.into_iter().map(|it| match it {
        Value::String(text) => Some(text),
        _ => None,
    });
    texts.collect()
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
        match self.run(Task::Hash(secret.reveal().to_owned())).await? {
            Outcome::Hashed(phc) => Ok(phc),
            _ => Err(another_task()),
        }
    }

    /// Whether the password `raw` opens what is `stored`, at the same cost if nothing is.
    ///
    /// # Errors
    /// [`Failure::Internal`].
    pub async fn check(&self, raw: &str, stored: Option<&str>) -> Result<Verdict, Failure> {
        let stored = stored.map(String::from);
        match self.run(Task::Check(raw.to_owned(), stored)).await? {
            Outcome::Checked(verdict) => Ok(verdict),
            _ => Err(another_task()),
        }
    }

    /// A PHC string for each of `inputs`, what an import offers; `quick` as [`Policy::wrap`] has it. One request to an
    /// object, whose 30 s of CPU are enough for 500 at today's cost.
    ///
    /// # Errors
    /// [`Failure::Internal`].
    pub async fn wrap(&self, inputs: Vec<String>, quick: bool) -> Result<Vec<String>, Failure> {
        if inputs.is_empty() {
            return Ok(Vec::new());
        }
        let count = inputs.len();
        match self.run(Task::Wrap(inputs, quick)).await? {
            Outcome::Wrapped(phcs) if phcs.len() == count => Ok(phcs),
            _ => Err(another_task()),
        }
    }

    async fn run(&self, task: Task) -> Result<Outcome, Failure> {
        let config = Config::of(self.env)?;
        add(&self.cost.hashes, 1);
        let done = match config.hasher {
            HasherPlace::Inline => {
                let done = perform(&config.password_policy, &task, random_salt);
                // What comes next may have a deadline.
                runtime::clock_set().await;
                done
            }
            HasherPlace::Object => {
                let patience = match &task {
                    Task::Wrap(..) => PATIENCE_FOR_MANY,
                    _ => PATIENCE,
                };
                let task = task.to_json().to_string();
                let [pick] = random::bytes()?;
                let mut answer = self.ask_object(pick, &task, patience).await;
                if answer.is_err() {
                    // A task changes nothing, so where one object fails another may be asked.
                    answer = self.ask_object(pick.wrapping_add(1), &task, patience).await;
                }
                answer.and_then(|answer| {
                    // What is no outcome says why there is none: it is the object's own text.
                    let outcome = json::parse(answer.as_bytes());
                    outcome.and_then(Outcome::of_json).ok_or(answer)
                })
            }
        };
        done.map_err(|why| Failure::Internal(format!("hasher: {why}")))
    }

    async fn ask_object(&self, pick: u8, task: &str, patience: u32) -> Result<String, String> {
        let mut colo = self.request.colo();
        if colo.is_empty() {
            colo += "local";
        }
        let name = format!("{colo}-{}", pick % OBJECTS_PER_COLO);
        runtime::text(runtime::hash(self.env, binding::HASHER, &name, task, patience).await)
    }
}

fn another_task() -> Failure {
    Failure::Internal("hasher: answered another task".into())
}

/// What the Durable Object (class `Hasher` of `entry.js`) does with a request: the task that is its body.
#[wasm_bindgen(wasm_bindgen_futures = worker::wasm_bindgen_futures)]
pub async fn hash(request: web_sys::Request, env: Env) -> Result<web_sys::Response, JsValue> {
    let task = JsFuture::from(request.text()?).await?;
    let task = task.as_string().unwrap_or_default();
    let body = panics::contained(async move { answer(&task, &env) }).await;
    let body = match body {
        Some(Ok(outcome)) => outcome.to_json().to_string(),
        Some(Err(why)) => why,
        None => "panicked".to_owned(),
    };
    web_sys::Response::new_with_opt_str(Some(&body))
}

fn answer(task: &str, env: &Env) -> Result<Outcome, String> {
    let task = json::parse(task.as_bytes()).and_then(Task::of_json);
    let task = task.ok_or("a task of another form")?;
    let config = Config::of(env).map_err(|error| error.0)?;
    perform(&config.password_policy, &task, random_salt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(policy: &Policy, task: Task) -> Outcome {
        let task = Task::of_json(task.to_json()).unwrap();
        let outcome = perform(policy, &task, || Ok([7; 16])).unwrap();
        let read = Outcome::of_json(outcome.to_json());
        assert_eq!(read.as_ref(), Some(&outcome), "it reads as it was written");
        outcome
    }

    #[test]
    fn a_task_is_done_as_it_was_sent() {
        let policy = Policy::new("m=8,t=1,p=1", None).unwrap();
        let secret = Secret::of_raw("password");
        let stored = policy.hash(&secret, [7; 16]).unwrap();
        let inputs = vec![secret.reveal().to_owned()];
        let hashed = done(&policy, Task::Hash(secret.reveal().to_owned()));
        assert_eq!(hashed, Outcome::Hashed(stored.clone()));
        let wrapped = done(&policy, Task::Wrap(inputs, false));
        assert_eq!(wrapped, Outcome::Wrapped(vec![stored.clone()]));
        for (stored, opens) in [(Some(stored), true), (None, false)] {
            let verdict = Verdict {
                opens,
                renewed: None,
            };
            let checked = done(&policy, Task::Check("password".into(), stored));
            assert_eq!(checked, Outcome::Checked(verdict));
        }
    }
}
