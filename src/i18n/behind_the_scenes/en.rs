use super::{BehindTheScenes, ExportTexts, VisitorTexts, before};

fn calls(count: usize) -> String {
    if count == 1 {
        "1 call".to_owned()
    } else {
        format!("{count} calls")
    }
}

pub const TEXTS: BehindTheScenes = BehindTheScenes {
    title: "Behind the scenes",
    intro: "These are the calls that your browser has triggered in the last hour. Secrets and national identity numbers are hidden.",
    bar_first: |count| format!("See what happened behind the scenes ({})", calls(count)),
    bar: |count| format!("Behind the scenes ({})", calls(count)),
    nothing_yet: "No calls yet. Choose a plan or log in, and the calls appear here.",
    silent: "The simulator does not answer, so some calls to Altinn and ID-porten may be missing.",
    calls,
    step: |number, title| format!("Step {number}: {title}"),
    log_in: "Log in",
    at_altinn: "Redirect the browser to Altinn, where the customer decides",
    dashboard: "Use the access",
    other: "Other pages",
    earlier: "Earlier steps",
    back_to_page: "Back to the page",
    back_to_calls: "Back to all calls",
    beside_the_page: "Show beside the page",
    close: "Close",
    own_window: "Open in a window of its own",
    keys_on: "Keyboard shortcuts: on",
    keys_off: "Keyboard shortcuts: off",
    keys_help: "The up and down arrows go from call to call, and Enter opens the call. B goes back to all calls, or closes the panel.",
    keys_help_on_page: "When a call in the list has focus, the up and down arrows go from call to call. Enter opens the call.",
    code: "The code that does this",
    save: "Download",
    save_har: "HAR file",
    save_mermaid: "Mermaid",
    save_html: "One HTML page",
    diagram: |count| format!("Sequence diagram with {}", calls(count)),
    call: |from, to, what| {
        // If the label is a question, its question mark already ends the sentence.
        let end = if what.ends_with('?') { "" } else { "." };
        format!("{from} to {to}: {what}{end}")
    },
    answer: |status| format!("Answer {status}."),
    answer_after: |status, time| format!("Answer {status} after {time}."),
    milliseconds: |time| {
        if time == 1 {
            "1 millisecond".to_owned()
        } else {
            format!("{time} milliseconds")
        }
    },
    seconds: |time| format!("{time} seconds"),
    no_answer: "No answer.",
    not_visible: "Not visible to the vendor",
    not_visible_why: "Only the simulator knows about this call. In reality the vendor does not see it.",
    error: "Error",
    attempt: |number| format!("Attempt {number}"),
    pause: |time| format!("{time} later"),
    minutes: |minutes| {
        if minutes == 1 {
            "1 minute".to_owned()
        } else {
            format!("{minutes} minutes")
        }
    },
    when: "Time",
    status: "Status",
    took: "Duration",
    request: "Request",
    response: "Response",
    address: "Address",
    headers: "Headers",
    more_headers: "Other headers",
    body: "Body",
    no_body: "No body.",
    body_left_out: |kind, bytes| {
        let unit = if bytes == 1 { "byte" } else { "bytes" };
        format!("The body is not shown ({}{bytes} {unit}).", before(kind))
    },
    tokens: "Tokens",
    token_in_request: "Token in the request",
    token_in_response: "Token in the response",
    claim: "Claim",
    value: "Value",
    meaning: "Meaning",
    source: "Source",
    more_claims: |count| match count {
        1 => "1 other claim".to_owned(),
        _ => format!("{count} other claims"),
    },
    signature: "Signature: (hidden)",
    token_header: "Header of the token",
    what_it_means: "What the answer means",
    what_went_wrong: "What went wrong",
    show_again: "See it happen again",
    previous: "Previous call",
    next: "Next call",
    curl: "As curl",
    code_title: "The code that does this",
    code_intro: "These are the lines of SmartCloud that run now, and the same step in other languages.",
    the_code: "The code",
    the_wire: "On the wire",
    wire_of_visitor: "This is what it looked like for you:",
    wire_example: "This is what it looks like, with made-up values:",
    must_do: "What your product must do",
    differs: "Where your product differs from SmartCloud",
    mistakes: "Common mistakes",
    lines: |first, last| format!("lines {first} to {last}"),
    markdown: "The step as Markdown",
    all_parts: "All steps",
    no_language: "This build has no example in this language.",
    expired: "This call is gone. Calls are deleted after an hour.",
    export: ExportTexts {
        title: "Behind the scenes of SmartCloud",
        masked: "A word stands for each secret value and for each piece of personal data. The signature of each token is left out.",
        diagram: "Who sent what to whom",
        calls: "The calls",
        no_calls: "SmartCloud has recorded no calls from this browser in the last hour.",
        claims: "The content of the token",
    },
    visitors: VisitorTexts {
        title: "Visitors of the last hour",
        intro: "Each browser is a visitor. The latest one comes first. Only a presenter sees this page.",
        link: "All visitors",
        none: "Nobody has visited SmartCloud in the last hour.",
        column: "Visitor",
        visitor: |number| format!("Visitor {number}"),
        calls: "Calls",
        last: "Last call",
        step: "Last step",
        own: "this browser",
    },
};
