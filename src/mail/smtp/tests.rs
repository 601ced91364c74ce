//! The dialogue against scripts: what the server says, and what must be said to it.

use super::*;

fn server(tls: bool) -> Server {
    Server {
        host: "smtp.example.com".into(),
        port: 465,
        tls,
        user: "user@example.com".into(),
        password: "secret".into(),
    }
}

/// What has to be said after each of the server's `lines`; in the end why it failed, if it did.
fn talk(server: &Server, lines: &[&str]) -> (Vec<String>, Option<Undelivered>) {
    let content = b"Subject: x\r\n\r\n.\r\n..a\r\nlast";
    let mut dialogue = Dialogue::new(
        server,
        "example.com",
        "user@example.com",
        "to@qq.com",
        content,
    );
    let mut said = Vec::new();
    for line in lines {
        match dialogue.take(line.as_bytes()) {
            Err(why) => return (said, Some(why)),
            Ok(Step::Read) => said.push(String::new()),
            Ok(Step::Write(bytes)) => said.push(String::from_utf8(bytes).unwrap()),
            Ok(Step::Secure(bytes)) => {
                said.push(format!("(safe) {}", String::from_utf8(bytes).unwrap()))
            }
            Ok(Step::Done(bytes)) => {
                said.push(format!("(done) {}", String::from_utf8(bytes).unwrap()))
            }
        }
    }
    (said, None)
}

const READY: &str = "220 smtp.example.com ready\r\n";
const HELLO: &str =
    "250-smtp.example.com\r\n250-PIPELINING\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME\r\n";

#[test]
fn a_mail_is_sent_over_a_connection_that_is_safe() {
    let replies = [
        READY,
        HELLO,
        "334 \r\n",
        "235 ok\r\n",
        "250 ok\r\n",
        "250 ok\r\n",
        "354 go\r\n",
        "250 queued\r\n",
    ];
    let (said, failed) = talk(&server(true), &replies);
    assert_eq!(failed, None);
    assert_eq!(
        said,
        [
            "EHLO example.com\r\n",
            "AUTH PLAIN\r\n",
            "AHVzZXJAZXhhbXBsZS5jb20Ac2VjcmV0\r\n",
            "MAIL FROM:<user@example.com>\r\n",
            "RCPT TO:<to@qq.com>\r\n",
            "DATA\r\n",
            "Subject: x\r\n\r\n..\r\n...a\r\nlast\r\n.\r\n",
            "(done) QUIT\r\n",
        ]
    );
}

#[test]
fn starttls_comes_before_anything_else_and_login_serves_as_well() {
    let replies = [
        READY,
        "250-h\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
        "220 go\r\n",
        "250-h\r\n250 AUTH=LOGIN\r\n",
        "334 VXNlcm5hbWU6\r\n",
        "334 UGFzc3dvcmQ6\r\n",
        "235 ok\r\n",
    ];
    let (said, failed) = talk(&server(false), &replies);
    assert_eq!(failed, None);
    assert_eq!(said[1..3], ["STARTTLS\r\n", "(safe) EHLO example.com\r\n"]);
    assert_eq!(
        said[3..6],
        [
            "AUTH LOGIN\r\n",
            "dXNlckBleGFtcGxlLmNvbQ==\r\n",
            "c2VjcmV0\r\n"
        ]
    );
}

#[test]
fn replies_come_in_any_pieces() {
    let pieces = [
        "2",
        "20 smtp",
        "\r",
        "\n",
        "250-a\r\n250-",
        "AUTH PLAIN\r\n",
        "250 ok\r\n",
    ];
    let (said, failed) = talk(&server(true), &pieces);
    assert_eq!(failed, None);
    assert_eq!(
        said,
        ["", "", "", "EHLO example.com\r\n", "", "", "AUTH PLAIN\r\n"]
    );
}

#[test]
fn the_password_is_said_to_nobody_without_tls() {
    for hello in ["250-h\r\n250 AUTH PLAIN\r\n", "250 h\r\n"] {
        let (said, failed) = talk(&server(false), &[READY, hello]);
        assert_eq!((said.len(), failed), (1, Some(Undelivered::NotSafe)));
    }
    // What follows STARTTLS's answer in the clear was put there by somebody else.
    let offer = "250-h\r\n250 STARTTLS\r\n";
    let (_, failed) = talk(
        &server(false),
        &[READY, offer, "220 go\r\n250 injected\r\n"],
    );
    assert_eq!(failed, Some(Undelivered::Nonsense));
    let (_, failed) = talk(&server(false), &[READY, offer, "454 no\r\n"]);
    assert_eq!(failed, Some(Undelivered::NotSafe));
}

#[test]
fn each_refusal_has_its_word() {
    let whole = [
        READY,
        HELLO,
        "334 \r\n",
        "235 ok\r\n",
        "250 ok\r\n",
        "250 ok\r\n",
        "354 go\r\n",
    ];
    for (step, reply, why) in [
        (0, "554 no\r\n", Undelivered::Refused),
        (0, "421 later\r\n", Undelivered::Busy),
        (1, "502 no\r\n", Undelivered::Refused),
        (1, "250 no AUTH here\r\n", Undelivered::WrongPassword),
        (
            1,
            "250-h\r\n250 AUTH XOAUTH2\r\n",
            Undelivered::WrongPassword,
        ),
        (2, "504 no\r\n", Undelivered::WrongPassword),
        (3, "535 wrong\r\n", Undelivered::WrongPassword),
        (3, "454 later\r\n", Undelivered::Busy),
        (4, "553 not yours\r\n", Undelivered::SenderRefused),
        (
            5,
            "550-no\r\n550 such user\r\n",
            Undelivered::AddressRefused,
        ),
        (5, "450 later\r\n", Undelivered::Busy),
        (6, "554 no\r\n", Undelivered::Refused),
        (7, "552 spam\r\n", Undelivered::Refused),
        (4, "354 what\r\n", Undelivered::Nonsense),
    ] {
        let mut replies = whole[..step].to_vec();
        replies.push(reply);
        let (said, failed) = talk(&server(true), &replies);
        assert_eq!((said.len(), failed), (step, Some(why)), "{reply}");
    }
}

#[test]
fn what_speaks_another_protocol_is_left_at_once() {
    for nonsense in [
        "HTTP/1.1 400 Bad Request\r\n",
        "22\r\n",
        "220 a\r\n220 b\r\n",
        "220-a\r\n250 b\r\n",
        "999 x\r\n",
        "SSH-2.0-x\n",
    ] {
        let (said, failed) = talk(&server(true), &[nonsense]);
        assert_eq!(
            (said.len(), failed),
            (0, Some(Undelivered::Nonsense)),
            "{nonsense}"
        );
    }
    let endless = "220-x\r\n".repeat(3_000);
    assert_eq!(
        talk(&server(true), &[&endless]).1,
        Some(Undelivered::Nonsense)
    );
    let server = server(true);
    let mut dialogue = Dialogue::new(&server, "h", "a@b.cn", "c@d.cn", b"");
    assert_eq!(
        dialogue.take(&[0xff, 0xfe, b'\n']),
        Err(Undelivered::Nonsense)
    );
}

#[test]
fn what_a_server_says_to_people_does_not_matter() {
    // In another encoding, a character cut in two, and a farewell that comes with the last reply.
    let server = server(true);
    let content = b"x";
    let mut dialogue = Dialogue::new(&server, "a.cn", "a@a.cn", "b@b.cn", content);
    let gbk: &[u8] = b"220 \xbb\xb6\xd3\xad\r\n";
    assert!(matches!(dialogue.take(gbk), Ok(Step::Write(_))));
    assert!(matches!(dialogue.take(b"250-\xe4"), Ok(Step::Read)));
    assert!(matches!(
        dialogue.take(b"\xbd\xa0\r\n250 AUTH PLAIN\r\n"),
        Ok(Step::Write(_))
    ));
    for reply in [
        "334 \r\n",
        "235 in\r\n",
        "250 ok\r\n",
        "250 ok\r\n",
        "354 go\r\n",
    ] {
        assert!(matches!(
            dialogue.take(reply.as_bytes()),
            Ok(Step::Write(_))
        ));
    }
    let sent = dialogue.take(b"250 taken\r\n421 bye\r\n");
    assert!(matches!(sent, Ok(Step::Done(_))));
}

mod any_bytes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_a_server_says_breaks_the_dialogue(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..20)) {
            let server = server(true);
            let mut dialogue = Dialogue::new(&server, "h", "a@b.cn", "c@d.cn", b"x");
            for piece in pieces {
                if dialogue.take(&piece).is_err() {
                    break;
                }
            }
        }

        #[test]
        fn nothing_secret_is_said_before_the_connection_is_safe(
            replies in prop::collection::vec("(220|250|334|235|354|[2-5][0-9]{2})([ -](STARTTLS|AUTH PLAIN LOGIN|AUTH=LOGIN|[a-zA-Z ]{0,8}))?\r?\n", 0..12)
        ) {
            let server = server(false);
            let mut dialogue = Dialogue::new(&server, "h", "a@b.cn", "c@d.cn", b"content");
            for reply in replies {
                match dialogue.take(reply.as_bytes()) {
                    Ok(Step::Write(said)) => {
                        let said = String::from_utf8(said).unwrap();
                        prop_assert!(said.starts_with("EHLO ") || said == "STARTTLS\r\n", "{}", said);
                    }
                    Ok(Step::Read) => {}
                    Ok(Step::Secure(_) | Step::Done(_)) | Err(_) => break,
                }
            }
        }

        #[test]
        fn a_mail_is_sent_once_its_content_was_taken_whatever_was_replied(
            replies in prop::collection::vec("(220|250|334|235|354|250|250|[2-5][0-9]{2})([ -](AUTH PLAIN LOGIN|AUTH=LOGIN|[a-zA-Z ]{0,8}))?\r?\n", 0..12)
        ) {
            let server = server(true);
            let mut dialogue = Dialogue::new(&server, "h", "a@b.cn", "c@d.cn", b"content");
            let mut said = Vec::new();
            for reply in replies {
                match dialogue.take(reply.as_bytes()) {
                    Ok(Step::Write(bytes)) => said = bytes,
                    Ok(Step::Read) => {}
                    Ok(Step::Done(_)) => {
                        prop_assert!(said.ends_with(b"content\r\n.\r\n") && reply.starts_with("250"), "{}", reply);
                        break;
                    }
                    Ok(Step::Secure(_)) | Err(_) => break,
                }
            }
        }

        #[test]
        fn a_content_ends_where_it_is_said_to_end(lines in prop::collection::vec("[.a]{0,4}", 0..8)) {
            let sent = String::from_utf8(stuffed(lines.join("\r\n").as_bytes())).unwrap();
            prop_assert_eq!(sent.find("\r\n.\r\n").unwrap_or(0) + 5, sent.len().max(5));
            let read: Vec<&str> = sent.split("\r\n").map(|line| line.strip_prefix('.').unwrap_or(line)).collect();
            prop_assert_eq!(&read[..lines.len()], &lines[..]);
        }
    }
}
