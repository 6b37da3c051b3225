//! Responses that report a failure. SmartCloud writes the cause of the failure to the log, and tells the browser only
//! what kind of failure it is.

use std::error::Error;

use axum::{
    extract::{Form, FromRequest, FromRequestParts, Query, Request},
    response::{IntoResponse, Redirect, Response},
};
use http::{StatusCode, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use serde::de::DeserializeOwned;

use crate::{error::AppError, outbound};

/// Logs the cause of a failure, and returns the [`AppError`] for the user.
///
/// The log gets only the beginning of each text in the cause, because a text can come from another server.
///
/// In a page or a server function, this function also sets the HTTP status of the response. By default, Leptos answers
/// 500 for every failed server function.
pub fn failure<E: Error + Into<AppError>>(cause: E) -> AppError {
    let chain = std::iter::successors(cause.source(), |&cause| cause.source());
    let chain: Vec<_> = chain
        .map(|cause| outbound::excerpt(&cause.to_string()))
        .collect();
    let message = outbound::excerpt(&cause.to_string());
    let error = cause.into();
    if error.status() >= 500 {
        tracing::error!(problem = error.code(), ?chain, "{message}");
    } else {
        tracing::warn!(problem = error.code(), ?chain, "{message}");
    }
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status(error));
    }
    error
}

#[must_use]
pub fn status(error: AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Redirects the browser to a page of SmartCloud, which shows what went wrong and what the user can do.
///
/// `page` is the path of a page of SmartCloud and can contain a query. Pass the page that the customer came from, so
/// that the customer can continue there. The page also shows the id of this HTTP request, so that support can find the
/// log lines.
#[must_use]
pub fn back_to(page: &str, error: AppError) -> Response {
    let sign = if page.contains('?') { '&' } else { '?' };
    let mut address = format!("{page}{sign}problem={}", error.code());
    if let Ok(reference) = outbound::REQUEST_ID.try_with(Clone::clone) {
        address.push_str("&ref=");
        address.push_str(&reference);
    }
    Redirect::to(&address).into_response()
}

/// Extracts a form. If a required field is missing or invalid, SmartCloud redirects the browser to the home page, which
/// shows an error. SmartCloud's own pages never send an incomplete form.
#[derive(Debug)]
pub struct FormData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for FormData<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match Form::from_request(request, state).await {
            Ok(Form(data)) => Ok(Self(data)),
            Err(refusal) => Err(bad_input(refusal)),
        }
    }
}

/// Extracts a query. If a required parameter is missing or invalid, SmartCloud redirects the browser to the home page,
/// as for [`FormData`].
#[derive(Debug)]
pub struct QueryData<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryData<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Query::from_request_parts(parts, state).await {
            Ok(Query(data)) => Ok(Self(data)),
            Err(refusal) => Err(bad_input(refusal)),
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("bad input")]
struct BadInput<E: Error + 'static>(#[source] E);

impl<E: Error> From<BadInput<E>> for AppError {
    fn from(_: BadInput<E>) -> Self {
        Self::BadInput
    }
}

fn bad_input<E: Error + 'static>(refusal: E) -> Response {
    back_to("/", failure(BadInput(refusal)))
}
