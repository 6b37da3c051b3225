use crate::recorder::exchange::{Body, Exchange, SecretKind};

/// The curl command leaves out these headers, because curl sets them itself or because the call works without them.
const LEFT_OUT: [&str; 12] = [
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "cookie",
    "dnt",
    "host",
    "priority",
    "referer",
    "upgrade-insecure-requests",
    "user-agent",
    "x-request-id",
];

/// Returns a curl command that sends the call again. Each secret is replaced by a shell variable, such as
/// `$ACCESS_TOKEN`.
#[must_use]
pub fn curl(exchange: &Exchange) -> String {
    let mut parts = vec![
        format!("curl --request {}", word(&exchange.method)),
        format!("--url {}", word(&exchange.url)),
    ];
    for (name, value) in &exchange.request.headers {
        if !LEFT_OUT.contains(&name.as_ref()) && !name.starts_with("sec-") {
            parts.push(format!("--header {}", word(&format!("{name}: {value}"))));
        }
    }
    match &exchange.request.body {
        Body::Empty | Body::NotShown { .. } => {}
        Body::Form(fields) => {
            let pairs = fields.iter().map(|(name, value)| {
                format!("--data-urlencode {}", word(&format!("{name}={value}")))
            });
            parts.extend(pairs);
        }
        body => {
            let text = body.to_text().unwrap_or_default();
            parts.push(format!("--data-raw {}", word(&text)));
        }
    }
    let command = parts.join(" \\\n  ");
    let variables = variables(&command);
    if variables.is_empty() {
        return format!("{command}\n");
    }
    let first = format!("# Set first: {}", variables.join(", "));
    format!("{first}\n{command}\n")
}

fn variables(command: &str) -> Vec<String> {
    use strum::VariantArray;

    let all = SecretKind::VARIANTS.iter();
    all.map(|kind| variable(*kind))
        .filter(|name| command.contains(&format!("${{{name}}}")))
        .collect()
}

fn variable(kind: SecretKind) -> String {
    kind.name().replace('-', "_").to_uppercase()
}

/// Quotes a text so that the shell reads the text as one word. The shell expands only the variables that stand for
/// secrets.
fn word(text: &str) -> String {
    let mut word = String::from("'");
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let after = &rest[start..];
        let end = after.find('}').map_or(after.len(), |end| end + 1);
        if let Some(kind) = SecretKind::of_placeholder(&after[..end]) {
            word.push_str(&quoted(&rest[..start]));
            // The shell does not expand a variable inside single quotes, so end these quotes and put the variable into
            // double quotes.
            word.push_str("'\"${");
            word.push_str(&variable(kind));
            word.push_str("}\"'");
            rest = &after[end..];
        } else {
            word.push_str(&quoted(&rest[..=start]));
            rest = &rest[start + 1..];
        }
    }
    word.push_str(&quoted(rest));
    word.push('\'');
    word
}

fn quoted(text: &str) -> String {
    text.replace('\'', r"'\''")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behind_the_scenes::exports::samples::refused;

    #[test]
    fn a_variable_stands_for_each_secret() {
        let command = curl(&refused());
        assert!(
            command.starts_with("# Set first: ACCESS_TOKEN, UNKNOWN\ncurl --request 'POST'"),
            "{command}"
        );
        let header = r#"--header 'authorization: Bearer '"${ACCESS_TOKEN}"''"#;
        assert!(command.contains(header), "{command}");
        assert!(command.contains(r"it'\''s"), "{command}");
    }

    #[test]
    fn the_shell_reads_the_words_as_they_were_sent() {
        let text = r#"it's "quoted" $HOME `x` {code} \ {other}"#;
        let script = format!("AUTHORIZATION_CODE=a; CODE=b; printf %s {}", word(text));
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), text);
        let script = format!(
            "ACCESS_TOKEN=\"a b\"; printf %s {}",
            word("x {access-token}")
        );
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "x a b");
    }
}
