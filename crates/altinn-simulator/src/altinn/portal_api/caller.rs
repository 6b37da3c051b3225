use axum::{extract::FromRequestParts, http::request::Parts};

use crate::Simulator;
use crate::altinn::{
    errors::ApiError,
    vendor_api::token::{Token, scope},
};
use crate::rules::Parties;
use crate::world::World;
use altinn_types::OrgNumber;

/// The person who makes the call: from a token with the portal's scope, or, on the BFF's paths,
/// from the browser's session.
#[derive(Clone, Debug)]
pub struct Caller {
    pub person: String,
}

/// A person who represents a party and has the access that the endpoint requires.
#[derive(Clone, Debug)]
pub struct Acting {
    pub person: String,
    /// The party's organisation number. The organisation may have been wound up.
    pub party: OrgNumber,
}

impl Caller {
    /// Checks that the person is an access manager of the party: "read" and "write" on the resource
    /// `altinn_access_management`.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Forbidden`] if the person is not an access manager of the party.
    pub fn access_manager(&self, world: &World, party: &str) -> Result<Acting, ApiError> {
        self.acting(world, party, Parties::may_approve)
    }

    /// Checks that the person is a client administrator of the party: "read" and "write" on the
    /// resource `altinn_client_administration`.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Forbidden`] if the person is not a client administrator of the party.
    pub fn client_administrator(&self, world: &World, party: &str) -> Result<Acting, ApiError> {
        self.acting(world, party, Parties::administers_clients)
    }

    /// Checks that the person is an access manager or a client administrator of the party. Both may
    /// see the party's system users.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Forbidden`] if the person is neither.
    pub fn access_manager_or_client_administrator(
        &self,
        world: &World,
        party: &str,
    ) -> Result<Acting, ApiError> {
        self.acting(world, party, |parties, person, party| {
            parties.may_approve(person, party) || parties.administers_clients(person, party)
        })
    }

    /// Parties checks the access policy before it validates the ids in the path, and gives no
    /// reason. An unknown party therefore gives the same error as a party in which the person has
    /// no access.
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

    /// # Errors
    ///
    /// Returns [`ApiError::Unauthorized`] if the call has no token or the token has no person.
    /// Returns [`ApiError::LacksScope`] if the token lacks the portal's scope.
    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        // The BFF's access check may have stored the caller in the request already.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = Token::from_request_parts(parts, simulator).await?;
        token.require(&[scope::PORTAL])?;
        let person = token.person(&simulator.world())?;
        Ok(Self { person })
    }
}
