//! Finds the visitor's sandbox for the URL of one of Altinn's pages. A request's page belongs to the sandbox of the
//! organisation that received the request. A system user's page belongs to the sandbox of the system user's owner. A
//! link to such a page therefore works in any browser. Other pages, such as the overview, belong to no sandbox.

use strum::VariantArray;
use url::Url;

use super::USER_PAGES;
use crate::{rules::RequestKind, world::World};

pub(super) fn sandbox_of_url(world: &World, url: &Url) -> Option<String> {
    let path = url.path();
    let mut kinds = RequestKind::VARIANTS.iter().copied();
    let sandbox = if let Some(kind) = kinds.find(|kind| kind.page() == path) {
        let (_, id) = url.query_pairs().find(|(name, _)| name == "id")?;
        let request = world.requests.get(kind, id.parse().ok()?)?;
        world.sandbox_of_organisation(&request.party_org_no)
    } else {
        let rest = path.strip_prefix(USER_PAGES)?.strip_prefix('/')?;
        let id = rest.split('/').next()?.parse().ok()?;
        world.sandbox_of_system_user(id)
    };
    sandbox.map(str::to_owned)
}
