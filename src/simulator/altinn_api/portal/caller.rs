use axum::{extract::FromRequestParts, http::request::Parts};

use super::super::{
    problem::No,
    token::{Token, scope},
};
use crate::{
    domain::OrgNumber,
    simulator::{Simulator, World},
};

/// Someone who calls as Altinn's pages do: with a token that has the portal's scope.
#[derive(Clone, Debug)]
pub struct Caller {
    token: Token,
}

/// A person who acts for a party, and has the power that the call takes.
#[derive(Clone, Debug)]
pub struct Acting {
    pub person: String,
    /// The organisation may have been wound up since.
    pub party: OrgNumber,
}

impl Caller {
    /// # Errors
    ///
    /// [`No::Unauthorized`] for a token without a person.
    pub fn person(&self, world: &World) -> Result<String, No> {
        self.token.person(world)
    }

    /// An access manager of the party: "read" and "write" on `altinn_access_management`.
    ///
    /// # Errors
    ///
    /// [`No::Unauthorized`] without a person, [`No::Forbidden`] for any other.
    pub fn access_manager(&self, world: &World, party: &str) -> Result<Acting, No> {
        self.acting(world, party, World::may_approve)
    }

    /// A client administrator of the party: "read" and "write" on `altinn_client_administration`.
    ///
    /// # Errors
    ///
    /// As [`Caller::access_manager`].
    pub fn client_administrator(&self, world: &World, party: &str) -> Result<Acting, No> {
        self.acting(world, party, World::administers_clients)
    }

    /// Either of the two: both have reason to see what system users there are.
    ///
    /// # Errors
    ///
    /// As [`Caller::access_manager`].
    pub fn who_sees_system_users(&self, world: &World, party: &str) -> Result<Acting, No> {
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
        may: impl Fn(&World, &str, &OrgNumber) -> bool,
    ) -> Result<Acting, No> {
        let person = self.person(world)?;
        let party = party.parse().ok();
        let party = party.and_then(|party| world.number_of_party(party));
        let party = party.filter(|party| may(world, &person, party));
        let party = party.ok_or(No::Forbidden)?.clone();
        Ok(Acting { person, party })
    }
}

impl FromRequestParts<Simulator> for Caller {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, No> {
        let token = Token::from_request_parts(parts, simulator).await?;
        token.require(&[scope::PORTAL])?;
        Ok(Self { token })
    }
}
