//! nobase-edge
pub mod domain;
use worker::*;

#[event(fetch)]
async fn fetch(_req: Request, _env: Env, _ctx: Context) -> Result<Response> {
    Response::ok("ok")
}

#[durable_object]
pub struct Hasher {}

impl DurableObject for Hasher {
    fn new(_state: State, _env: Env) -> Self {
        Self {}
    }
    async fn fetch(&self, _req: Request) -> Result<Response> {
        Response::ok("ok")
    }
}
