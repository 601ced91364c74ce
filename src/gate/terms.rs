//! What an endpoint asks of the user who calls it, and of the app's settings.

use crate::{
    domain::{app::App, failure::Failure, flaw::Flaw},
    store::guard::Asks,
};

/// By what a user may prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proofs {
    /// By what the app's setting `token_required` says.
    AsTheAppSays,
    /// By account and password also where the app wants tokens.
    PasswordToo,
    /// By any token of the app, whatever the setting says.
    AnyToken,
}

/// Whether the documents narrow the form of accounts and passwords at this endpoint
/// (bind_mail, update_sign) or not (qq).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forms {
    /// Account and password are checked for their documented form.
    Documented,
    /// They are taken as they come; a malformed one is simply wrong.
    Any,
}

/// A setting of the app that has to be on, or off.
#[derive(Clone)]
pub struct Setting {
    /// Its column.
    pub column: &'static str,
    /// What it has to be.
    pub wanted: bool,
    /// What it is.
    pub is: fn(&App) -> bool,
    /// What is said where it is the other way (step 7).
    pub otherwise: Failure,
}

/// What an endpoint asks.
pub struct Terms {
    /// By what a user may prove who they are.
    pub proofs: Proofs,
    /// Whether account and password have their documented form.
    pub forms: Forms,
    /// A setting that has to be on, or off.
    pub setting: Option<Setting>,
    /// What is said where nothing is sent that proves anything; else that what the app wants is missing.
    pub unproven: Option<Failure>,
    /// What is wrong with the endpoint's own parameters, whatever the app says (step 8).
    pub flaw: Option<Flaw>,
    /// What is wrong with them for a strict app.
    pub strict_flaw: Option<Flaw>,
}

impl Terms {
    /// Those of an endpoint with these `forms`, whose parameters have this `flaw`.
    pub const fn new(forms: Forms, flaw: Option<Flaw>) -> Self {
        Self {
            proofs: Proofs::AsTheAppSays,
            forms,
            setting: None,
            unproven: None,
            flaw,
            strict_flaw: None,
        }
    }

    /// The same with these `proofs`.
    #[must_use]
    pub fn proven_by(self, proofs: Proofs) -> Self {
        Self { proofs, ..self }
    }

    /// The same with a `setting` that has to be on, or off.
    #[must_use]
    pub fn where_it(self, setting: Setting) -> Self {
        Self {
            setting: Some(setting),
            ..self
        }
    }

    /// The same with what is said where nothing is proven.
    #[must_use]
    pub fn unproven(self, failure: Failure) -> Self {
        Self {
            unproven: Some(failure),
            ..self
        }
    }

    /// The same with what is wrong for a strict app.
    #[must_use]
    pub fn strictly(self, strict_flaw: Option<Flaw>) -> Self {
        Self {
            strict_flaw,
            ..self
        }
    }

    /// Step 7, but for the proof: the setting is as it has to be.
    ///
    /// # Errors
    /// What is said where it is not.
    pub fn allowed(&self, app: &App) -> Result<(), Failure> {
        match &self.setting {
            Some(setting) if (setting.is)(app) != setting.wanted => Err(setting.otherwise.clone()),
            _ => Ok(()),
        }
    }

    /// Step 8 for the endpoint's own parameters.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn well_formed(&self, app: &App) -> Result<(), Failure> {
        let strict_flaw = self.strict_flaw.filter(|_| app.strict_format);
        let flaw = self.flaw.or(strict_flaw);
        flaw.map_or(Ok(()), |flaw| Err(flaw.into()))
    }

    /// What a guarded write has to ask of the settings, for a proof by token.
    pub fn asks(&self) -> Asks {
        Asks {
            token_required: (self.proofs != Proofs::AnyToken).then_some(true),
            setting: self.setting.as_ref().map(|it| (it.column, it.wanted)),
            lenient: self.strict_flaw.is_some(),
            length: None,
        }
    }
}
