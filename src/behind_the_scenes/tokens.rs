//! Shows the claims of a token in a table, without the signature.

use leptos::prelude::*;
use masking::{Jwt, Value};

use super::{claims, secrets::secret, values};
use crate::i18n::Locale;

/// A page always shows this many claims of each token. Further claims are in a `<details>` element.
const ON_TOP: usize = 3;

/// Shows the claims of a token under a title. The title says whether the token was in the request or in the response.
pub fn token(jwt: &Jwt, title: &str, locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let mut claims: Vec<_> = jwt.claims.iter().collect();
    claims.sort_by_key(|(name, _)| claims::weight(name));
    let (top, more) = claims.split_at(claims.len().min(ON_TOP));
    let more_rows = (!more.is_empty()).then(|| {
        view! {
            <details class="ds-details">
                <summary>{(t.more_claims)(more.len())}</summary>
                {table(more, locale)}
            </details>
        }
    });
    let header: Vec<_> = jwt.header.iter().collect();
    view! {
        <section class="token">
            <h4 class="ds-heading" data-size="2xs">
                {title.to_owned()}": "{secret(jwt.kind, locale)}
            </h4>
            {table(top, locale)}
            {more_rows}
            <details class="ds-details">
                <summary>{t.token_header}</summary>
                {table(&header, locale)}
            </details>
            <p class="quiet">{t.signature}</p>
        </section>
    }
    .into_any()
}

fn table(claims: &[&(masking::Name, Value)], locale: Locale) -> AnyView {
    let t = locale.behind_the_scenes();
    let rows = claims.iter().map(|(name, claim)| {
        let text = claims::text_of(name);
        let value = values::pieces(&values::value_pieces(claim), locale);
        view! {
            <div class="claim">
                <dt><code>{name.clone()}</code></dt>
                <dd>
                    <code class="claim-value">{value}</code>
                    <p>
                        {text.meaning.in_locale(locale)}" "
                        <a class="ds-link" href=text.source>
                            {t.source}<span class="visually-hidden">" "{name.clone()}</span>
                        </a>
                    </p>
                    {(name == "authorization_details").then(|| members(claim, locale))}
                </dd>
            </div>
        }
    });
    view! { <dl class="claims">{rows.collect_view()}</dl> }.into_any()
}

/// Shows the claim `authorization_details`, with an explanation of each member. The claim identifies the system user
/// that the token is for.
fn members(details: &Value, locale: Locale) -> Option<AnyView> {
    // The claim `authorization_details` is a list in Maskinporten's token. In Altinn's token, the claim is a single
    // object.
    let details = match details {
        Value::List(values) => values.first()?,
        object => object,
    };
    let Value::Object(members) = details else {
        return None;
    };
    let members: Vec<_> = members.iter().collect();
    Some(view! { <div class="inner-claims">{table(&members, locale)}</div> }.into_any())
}
