//! Draws a QR code as SVG.

use std::fmt::Write;

use qrcode::{Color, QrCode};

/// The width of the white border, in modules of the QR code. The standard requires at least four.
const BORDER: usize = 4;

/// Draws `text` as a QR code. Returns `None` if the text is too long for a QR code.
pub fn svg(text: &str, title: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (place, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (place % width + BORDER, place / width + BORDER);
            // Writing to a `String` cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let size = width + 2 * BORDER;
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" role=\"img\" shape-rendering=\"crispEdges\">\
         <title>{title}</title><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\" stroke=\"none\"/>\
         <path d=\"{path}\" fill=\"#000\" stroke=\"none\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_border_and_its_modules() {
        let svg = svg("http://localhost:3000/bli-med/7F3K", "a < b").unwrap();
        assert!(svg.contains("<title>a &lt; b</title>"));
        // The finder pattern in the corner begins directly after the border.
        assert!(svg.contains("M4 4h1v1h-1z"));
        assert!(!svg.contains("M3 "));
    }
}
