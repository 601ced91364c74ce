//! What money_add, money_reduce and transfer share: an amount and the request's name, and how a change that
//! was refused is answered.

use crate::{
    call::Call,
    domain::{
        amount::{Amount, RequestId},
        failure::Failure,
        flaw::Flaw,
    },
    gate::Actor,
    reply::Reply,
    store::{
        guard::Written,
        ledger::{Change, reason},
    },
};

/// What is asked, well formed.
pub struct Asked {
    amount: Amount,
    request_id: Option<RequestId>,
}

impl Asked {
    /// Takes the parameters `num` and `request_id`.
    ///
    /// # Errors
    /// [`Flaw::Amount`] or [`Flaw::RequestId`].
    pub fn parse(num: &str, request_id: Option<&str>) -> Result<Self, Flaw> {
        Ok(Self {
            amount: Amount::parse(num)?,
            request_id: request_id.map(RequestId::parse).transpose()?,
        })
    }

    /// The change that is asked for now.
    pub fn change(&self, call: &Call) -> Change<'_> {
        Change {
            now_us: call.now_us(),
            amount: self.amount,
            request_id: self.request_id.as_ref(),
        }
    }
}

/// The answer to a change: `done` also where the same request was done before, or why the balances do not
/// allow it: `unfit` where it is the user's own.
///
/// # Errors
/// The first check that failed.
pub fn answer(
    actor: &Actor<'_>,
    written: Written,
    unfit: Failure,
    done: &str,
) -> Result<Reply, Failure> {
    let reasons = match written {
        Written::Done(_) => return Ok(Reply::success(done)),
        Written::Refused(reasons) => reasons,
    };
    let mut own = actor.why(reasons)?;
    let mut is = |name| own.take::<Option<bool>>(name).ok().flatten();
    if is(reason::REPEATED) == Some(true) {
        return Ok(Reply::success(done));
    }
    // Where there is no payee at all, nothing is said of one.
    Err(if is(reason::PAYEE) == Some(false) {
        Failure::NoSuchPayee
    } else if is(reason::ONESELF) == Some(true) {
        Failure::PayeeIsPayer
    } else if is(reason::FITS) == Some(false) {
        unfit
    } else if is(reason::PAYEE_FITS) == Some(false) {
        Failure::BalanceTooHigh
    } else {
        Failure::without_reason()
    })
}
