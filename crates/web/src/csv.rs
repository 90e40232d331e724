//! Tables for spreadsheets (RFC 4180), made to open right and to do nothing when they are opened.
//!
//! A byte order mark tells spreadsheets in Japan that the file is UTF-8. A cell that a spreadsheet
//! would take for a formula begins with an apostrophe instead (OWASP: CSV injection).

/// The header of the answer.
pub(crate) const CONTENT_TYPE: &str = "text/csv; charset=utf-8";

/// The file's text.
pub fn table(rows: &[Vec<String>]) -> String {
    let mut text = String::from("\u{FEFF}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&harmless(cell))).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn harmless(cell: &str) -> String {
    let tempting = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if tempting {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        table(&[vec![text.to_owned()]])
    }

    #[test]
    fn a_spreadsheet_sees_utf_8_and_no_formula() {
        for (text, written) in [
            ("hanako", "hanako"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            ("経理,花子", "\"経理,花子\""),
            ("a\nb", "\"a\nb\""),
            ("", ""),
        ] {
            assert_eq!(cell(text), format!("\u{FEFF}{written}\r\n"));
        }
    }
}
