//! Tests of the access to subunits. In Altinn, a person's access to a main unit also counts for its subunits
//! (contract/idporten.md §8).

use altinn_simulator::{
    World,
    rules::{Connection, Lack, Reason, policy_decision::PolicyDecision, role},
};
use altinn_types::{AuthorizedParty, OrgNumber, SystemUserId};
use reqwest::Method;
use serde_json::json;

use crate::support::{DEMO, KRAV, TestBed};

/// The built-in subunit. Anne is the general manager of its main unit, and has no connection to the subunit itself.
const SUBUNIT: &str = "314733584";
const CLAIMS: &str = "ske-krav-og-betalinger";

fn subunit() -> OrgNumber {
    SUBUNIT.parse().unwrap()
}

fn main_unit(world: &World) -> OrgNumber {
    let subunit = world.parties.organisation(&subunit()).unwrap();
    subunit.parent.clone().unwrap()
}

/// Returns the organisations in the list of the person's authorised parties. The person is not in the result.
fn organisations(world: &World, person: &str) -> Vec<AuthorizedParty> {
    let person = world.parties.person(person).unwrap();
    world.authorized_parties(person).split_off(1)
}

#[tokio::test]
async fn the_manager_of_a_main_unit_approves_requests_to_its_subunit() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let id = vendor
        .create_request(&vendor.request(&system, SUBUNIT))
        .await;
    let approved = bed.approve(&id, "anne").await;
    assert_eq!(approved.status, 200, "{}", approved.body);

    let world = bed.simulator().world();
    assert!(world.parties.administers_clients("anne", &subunit()));
    // The access goes down the hierarchy, and not up.
    let id: SystemUserId = id.parse().unwrap();
    let decide = |party: OrgNumber| world.policy_decision(id, "read", CLAIMS, &party);
    assert_eq!(decide(subunit()), PolicyDecision::Permit);
    assert_eq!(decide(main_unit(&world)), PolicyDecision::NotApplicable);
}

/// A person can have a connection to the subunit and a connection to the main unit. The person can then delegate what
/// one of the connections allows.
#[tokio::test]
async fn a_connection_to_the_subunit_takes_no_access_away() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let id = vendor
        .create_request(&vendor.request(&system, SUBUNIT))
        .await;
    let lack = Lack {
        id: CLAIMS.to_owned(),
        reason: Reason::MissingRoleAccess,
    };
    let mut connection = Connection::of("anne", subunit()).with_role(role::RIGHT_HOLDER);
    connection.lacks.push(lack.clone());
    bed.simulator().world().parties.connect(connection);
    {
        let mut world = bed.simulator().world();
        let main_unit = main_unit(&world);
        let own = Connection::of("anne", main_unit).with_role(role::GENERAL_MANAGER);
        let mut lacking = own.clone();
        lacking.lacks.push(lack);
        world.parties.connect(lacking);
    }
    let refused = bed.approve(&id, "anne").await;
    refused.assert_problem(403, "AUTH-00016");
    {
        let mut world = bed.simulator().world();
        let main_unit = main_unit(&world);
        let own = Connection::of("anne", main_unit).with_role(role::GENERAL_MANAGER);
        world.parties.connect(own);
    }
    let approved = bed.approve(&id, "anne").await;
    assert_eq!(approved.status, 200, "{}", approved.body);
}

/// The system user's list of authorised parties, the policy decision and the API of the resource owner must agree.
#[tokio::test]
async fn a_system_user_acts_for_the_subunits_of_its_owner() {
    let bed = TestBed::start().await;
    let vendor = bed.vendor().await;
    let system = vendor.registered().await;
    let owner = main_unit(&bed.simulator().world()).to_string();
    let id = vendor
        .create_request(&vendor.request(&system, &owner))
        .await;
    assert_eq!(bed.approve(&id, "anne").await.status, 200);
    {
        let world = bed.simulator().world();
        let id: SystemUserId = id.parse().unwrap();
        let listed = world.authorized_for(world.system_users.get(id).unwrap());
        assert_eq!(listed[0].subunits[0].organization_number, Some(subunit()));
        assert_eq!(listed[0].subunits[0].authorized_resources, [CLAIMS]);
        let decision = world.policy_decision(id, "read", CLAIMS, &subunit());
        assert_eq!(decision, PolicyDecision::Permit);
    }
    let token = vendor.token_for(KRAV, &owner).await;
    let url = bed.resource_owner(&format!("v1/regnskapssystem/{SUBUNIT}/krav"));
    let request = bed.http.get(url).bearer_auth(token);
    let claims = request.header("Korrelasjonsid", uuid::Uuid::new_v4().to_string());
    assert_eq!(bed.send(claims).await.status, 200);
    let token = vendor.token_for(DEMO, &owner).await;
    let url = bed.authentication("exchange/maskinporten");
    assert_eq!(bed.get(&url, &token).await.status, 200);
}

#[tokio::test]
async fn a_person_of_a_subunit_sees_the_main_unit_without_access() {
    let bed = TestBed::start().await;
    let path = format!("connections/kari/{SUBUNIT}");
    let role = json!({ "roles": ["daglig-leder"] });
    assert_eq!(bed.control(Method::PUT, &path, role).await.status, 204);
    let world = bed.simulator().world();
    let listed = organisations(&world, "kari");
    assert_eq!(listed.len(), 2);
    let above = &listed[1];
    assert_eq!(above.organization_number, Some(main_unit(&world)));
    assert!(above.only_hierarchy_element_with_no_access);
    assert!(above.authorized_roles.is_empty() && above.authorized_access_packages.is_empty());
    let [below] = &above.subunits[..] else {
        panic!("{above:?}");
    };
    assert_eq!(below.organization_number, Some(subunit()));
    assert!(!below.only_hierarchy_element_with_no_access);
    assert_eq!(below.authorized_roles, ["dagl", "daglig-leder"]);
    assert!(
        below
            .authorized_access_packages
            .contains(&"lonn".to_owned())
    );
}

#[tokio::test]
async fn a_person_of_a_subunit_and_its_main_unit_sees_the_subunit_once() {
    let bed = TestBed::start().await;
    let before = organisations(&bed.simulator().world(), "anne");
    let path = format!("connections/anne/{SUBUNIT}");
    let role = json!({ "roles": ["styreleder"] });
    assert_eq!(bed.control(Method::PUT, &path, role).await.status, 204);
    let world = bed.simulator().world();
    let listed = organisations(&world, "anne");
    assert_eq!(listed.len(), before.len());
    let above = listed.iter().find(|party| !party.subunits.is_empty());
    let above = above.unwrap();
    assert_eq!(above.authorized_roles, ["dagl", "daglig-leder"]);
    let [below] = &above.subunits[..] else {
        panic!("{above:?}");
    };
    for role in ["daglig-leder", "styreleder"] {
        assert!(below.authorized_roles.contains(&role.to_owned()), "{role}");
    }
}
