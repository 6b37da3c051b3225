use axum::{extract::FromRequestParts, http::request::Parts};

use crate::Simulator;
use crate::altinn::{
    errors::ApiError,
    vendor_api::token::{Token, scope},
};
use crate::rules::Parties;
use crate::world::World;
use altinn_types::OrgNumber;

/// The person who makes the call. A token with the scope `altinn:portal/enduser` names the person. On the BFF's paths,
/// the browser's session can name the person instead.
#[derive(Clone, Debug)]
pub struct Caller {
    pub person: String,
}

/// A person who represents a party. The endpoint has already checked that the person has the required access.
#[derive(Clone, Debug)]
pub struct Acting {
    pub person: String,
    /// The organisation that the person represents. It may have been wound up.
    pub party: OrgNumber,
}

impl Caller {
    /// Checks that the person is an access manager of the party. In Altinn, an access manager has "read" and "write" on
    /// the resource `altinn_access_management`.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Forbidden`] if the person is not an access manager of the party.
    pub fn access_manager(&self, world: &World, party: &str) -> Result<Acting, ApiError> {
        self.acting(world, party, Parties::may_approve)
    }

    /// Checks that the person is a client administrator of the party. In Altinn, a client administrator has "read" and
    /// "write" on the resource `altinn_client_administration`.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Forbidden`] if the person is not a client administrator of the party.
    pub fn client_administrator(&self, world: &World, party: &str) -> Result<Acting, ApiError> {
        self.acting(world, party, Parties::administers_clients)
    }

    /// Checks that the person is an access manager or a client administrator of the party. Both can see the party's
    /// system users.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Forbidden`] if the person is neither an access manager nor a client administrator.
    pub fn access_manager_or_client_administrator(
        &self,
        world: &World,
        party: &str,
    ) -> Result<Acting, ApiError> {
        self.acting(world, party, |parties, person, party| {
            parties.may_approve(person, party) || parties.administers_clients(person, party)
        })
    }

    /// Returns the person and the party, if the person has access to the party. The function `may` checks the access.
    /// As in Altinn, an unknown party id gives the same error as a lack of access.
    fn acting(
        &self,
        world: &World,
        party: &str,
        may: impl Fn(&Parties, &str, &OrgNumber) -> bool,
    ) -> Result<Acting, ApiError> {
        let party = party.parse().ok();
        let party = party.and_then(|party| world.parties.number_of_party(party));
        let party = party.filter(|party| may(&world.parties, &self.person, party));
        let party = party.ok_or(ApiError::Forbidden)?.clone();
        Ok(Acting {
            person: self.person.clone(),
            party,
        })
    }
}

impl FromRequestParts<Simulator> for Caller {
    type Rejection = ApiError;

    /// Reads the caller from the extensions of the HTTP request, or from the token.
    ///
    /// # Errors
    ///
    /// - [`ApiError::Unauthorized`] if the token is missing or invalid, or names no person.
    /// - [`ApiError::LacksScope`] if the token lacks the scope `altinn:portal/enduser`.
    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        // The BFF identifies the caller itself, and stores the caller in the extensions of the HTTP request.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = Token::from_request_parts(parts, simulator).await?;
        token.require(&[scope::PORTAL])?;
        let person = token.person(&simulator.world())?;
        Ok(Self { person })
    }
}
