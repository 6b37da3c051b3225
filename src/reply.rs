//! How a failure leaves the server: its cause to the log, its kind to the browser.

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

/// Turns the cause of a failure into what the browser is told. The one place where a failure is logged.
///
/// In a page or a server function it sets the status too: Leptos by itself answers every failed server
/// function with 500.
pub fn failure<E: Error + Into<AppError>>(cause: E) -> AppError {
    let chain = std::iter::successors(cause.source(), |&cause| cause.source());
    let chain: Vec<_> = chain.map(ToString::to_string).collect();
    let message = cause.to_string();
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

/// The HTTP status of an answer that says so.
#[must_use]
pub fn status(error: AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Sends the browser to a page that says what went wrong, and what to do now: nothing is lost, since
/// the page is the one that the customer came from.
///
/// `page` is an address within SmartCloud, which may have a query. The reference is the one that the
/// log lines of this request carry.
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

/// A form that holds what it must. One that does not was not made by our pages: it leads home, where
/// the customer is told.
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

/// A query that holds what it must; see [`FormData`].
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

/// What was sent cannot be read.
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
