//! Removes cookies with a percent-encoded name. Such a name gets around the browser's rule for the prefix `__Host-`.

use http::{HeaderMap, HeaderValue, header::COOKIE};

/// Removes each cookie with a percent sign in its name.
///
/// Only a host itself can set a cookie such as `__Host-session`. But another host of the domain can set
/// `%5F%5FHost-session`. The crates axum-extra and tower-sessions decode this name to `__Host-session`.
pub fn remove_encoded_cookie_names(headers: &mut HeaderMap) {
    let has_encoded_name = |value: &HeaderValue| value.as_bytes().contains(&b'%');
    if !headers.get_all(COOKIE).iter().any(has_encoded_name) {
        return;
    }
    let lines: Vec<HeaderValue> = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| {
            let cookies = line.as_bytes().split(|&byte| byte == b';');
            let kept: Vec<&[u8]> = cookies.filter(|cookie| !is_encoded(cookie)).collect();
            HeaderValue::from_bytes(&kept.join(&b';')).ok()
        })
        .collect();
    headers.remove(COOKIE);
    for line in lines {
        headers.append(COOKIE, line);
    }
}

/// Whether the name of a cookie `name=value` contains a percent sign.
fn is_encoded(cookie: &[u8]) -> bool {
    let name = cookie.split(|&byte| byte == b'=').next();
    name.is_some_and(|name| name.contains(&b'%'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies_after(lines: &[&'static str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_static(line));
        }
        remove_encoded_cookie_names(&mut headers);
        let lines = headers.get_all(COOKIE).iter();
        lines
            .map(|line| line.to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn a_cookie_with_an_encoded_name_is_removed() {
        assert_eq!(
            cookies_after(&["a=1; %5F%5FHost-a=2; b=3", "__Host%2da=4; c=5"]),
            ["a=1; b=3", " c=5"]
        );
    }

    #[test]
    fn an_encoded_value_stays() {
        let line = "a=%7B1%7D; b=x%3Dy=%3D";
        assert_eq!(cookies_after(&[line]), [line]);
    }
}
