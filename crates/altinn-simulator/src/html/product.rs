use super::origin_of;
use crate::world::World;

/// The simulator looks for the vendor's product in at most this many OAuth clients. The number is small, because each
/// page repeats the search.
const SEARCHED: usize = 20;

/// The vendor's product that uses the simulator, such as SmartCloud. The banner of each page links to the product.
///
/// The simulator finds the product by the redirect URIs of the clients at ID-porten. If these URIs have several
/// origins, the simulator cannot tell which origin is the product's, so the banner has no link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Product {
    pub name: String,
    pub url: String,
}

impl Product {
    pub(super) fn of(world: &World) -> Option<Self> {
        let clients = world.oauth_clients.idporten_clients().take(SEARCHED);
        let mut products = clients.flat_map(|client| {
            let origins = client.redirect_uris.iter().filter_map(|uri| origin_of(uri));
            origins.map(|origin| Self {
                name: client.name.clone(),
                url: format!("{origin}/"),
            })
        });
        let first = products.next()?;
        products
            .all(|product| product.url == first.url)
            .then_some(first)
    }
}
