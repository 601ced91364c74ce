//! The contract's table "Codes and texts" (`docs/contract.md`), cell by cell: what stands there is what is
//! said.

use super::{Family::*, *};
use crate::{declared::families, domain::failure::FAILURES};

const CONTRACT: &str = include_str!("../../docs/contract.md");
/// The table's columns.
const COLUMNS: [Family; 4] = [Register, Login, Qq, Update];

/// The failures of a row, for the column of `family`; for more than one the cell has as many texts, or
/// one beginning of all.
fn failures(row: &str, family: Family) -> Vec<Failure> {
    match row {
        "parameter missing" if family == Update => {
            vec![Failure::Missing("NAME"), Failure::Missing("token")]
        }
        "parameter missing" => vec![Failure::Missing("NAME")],
        "token and user/pass both sent" => vec![Failure::MixedCredentials],
        "no such app" => vec![Failure::UnknownApp],
        "signature wrong" => vec![Failure::WrongSignature],
        "developer overdue" => vec![Failure::Developer(Lapse::Overdue("已逾期(1月)".into()))],
        "developer disabled" => vec![Failure::Developer(Lapse::Disabled)],
        "app under review / stopped" => vec![Failure::AppReviewing, Failure::AppDisabled],
        "account format" if family == Update => vec![Flaw::AccountNotDigits.into()],
        "account format" => vec![Flaw::Account.into()],
        "account length" => vec![Flaw::AccountLength { min: 4, max: 32 }.into()],
        "QQ format" => vec![Flaw::Qq.into()],
        "e-mail format" => vec![Flaw::Email.into()],
        "other format" if family == Update => {
            vec![Flaw::PasswordNotAlphanumeric.into(), Flaw::Sign.into()]
        }
        "other format" => vec![
            Flaw::Nickname.into(),
            Flaw::Avatar.into(),
            Flaw::PasswordShort.into(),
        ],
        "account taken" => vec![Failure::AccountTaken],
        "QQ taken" => vec![Failure::QqTaken],
        "token wrong, expired or of another app" => vec![Failure::WrongToken],
        "account unknown or password wrong" => vec![Failure::WrongCredentials],
        "user disabled" => vec![Failure::UserDisabled],
        "throttled" => vec![Failure::Throttled],
        "storage failed" => vec![Failure::Internal("disk on fire".into())],
        _ => panic!("a row that this test does not know: {row}"),
    }
}

/// The code of a cell and its texts; nothing for "–".
fn cell(text: &str) -> Option<(u16, Vec<String>)> {
    let json: Option<serde_json::Value> = text
        .strip_prefix('`')
        .and_then(|rest| rest.split('`').next())
        .map(|json| serde_json::from_str(json).unwrap());
    if let Some(json) = json {
        let code = json["code"].as_u64().unwrap();
        return Some((code as u16, vec![json["msg"].as_str().unwrap().to_owned()]));
    }
    let code = text.split(' ').next().unwrap().parse().ok()?;
    let quoted = text.split('"').skip(1).step_by(2);
    let filled = |text: &str| text.replace("MIN", "4").replace("MAX", "32");
    Some((code, quoted.map(filled).collect()))
}

#[test]
fn every_cell_of_the_contracts_table_is_what_is_said() {
    let table = CONTRACT.split("| case | register |").nth(1).unwrap();
    let rows: Vec<&str> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter(|line| !line.starts_with("| done |"))
        .collect();
    assert_eq!(rows.len(), 19, "the table was read");
    let mut checked = 0;
    for row in rows {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let label = cells.next().unwrap();
        let mut cells: Vec<&str> = cells.collect();
        if label == "throttled" {
            cells = vec![cells[0]; COLUMNS.len()];
        }
        // A cell without a text of its own has that of the one before it.
        let mut last = Vec::new();
        for (text, family) in cells.into_iter().zip(COLUMNS) {
            let Some((code, texts)) = cell(text) else {
                continue;
            };
            if !texts.is_empty() {
                last = texts;
            }
            let failures = failures(label, family);
            for (i, failure) in failures.iter().enumerate() {
                let (got_code, got) = wording(family, failure);
                assert_eq!(got_code, code, "{label}, {family:?}: {failure:?}");
                let Some(expected) = last.get(i).or(last.first()) else {
                    continue;
                };
                match expected.strip_suffix('…') {
                    Some(beginning) => assert!(got.starts_with(beginning), "{label}: {got}"),
                    None => assert_eq!(&got, expected, "{label}, {family:?}"),
                }
                checked += 1;
            }
        }
    }
    assert!(checked >= 60, "{checked} texts");
}

#[test]
fn texts_use_ascii_punctuation_as_the_documents_do() {
    let full_width = |c| matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{3001}' | '\u{3002}');
    for family in families() {
        for (_, failure) in FAILURES() {
            let (_, text) = wording(family, &failure);
            // The contract has these between the names of types.
            let text = text.replace("JPG、PNG、GIF、WebP", "");
            assert!(!text.contains(full_width), "{text}");
        }
    }
}
