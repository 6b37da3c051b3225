use axum::{extract::FromRequestParts, http::request::Parts};

use crate::Simulator;
use crate::altinn::{
    errors::ApiError,
    vendor_api::token::{Token, scope},
};
use crate::rules::Altinn;
use crate::world::World;
use altinn_types::OrgNumber;

/// Someone who calls as Altinn's pages do: with a token that has the portal's scope. Behind the pages' own
/// paths it may be a session of the browser instead.
#[derive(Clone, Debug)]
pub struct Caller {
    pub person: String,
}

/// A person who acts for a party, and has the power that the call takes.
#[derive(Clone, Debug)]
pub struct Acting {
    pub person: String,
    /// The organisation may have been wound up since.
    pub party: OrgNumber,
}

impl Caller {
    /// An access manager of the party: "read" and "write" on `altinn_access_management`.
    ///
    /// # Errors
    ///
    /// [`ApiError::Forbidden`] for any other.
    pub fn access_manager(&self, world: &World, party: &str) -> Result<Acting, ApiError> {
        self.acting(world, party, Altinn::may_approve)
    }

    /// A client administrator of the party: "read" and "write" on `altinn_client_administration`.
    ///
    /// # Errors
    ///
    /// As [`Caller::access_manager`].
    pub fn client_administrator(&self, world: &World, party: &str) -> Result<Acting, ApiError> {
        self.acting(world, party, Altinn::administers_clients)
    }

    /// Either of the two: both have reason to see what system users there are.
    ///
    /// # Errors
    ///
    /// As [`Caller::access_manager`].
    pub fn who_sees_system_users(&self, world: &World, party: &str) -> Result<Acting, ApiError> {
        self.acting(world, party, |world, person, party| {
            world.may_approve(person, party) || world.administers_clients(person, party)
        })
    }

    /// A policy says no without a word, and before the ids in the path are read: a party that is none is
    /// one that nobody has power in.
    fn acting(
        &self,
        world: &World,
        party: &str,
        may: impl Fn(&Altinn, &str, &OrgNumber) -> bool,
    ) -> Result<Acting, ApiError> {
        let party = party.parse().ok();
        let party = party.and_then(|party| world.number_of_party(party));
        let party = party.filter(|party| may(world, &self.person, party));
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
    /// [`ApiError::Unauthorized`] without a token, and for one without a person; [`ApiError::Forbidden`] without the scope.
    async fn from_request_parts(
        parts: &mut Parts,
        simulator: &Simulator,
    ) -> Result<Self, ApiError> {
        // Who calls may have been found out on the way.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = Token::from_request_parts(parts, simulator).await?;
        token.require(&[scope::PORTAL])?;
        let person = token.person(&simulator.world())?;
        Ok(Self { person })
    }
}
