//! Tests of the dialogs on Altinn's pages. The browser opens and closes them without JavaScript.

use altinn_types::SystemUserId;

use crate::{
    agent_clients::{PAGES, agent},
    support::{Response, TestBed, decide},
};

/// Checks that each dialog of the page is modal, so that the focus cannot leave an open dialog.
#[track_caller]
fn assert_modal(page: &Response, count: usize) {
    let dialogs = page.all("dialog", "id");
    assert_eq!(dialogs.len(), count, "{dialogs:?}");
    for id in &dialogs {
        let opens = format!("button[command=show-modal][commandfor={id}]");
        assert_eq!(page.all(&opens, "type"), ["button"], "{opens}");
        let closes = format!("dialog#{id}[closedby=any] button[command=close]");
        assert_eq!(page.all(&closes, "commandfor"), [id.as_str()], "{closes}");
        // A browser without the attribute `command` opens the dialog as a popover.
        let opens = format!("button[popovertarget={id}]:not([popovertargetaction])");
        assert_eq!(page.all(&opens, "command"), ["show-modal"], "{opens}");
        let closes = format!("dialog#{id}[popover] button[popovertargetaction=hide]");
        assert_eq!(
            page.all(&closes, "popovertarget"),
            [id.as_str()],
            "{closes}"
        );
    }
}

#[tokio::test]
async fn the_focus_stays_in_an_open_dialog() {
    let bed = TestBed::start().await;
    let (person, _, id) = bed.customer_with_request();
    let browser = bed.browser();
    let page = browser.open_as(&person.key, bed.confirm_url(id)).await;
    assert_modal(&page, 3);
    decide(&browser, &page, "approve").await.assert_status(303);
    let id = SystemUserId::from(id);
    let page = browser.get(bed.ui(&format!("{PAGES}/{id}"))).await;
    assert_modal(&page, 4);

    let (person, _, _, url) = agent(&bed, 1);
    let page = bed.browser().open_as(&person.key, &url).await;
    assert_modal(&page, 2);
}

#[tokio::test]
async fn the_question_before_a_deletion_has_the_focus_on_cancel() {
    let bed = TestBed::start().await;
    let (person, _, _, url) = agent(&bed, 1);
    let page = bed.browser().open_as(&person.key, &url).await;
    let focused = page.all("dialog#delete [autofocus]", "command");
    assert_eq!(focused, ["close"]);
}
