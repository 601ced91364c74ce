//! A dialogue with a mail server over a TCP socket.

use super::{
    Message, PATIENCE, Undelivered, mime,
    sender::Server,
    smtp::{Dialogue, Step},
};
use crate::runtime::{self, Socket};
use worker::js_sys::Uint8Array;
use worker::wasm_bindgen::{JsCast, JsValue};

/// Sends `message` by `server`.
///
/// # Errors
/// [`Undelivered`], within [`PATIENCE`].
pub async fn send(server: &Server, message: &Message<'_>) -> Result<(), Undelivered> {
    let content = mime::bytes(message);
    let (from, to) = (message.from.address.as_str(), message.to.as_str());
    let mut dialogue = Dialogue::new(server, message.from.address.domain(), from, to, &content);
    let socket = Socket::open(&server.host, server.port, server.tls, PATIENCE).map_err(broken)?;
    let sent = talk(&socket, &mut dialogue).await;
    socket.close();
    sent
}

async fn talk(socket: &Socket, dialogue: &mut Dialogue<'_>) -> Result<(), Undelivered> {
    loop {
        let read = socket.read().await.map_err(broken)?;
        // Nothing: the server has hung up.
        let bytes = read
            .dyn_ref::<Uint8Array>()
            .ok_or(Undelivered::Unreachable)?;
        match dialogue.take(&bytes.to_vec())? {
            Step::Read => {}
            Step::Write(bytes) => write(socket, &bytes).await?,
            Step::Secure(bytes) => {
                socket.secure().map_err(broken)?;
                write(socket, &bytes).await?;
            }
            Step::Done(bytes) => {
                // It is sent, whatever becomes of the farewell.
                let _ = socket.write(&bytes).await;
                return Ok(());
            }
        }
    }
}

async fn write(socket: &Socket, bytes: &[u8]) -> Result<(), Undelivered> {
    socket.write(bytes).await.map_err(broken)?;
    Ok(())
}

/// What it means that the socket threw.
fn broken(thrown: JsValue) -> Undelivered {
    match runtime::message(&thrown).as_str() {
        "timeout" => Undelivered::Timeout,
        _ => Undelivered::Unreachable,
    }
}
