//! When Altinn refuses a vendor's call, this module writes a hint to the log. A hint says what the vendor sent and what
//! would be right. A hint also names a call that solves the problem. Only the log contains the hints, because Altinn's
//! real responses have no hints.

mod register;
mod wording;

use altinn_types::{AccessPackage, OrgNumber, Right, SystemId, SystemUserType};

use self::wording::{difference, list, quoted, shown, without_query, wrong_number, wrong_urn};

use crate::{
    Origins,
    altinn::errors::ApiError,
    rules::{
        ExternalIds, NewRequest, RequestKind, RuleViolation, register::System,
        requests::change_requests::NewChangeRequest,
    },
    world::World,
};

/// Makes hints for one vendor about the calls that Altinn has refused. The advisor reads the simulator's state and
/// never changes it.
#[derive(Clone, Copy)]
pub struct Advisor<'a> {
    world: &'a World,
    origins: &'a Origins,
    vendor: &'a OrgNumber,
}

impl<'a> Advisor<'a> {
    pub fn new(world: &'a World, origins: &'a Origins, vendor: &'a OrgNumber) -> Self {
        Self {
            world,
            origins,
            vendor,
        }
    }

    pub fn about_request(&self, new: &NewRequest, violation: RuleViolation) -> ApiError {
        let system_id = new.system_id.as_deref().unwrap_or_default();
        let system = self.system(system_id);
        let redirect = new.redirect_url.as_deref();
        let hint = match &violation {
            RuleViolation::NoSuchParty => {
                Some(self.unknown_party(new.party_org_no.as_deref().unwrap_or_default()))
            }
            RuleViolation::NoSuchSystem => Some(self.no_system(system_id)),
            RuleViolation::SystemUserExists => new.party_org_no.as_ref().map(|party| {
                let reference = new.external_ref.as_ref().map_or(party, |text| &text.0);
                format!(
                    "the customer has this system user already: read it with GET {}, or send another externalRef than {}",
                    self.authentication(&format!(
                        "systemuser/vendor/byquery?system-id={}&orgno={}&external-ref={}",
                        shown(system_id),
                        shown(party),
                        shown(reference)
                    )),
                    quoted(reference)
                )
            }),
            violation => system.and_then(|system| {
                let rights = new.rights.as_deref().unwrap_or_default();
                let packages = new.access_packages.as_deref().unwrap_or_default();
                self.content(system, redirect, rights, packages, violation)
            }),
        };
        ApiError::from(violation).with_hint(hint)
    }

    pub fn about_change_request(
        &self,
        new: &NewChangeRequest,
        violation: RuleViolation,
    ) -> ApiError {
        let user = self.world.system_users.get(new.system_user);
        let hint = match (user, &violation) {
            (Some(user), RuleViolation::NoSuchSystemUser) if user.kind == SystemUserType::Agent => {
                Some(format!(
                    "{} is an agent system user, which a change request cannot change: send a new agent request with \
                     another externalRef, and let the customer delete the old system user",
                    user.id
                ))
            }
            (None, RuleViolation::NoSuchSystemUser) => Some(format!(
                "no system user has the id {}: GET {} lists the system users of a system",
                new.system_user,
                self.authentication("systemuser/vendor/bysystem/{systemId}")
            )),
            (Some(user), violation) => {
                let system = self.world.register.system(&user.system_id);
                system.and_then(|system| {
                    self.content(
                        system,
                        new.redirect_url.as_deref(),
                        &new.change.required_rights,
                        &new.change.required_access_packages,
                        violation,
                    )
                })
            }
            (None, _) => None,
        };
        ApiError::from(violation).with_hint(hint)
    }

    /// The hint for a look-up that found no system user. `external_ref` is the reference that the vendor sent.
    pub fn no_system_user(&self, ids: &ExternalIds, external_ref: Option<&str>) -> String {
        let sent = external_ref.map_or_else(
            || format!("no external-ref, which stands for {}", ids.party),
            |text| format!("external-ref {}", quoted(text)),
        );
        let users = self.world.system_users.of_owner(&ids.party);
        let users =
            users.filter(|user| user.system_id == ids.system && user.vendor == *self.vendor);
        let references: Vec<_> = users.map(|user| quoted(&user.external_ref.0)).collect();
        if !references.is_empty() {
            return format!(
                "the call has {sent}. {} has a system user under {}: send this external-ref",
                ids.party,
                references.join(", ")
            );
        }
        let kinds = [RequestKind::Standard, RequestKind::Agent];
        let open = kinds
            .into_iter()
            .flat_map(|kind| self.world.requests.to_party(kind, &ids.party))
            .filter(|request| request.system_id == ids.system);
        if let Some(request) = open.last() {
            return format!(
                "the call has {sent}. {} has no system user for {}. The newest request to it, {}, has the status {:?}, \
                 and only an approval creates the system user",
                ids.party, ids.system, request.id, request.status
            );
        }
        match self.system(ids.system.as_str()) {
            None => self.no_system(ids.system.as_str()),
            Some(system) if system.vendor != *self.vendor => self.no_system(ids.system.as_str()),
            Some(_) => format!(
                "{} has neither a system user nor a request for {}: send a request with POST {}",
                ids.party,
                ids.system,
                self.authentication("systemuser/request/vendor")
            ),
        }
    }

    /// The hint for a violation that concerns the redirect URL, the rights or the packages of a request.
    fn content(
        &self,
        system: &System,
        redirect: Option<&str>,
        rights: &[Right],
        packages: &[AccessPackage],
        violation: &RuleViolation,
    ) -> Option<String> {
        match violation {
            RuleViolation::RedirectNotAllowed
            | RuleViolation::NoRedirectsRegistered
            | RuleViolation::Exception(_) => {
                let sent = redirect.filter(|url| !url.is_empty())?;
                Some(self.redirect(system, sent))
            }
            RuleViolation::RightNotFound => Some(self.rights(system, rights)),
            RuleViolation::PackageNotFound(_) => Some(self.packages(system, packages)),
            RuleViolation::PackageNotAssignable(urns) => Some(format!(
                "a standard system user cannot have {}: packages for clients belong in an agent request, POST {}",
                shown(&urns.join(", ")),
                self.authentication("systemuser/request/vendor/agent")
            )),
            RuleViolation::PackageNotForClients(urns) => Some(format!(
                "an agent system user cannot have {}: clients do not give such packages. They belong in a standard \
                 request, POST {}",
                shown(&urns.join(", ")),
                self.authentication("systemuser/request/vendor")
            )),
            RuleViolation::NoSuchParty => Some(
                "the customer is no longer in the entity register: PUT /control/organisations/{number} adds it"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    fn redirect(&self, system: &System, sent: &str) -> String {
        let registered = &system.registered.allowed_redirect_urls;
        let known = if registered.is_empty() {
            "no redirect URL".to_owned()
        } else {
            list(registered)
        };
        let difference = registered.iter().find_map(|known| {
            let difference = difference(known, sent)?;
            Some(format!("{difference}: send {}. ", quoted(known)))
        });
        format!(
            "redirectUrl is {}. {} has registered {known}. {}To register another address, add it to allowedRedirectUrls \
             with PUT {}, which replaces the whole system",
            quoted(without_query(sent)),
            system.id(),
            difference.unwrap_or_default(),
            self.system_url(system)
        )
    }

    fn rights(&self, system: &System, wanted: &[Right]) -> String {
        let own = &system.registered.rights;
        if let Some(hint) = wanted.iter().find_map(wrong_urn) {
            return hint;
        }
        let missing = wanted
            .iter()
            .filter(|right| !own.iter().any(|own| own.resource == right.resource));
        let missing: Vec<_> = missing.flat_map(Right::resource_ids).collect();
        let registered: Vec<_> = own.iter().flat_map(Right::resource_ids).collect();
        let sent = if wanted.is_empty() {
            "the request has neither rights nor accessPackages".to_owned()
        } else if missing.is_empty() {
            format!(
                "the request has {} rights, more than the system's {}",
                wanted.len(),
                own.len()
            )
        } else {
            format!("{} has no right to {}", system.id(), list(&missing))
        };
        format!(
            "{sent}. The system has the rights {}: ask for some of them, or add a right with PUT {}/rights",
            list(&registered),
            self.system_url(system)
        )
    }

    fn packages(&self, system: &System, wanted: &[AccessPackage]) -> String {
        let own = &system.registered.access_packages;
        let missing = wanted.iter().filter(|package| !own.contains(package));
        let missing: Vec<_> = missing.map(|package| package.urn.as_str()).collect();
        if let Some(hint) = missing.iter().find_map(|urn| self.wrong_package_urn(urn)) {
            return hint;
        }
        let registered: Vec<_> = own.iter().map(|package| package.urn.as_str()).collect();
        let sent = if missing.is_empty() {
            format!(
                "the request has {} packages, more than the system's {}",
                wanted.len(),
                own.len()
            )
        } else {
            format!("{} does not have {}", system.id(), list(&missing))
        };
        format!(
            "{sent}. The system has the packages {}: ask for some of them, or add a package with PUT {}/accesspackages",
            list(&registered),
            self.system_url(system)
        )
    }

    fn unknown_party(&self, sent: &str) -> String {
        let number = sent.rsplit(':').next().unwrap_or(sent).replace(' ', "");
        match number.parse::<OrgNumber>() {
            Ok(number) if number.as_str() != sent => {
                format!(
                    "partyOrgNo is {}. Send only the nine digits: {number}",
                    quoted(sent)
                )
            }
            Ok(number) => format!(
                "no organisation has the number {number}. To add it to the simulator: curl --request PUT {} --data \
                 '{{\"name\": \"My customer AS\"}}'",
                self.control(&format!("organisations/{number}"))
            ),
            Err(error) => format!("partyOrgNo: {}", wrong_number(&number, error)),
        }
    }

    fn no_system(&self, sent: &str) -> String {
        if let Some(system) = self
            .system(sent)
            .filter(|system| system.vendor != *self.vendor)
        {
            return format!(
                "{} belongs to {}, and the access token is of {}",
                system.id(),
                system.vendor,
                self.vendor
            );
        }
        let own = self.world.register.systems();
        let own = own.filter(|system| system.vendor == *self.vendor && !system.is_deleted());
        let own: Vec<_> = own.map(|system| system.id().as_str()).take(5).collect();
        format!(
            "no system has the id {}. The systems of {} are {}: POST {} registers one",
            quoted(sent),
            self.vendor,
            list(&own),
            self.authentication("systemregister/vendor")
        )
    }

    fn system(&self, id: &str) -> Option<&'a System> {
        let id: SystemId = id.parse().ok()?;
        self.world.register.system(&id)
    }

    fn system_url(&self, system: &System) -> String {
        self.authentication(&format!("systemregister/vendor/{}", system.id()))
    }

    fn authentication(&self, path: &str) -> String {
        format!(
            "{}authentication/api/v1/{path}",
            self.origins.altinn_platform
        )
    }

    fn control(&self, path: &str) -> String {
        format!("{}control/{path}", self.origins.altinn_ui)
    }
}
