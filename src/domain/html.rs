//! Between plain text and HTML, as mails hold both.

/// `text` as it reads in HTML.
pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            _ => html.push(c),
        }
    }
    html
}

/// What can be read of `html` without its tags, for clients that show no HTML.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    // The same bytes at the same places.
    let lower = html.to_ascii_lowercase();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text += &rest[..at];
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            text.push('<');
            continue;
        }
        let name: String = rest
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let opens = !rest.starts_with('/');
        rest = &rest[end..];
        match name.as_str() {
            // What is between these is not for reading.
            "script" | "style" | "head" | "title" if opens => {
                let close = format!("</{name}");
                let lower = &lower[html.len() - rest.len()..];
                rest = &rest[lower.find(&close).unwrap_or(rest.len())..];
            }
            "br" => text.push('\n'),
            "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "table" | "ul" | "ol"
                if !text.ends_with('\n') =>
            {
                text.push('\n');
            }
            _ => {}
        }
    }
    text += rest;
    for (entity, c) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_go_and_lines_stay() {
        let html = "<html><head><title>x</title><style>p{color:red}</style></head><body><P>你好 &amp; <b>再见</b></p><p>a<br/>b</p><script>alert(1)</script></body>";
        assert_eq!(plain(html), "你好 & 再见\na\nb");
        assert_eq!(plain("1 &lt; 2"), "1 < 2");
        assert_eq!(
            plain("价格 < 100 元<br>a <3 you"),
            "价格 < 100 元\na <3 you"
        );
        assert_eq!(plain("open <b"), "open");
        assert_eq!(plain("<script>never closed"), "");
    }

    #[test]
    fn markup_in_a_text_stays_text() {
        assert_eq!(
            escaped(r#"<a href="x">&"#),
            "&lt;a href=&quot;x&quot;&gt;&amp;"
        );
    }

    proptest! {
        #[test]
        fn any_html_is_read_to_its_end(html in "\\PC{0,60}|[<>/a-z&;! ]{0,60}") {
            plain(&html);
        }

        #[test]
        fn what_is_escaped_reads_as_it_was(text in "[^\r\n]{0,40}") {
            prop_assert_eq!(plain(&escaped(&text)), text.trim());
        }
    }
}
