//! Questionnaires whose layout the reviewer gives in the review file.

use crate::book::{Book, patched};
use crate::common::{AS_OF, Folder, says};

const REVIEW: &str =
    "schema = 1\nreviewer = \"Me\"\n[subject]\nkind = \"vendor\"\nname = \"Acme\"\n";

/// A form with columns of its own, a preface with two columns above them and a heading between.
fn form() -> Vec<u8> {
    Book::default()
        .table(
            "Our <form>",
            &[
                &["Vendor", "Acme"],
                &["Date", "today"],
                &[],
                &["No.", "Requirement", "Status", "Remarks"],
                &["A. Access"],
                &["1.1", "Encrypted?", "Compliant", "AES"],
                &["1.2", "Logged?", "not  Compliant"],
                &["1.3", "Single sign-on?", "Planned"],
                &["1.4", "Tested?"],
                &["1.5", "Shared?", "Does not apply"],
            ],
        )
        .table("Other", &[&["x"]])
        .bytes()
}

const LAYOUT: &str = r#"
[[questionnaire]]
file = "form.xlsx"
sheet = "Our <form>"
name = "ACME-TPRM"
version = "2026.1"
id = "No."
question = "Requirement"
answer = "Status"
comment = "D"
answers = { "Compliant" = "yes", "Not compliant" = "no", "Does not apply" = "n/a" }
"#;

#[test]
fn the_reviewer_says_how_a_form_is_laid_out() {
    let review = format!("{REVIEW}{LAYOUT}");
    let folder = Folder::with(&[("d/form.xlsx", &form()), ("review.toml", review.as_bytes())]);
    for given in ["", "header_row = 4\n"] {
        folder.write(
            "review.toml",
            review.replace("id = ", &format!("{given}id = ")),
        );
        let facts = folder.run(&["facts", "d", "--review", "review.toml"]);
        assert_eq!(facts.code, 0, "{facts}");
        says(
            &facts.out(),
            &[
                "ACME-TPRM-2026.1:1.1 yes",
                "form.xlsx 'Our <form>'!C6",
                "ACME-TPRM-2026.1:1.1#comment AES",
                "ACME-TPRM-2026.1:1.2 no",
                "ACME-TPRM-2026.1:1.3 Planned",
                "answer ACME-TPRM-2026.1:1.4 form.xlsx 'Our <form>'!C9: not answered",
                "answer ACME-TPRM-2026.1:1.5 form.xlsx 'Our <form>'!C10: not answered",
            ],
        );
        assert!(!facts.out().contains("A. Access"), "{facts}");
    }
    // Without the layout nobody knows the form, and what to do is said.
    folder.write("review.toml", REVIEW);
    let facts = folder.run(&["facts", "d", "--review", "review.toml"]);
    says(&facts.out(), &["no format claims it", "[[questionnaire]]"]);
}

#[test]
fn a_layout_that_does_not_fit_is_named_with_its_line() {
    let folder = Folder::with(&[
        ("d/form.xlsx", &form()),
        ("d/old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"),
        ("d/form.csv", b"No.;Status\n1.1;Compliant\n"),
    ]);
    for (from, to, expected) in [
        (
            "\"Status\"",
            "\"Stattus\"",
            &[
                "no column of `Our <form>` is called `Stattus`",
                "review.toml:14:10",
            ][..],
        ),
        (
            "sheet = \"Our <form>\"",
            "sheet = \"Forms\"",
            &[
                "has no sheet `Forms`",
                "`Our <form>`, `Other`",
                "review.toml:9:9",
            ],
        ),
        (
            "sheet = \"Our <form>\"\n",
            "",
            &["several sheets", "review.toml:8:8"],
        ),
        (
            "id = ",
            "header_row = 3\nid = ",
            &["row 3 of `Our <form>` holds nothing", "review.toml:12:14"],
        ),
        (
            "id = ",
            "header_row = 0\nid = ",
            &["rows are counted from 1"],
        ),
        (
            "id = \"No.\"\nquestion = \"Requirement\"\n",
            "",
            &["no column tells the questions apart"],
        ),
        (
            "\"yes\"",
            "\"fine\"",
            &["`fine` is not known", "yes, no, partial, n/a"],
        ),
        (
            "\"2026.1\"",
            "\"2026:1\"",
            &["`version` of a questionnaire"],
        ),
        (
            "form.xlsx",
            "from.xlsx",
            &[
                "`from.xlsx` is not in the dossier",
                "did you mean `form.xlsx`?",
            ],
        ),
        (
            "form.xlsx",
            "old.xls",
            &["Excel 97 to 2003", "review.toml:8:8"],
        ),
        (
            "form.xlsx",
            "form.csv",
            &[
                "a table of separated values has no sheets",
                "review.toml:9:9",
            ],
        ),
        ("answer = ", "answr = ", &["unknown field `answr`"]),
    ] {
        let layout = LAYOUT.replacen(from, to, 1);
        assert_ne!(layout, LAYOUT);
        folder.write("review.toml", format!("{REVIEW}{layout}"));
        let ran = folder.run(&["check", "d", "--review", "review.toml"]);
        ran.complains(2, expected);
    }
    // A table of separated values needs no sheet.
    let layout = LAYOUT
        .replace("form.xlsx", "form.csv")
        .replace("sheet = \"Our <form>\"\n", "")
        .replace("question = \"Requirement\"\n", "")
        .replace("comment = \"D\"\n", "");
    folder.write("review.toml", format!("{REVIEW}{layout}"));
    let facts = folder.run(&["facts", "d", "--review", "review.toml"]);
    says(&facts.out(), &["ACME-TPRM-2026.1:1.1", "form.csv:2:5"]);
}

/// A damaged file whose layout the reviewer gives is broken, whatever is wrong with it.
#[test]
fn a_form_that_cannot_be_opened_fails_the_review() {
    let form = form();
    for (bytes, reason) in [
        (form[..form.len() / 2].to_vec(), "ask for the file again"),
        (patched(form.clone(), 6, 8, &[1, 0]), "password"),
    ] {
        let folder = Folder::with(&[
            ("d/form.xlsx", &bytes),
            ("review.toml", format!("{REVIEW}{LAYOUT}").as_bytes()),
        ]);
        let ran = folder.run(&["check", "d", "--review", "review.toml", "--as-of", AS_OF]);
        assert_eq!(ran.code, 1, "{ran}");
        says(&ran.out(), &["PM-DOC-READ", reason]);
    }
}
