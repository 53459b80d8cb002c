//! Workbooks and zipped logs: what is read of them, where it stands, and that nothing hostile costs
//! more than it may.

use std::time::{Duration, Instant};

use passmuster::document::{Detected, detect};
use passmuster::fact::{Key, Reading};
use passmuster::limits::Limits;
use passmuster::source::{Packed, SourceFile};
use passmuster::tree;
use zip::CompressionMethod;

use crate::book::{Book, archive, caiq, patched, rows_of};
use crate::common::{AS_OF, Folder};

/// Unoptimised, on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

fn file(name: &str, bytes: Vec<u8>) -> SourceFile {
    SourceFile::new(name, bytes)
}

#[track_caller]
fn reading(file: &SourceFile) -> Reading {
    match detect(file, &Limits::default()) {
        Detected::Read(_, _, reading) => reading,
        Detected::Broken(_, _, error) => panic!("broken: {error}"),
        Detected::Unclaimed(reason) | Detected::Exceeded(reason) => panic!("not read: {reason}"),
    }
}

/// `KEY = VALUE PLACE` of each fact, then what is hollow, what was skipped and what is a defect.
fn said(file: &SourceFile, reading: &Reading) -> Vec<String> {
    let at = |start: usize| file.place(start).to_string();
    let facts = reading.facts.iter().map(|fact| {
        let key = match &fact.key {
            Key::Answer(key) => key.clone(),
            Key::Attribute(name) => (*name).to_owned(),
        };
        format!("{key} = {} {}", fact.value, at(fact.span.start))
    });
    let hollow = reading.hollow.iter().map(|it| {
        let key = it.key.as_ref().map_or(String::new(), ToString::to_string);
        format!("hollow {key} {}", at(it.span.start))
    });
    let others = reading.skipped.iter().chain(&reading.defects);
    let others = others.map(|it| format!("{}: {}", at(it.span.start), it.message));
    facts.chain(hollow).chain(others).collect()
}

/// The cells of the first sheet below its header, as `HEADER=VALUE@PLACE`; a dash for null.
fn cells(book: &Book) -> Vec<String> {
    let file = file("a.xlsx", book.bytes());
    let Some(Packed::Workbook(packed)) = file.packed() else {
        panic!("{:?}", file.packed());
    };
    let tree = tree::workbook(packed, &Limits::default(), |_| false).unwrap();
    let sheet = &tree.root.get("sheets").unwrap().members()[0].node;
    let rows = sheet.get("rows").unwrap().items();
    rows.iter()
        .flat_map(|row| row.members())
        .map(|it| {
            let place = file.place(it.node.span.start).to_string();
            let place = place.split_once('!').unwrap().1.to_owned();
            format!("{}={}@{place}", it.key, it.node.scalar().unwrap_or("-"))
        })
        .collect()
}

#[test]
fn cells_are_what_a_reader_sees() {
    let book = |inside: &str| {
        Book::default()
            .sheet("S", inside)
            .strings("count=\"7\" uniqueCount=\"100000000000\"><si><t>a</t></si><si><r><rPr><b/></rPr><t xml:space=\"preserve\">rich </t></r><r><t>&lt;text&gt;</t></r><rPh sb=\"0\" eb=\"1\"><t>sound</t></rPh></si><si><t>two_x000D_\nlines</t></si>")
    };
    let header = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>H</t></is></c><c r=\"C1\" t=\"str\"><v>K</v></c></row>";
    for (row, expected) in [
        ("<c r=\"A2\" t=\"s\"><v>1</v></c>", "H=rich <text>@A2 K=@C2"),
        (
            "<c r=\"A2\" t=\"s\"><v> 2 </v></c>",
            "H=two\nlines@A2 K=@C2",
        ),
        (
            "<c r=\"A2\"><v>1.10</v></c><c r=\"C2\" t=\"n\"><v>1E-3</v></c>",
            "H=1.10@A2 K=1E-3@C2",
        ),
        (
            "<c r=\"A2\" t=\"b\"><v>1</v></c><c t=\"b\" r=\"C2\"><v>0</v></c>",
            "H=true@A2 K=false@C2",
        ),
        (
            "<c r=\"A2\" s=\"1\"><v>46054</v></c><c r=\"C2\" s=\"2\"><v>46054.25</v></c>",
            "H=2026-02-01@A2 K=2026-02-01T06:00:00@C2",
        ),
        (
            "<c r=\"A2\" s=\"3\"><v>0.5</v></c><c r=\"C2\" s=\"4\"><v>1.5</v></c>",
            "H=12:00:00@A2 K=1.5@C2",
        ),
        (
            "<c r=\"A2\" t=\"d\"><v>2026-02-02</v></c>",
            "H=2026-02-02@A2 K=@C2",
        ),
        (
            "<c r=\"A2\" t=\"e\"><v>#N/A</v></c><c r=\"C2\" t=\"str\"><f>A1&amp;\"x\"</f><v>Hx</v></c>",
            "H=-@A2 K=Hx@C2",
        ),
        // A result that was not saved is none, an empty text is blank.
        (
            "<c r=\"A2\"><f>1+1</f></c><c r=\"C2\"><f>2+2</f><v></v></c>",
            "H=-@A2 K=-@C2",
        ),
        (
            "<c r=\"A2\" t=\"str\"><f>x</f><v></v></c><c r=\"C2\"><v>1</v></c>",
            "H=@A2 K=1@C2",
        ),
        // Places are counted where they are not given; what has no header has its letter.
        (
            "<c><v>1</v></c><c><v>2</v></c><c><v>3</v></c><c r=\"F2\"><v>4</v></c>",
            "H=1@A2 column B=2@B2 K=3@C2 column F=4@F2",
        ),
        (
            "<c r=\"B2\" t=\"inlineStr\"><is><r><t>b</t></r><r><t> c</t></r></is></c>",
            "H=@A2 column B=b c@B2 K=@C2",
        ),
        (
            "<c r=\"XFD2\"><v>1</v></c>",
            "H=@XFD2 K=@XFD2 column XFD=1@XFD2",
        ),
        (
            "<c r=\"A2\" t=\"inlineStr\"><is><t><![CDATA[<x>]]>&#233;&amp;</t></is></c>",
            "H=<x>é&@A2 K=@C2",
        ),
    ] {
        let inside = format!("{header}<row r=\"2\">{row}</row></sheetData>");
        assert_eq!(cells(&book(&inside)).join(" "), expected, "{row}");
    }
    let mut old = book(&format!(
        "{header}<row r=\"2\"><c r=\"A2\" s=\"1\"><v>44592</v></c></row></sheetData>"
    ));
    old.since_1904 = true;
    assert_eq!(cells(&old), ["H=2026-02-01@A2", "K=@C2"]);
}

#[test]
fn merged_cells_rows_far_away_and_columns_of_one_name() {
    let merged = rows_of(&[
        &["id", "group", "x"],
        &["1", "top", "wide"],
        &["2"],
        &[],
        &["3", "own"],
    ]) + "<mergeCells><mergeCell ref=\"B2:B1048576\"/><mergeCell ref=\"C2:D2\"/></mergeCells>";
    assert_eq!(
        cells(&Book::default().sheet("S", &merged)),
        [
            "id=1@A2",
            "group=top@B2",
            "x=wide@C2", //
            "id=2@A3",
            "group=top@B2",
            "x=@C3", //
            "id=3@A5",
            "group=top@B2",
            "x=@C5",
        ]
    );
    let far = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData>";
    assert_eq!(
        cells(&Book::default().sheet("S", far)),
        ["1=@XFD1048576", "column XFD=2@XFD1048576"]
    );
    let twice = Book::default().table("S", &[&["a", "a", "column C"], &["1", "2", "3"]]);
    assert_eq!(
        cells(&twice),
        ["a=1@A2", "a (column B)=2@B2", "column C=3@C2"]
    );
}

#[test]
fn questionnaires_of_others_are_known_by_their_columns_and_ids() {
    let caiq_file = file("caiq.xlsx", caiq().bytes());
    assert_eq!(
        said(&caiq_file, &reading(&caiq_file)),
        [
            "CAIQ-4.0.3:A&A-01.1 = yes CAIQ!C3",
            "CAIQ-4.0.3:A&A-01.1#comment = Policy 7 CAIQ!E3",
            "CAIQ-4.0.3:A&A-01.2 = no CAIQ!C4",
            "hollow answer CAIQ-4.0.3:A&A-02.1 CAIQ!C5",
            "hollow answer CAIQ-4.0.3:A&A-03.1 CAIQ!C6",
        ]
    );
    let head = ["Question ID", "Question", "Service Provider AI-CAIQ Answer"];
    let ai = |name: &str, above: &[&str]| {
        let book = Book::default().table(name, &[above, &head, &["GRC-01.1", "?", "Yes"]]);
        let file = file("a.xlsx", book.bytes());
        said(&file, &reading(&file)).join("; ")
    };
    let yes = "AI-CAIQ-1.1.0:GRC-01.1 = yes";
    assert_eq!(
        ai("AI-CAIQ v1.1", &["x"]),
        format!("{yes} 'AI-CAIQ v1.1'!C3")
    );
    assert_eq!(
        ai("A", &["AI-CAIQ", "Version 1.1.0"]),
        format!("{yes} A!C3")
    );
    // Several versions are none, and an answer without one is compared with nothing.
    for above in [&["v1.0.2", "v1.1.0"][..], &["no version"]] {
        let open = ai("A", above);
        assert!(open.starts_with("AI-CAIQ-unversioned:GRC-01.1"), "{open}");
        assert!(open.contains("cannot be compared"), "{open}");
    }
    let hecvat = Book::default()
        .table("START HERE", &[&["HECVAT 4.1.5"], &["Read this", "first"]])
        .table(
            "AI",
            &[
                &["AI"],
                &["AI Qualifying", "", "Vendor Answers", "Additional Information", "Guidance"],
                &["AIQU-01", "?", "Yes", "two models", "say which"],
                &["AIQU-02", "?"],
                &["AI Governance", "", "Vendor Answers", "Additional Information", "Guidance"],
                &["AIGN-01", "?", "Twice a year"],
            ],
        )
        .sheet("Evaluation", "<sheetData><row><c t=\"str\"><v>Question ID</v></c><c t=\"str\"><v>Vendor Answer</v></c><c t=\"str\"><v>Guidance</v></c></row><row><c t=\"str\"><v>AIQU-02</v></c><c><f>AI!C4</f><v>0</v></c></row></sheetData>")
        .table("Old", &[&head, &["AIQU-02", "?", "Yes"]])
        .hidden("veryHidden");
    let file = file("h.xlsx", hecvat.bytes());
    assert_eq!(
        said(&file, &reading(&file)),
        [
            "HECVAT-4.1.5:AIQU-01 = yes AI!C3",
            "HECVAT-4.1.5:AIQU-01#comment = two models AI!D3",
            "HECVAT-4.1.5:AIGN-01 = Twice a year AI!C6",
            "hollow answer HECVAT-4.1.5:AIQU-02 AI!C4",
            "Old!A1: a hidden sheet with answers, which is not read",
            "Evaluation!A1: answers that are formulas, which are not read beside the same answers elsewhere",
        ]
    );
}

#[test]
fn a_table_of_separated_values_may_have_a_title_too() {
    let text = "Our CAIQ v4.0.3,,,\n,,,\n\"Question ID\",Question,CSP CAIQ Answer,CCM Control ID\nA&A-01.1,\"Planned,\nyearly?\",Yes,A&A-01\nA&A-01.2,?,,A&A-01\n";
    let file = file("caiq.csv", text.into());
    assert_eq!(
        said(&file, &reading(&file)),
        [
            "CAIQ-4.0.3:A&A-01.1 = yes 5:10",
            "hollow answer CAIQ-4.0.3:A&A-01.2 6:12"
        ]
    );
}

#[test]
fn what_a_reader_does_not_see_is_noted() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>Question ID</v></c><c r=\"B1\" t=\"str\"><v>Vendor answer</v></c></row>\
                 <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"str\"><v>GRC-01</v></c><c r=\"B2\" t=\"str\"><v>No</v></c></row>\
                 <row r=\"3\"><c r=\"A3\" t=\"str\"><v>GRC-02</v></c><c r=\"B3\" t=\"str\"><f>X</f></c></row></sheetData>";
    let file = file("a.xlsx", Book::default().sheet("S", sheet).bytes());
    assert_eq!(
        said(&file, &reading(&file)),
        [
            "UNNAMED-unversioned:GRC-01 = no S!B2",
            "hollow answer UNNAMED-unversioned:GRC-02 S!B3",
            "S!A1: 1 formula without a saved result: open the workbook in a spreadsheet program and save it",
            "S!A2: 1 answer in hidden rows or columns, which are read as well",
            "S!A2: answers to a questionnaire without a name cannot be compared",
        ]
    );
}

/// Which of two rounds counts is not for a program to choose: neither does, until the reviewer says.
#[test]
fn of_several_columns_of_answers_none_is_read() {
    let rows: &[&[&str]] = &[
        &["Question ID", "Vendor answer", "Vendor answer"],
        &["GRC-01", "Yes", "No"],
    ];
    let file = file("a.xlsx", Book::default().table("S", rows).bytes());
    let found = said(&file, &reading(&file));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("several columns of answers"), "{found:?}");
}

/// Of a file that is not read: whether it counts as broken, and why.
fn refusal(name: &str, bytes: Vec<u8>) -> (bool, String) {
    let start = Instant::now();
    let file = file(name, bytes);
    let outcome = match detect(&file, &Limits::default()) {
        Detected::Read(..) => panic!("{name} is read"),
        Detected::Broken(_, _, error) => (true, error.message),
        Detected::Unclaimed(reason) | Detected::Exceeded(reason) => (false, reason),
    };
    assert!(start.elapsed() < LONGEST, "{name}: {:?}", start.elapsed());
    outcome
}

#[test]
fn hostile_workbooks_are_refused_cheaply() {
    let book = |inside: &str| Book::default().sheet("S", inside).bytes();
    let limits = Limits::default();
    let bomb = vec![b' '; 40 << 20];
    let large = vec![b' '; usize::try_from(limits.entry_bytes).unwrap() + 1];
    let with_sheet = |bytes: &[u8]| {
        Book::default()
            .sheet("S", "")
            .part("xl/worksheets/s0.xml", bytes)
            .bytes()
    };
    let many: Vec<(String, Vec<u8>)> = (0..=limits.archive_entries)
        .map(|number| (format!("xl/workbook{number}"), Vec::new()))
        .collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, it)| (name.as_str(), &it[..]))
        .collect();
    let repeated = format!(
        "<sheetData>{}</sheetData>",
        (1..3_000)
            .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"))
            .collect::<String>()
    );
    let repeated = Book::default()
        .sheet("S", &repeated)
        .strings(&format!("><si><t>{}</t></si>", "a".repeat(30_000)))
        .bytes();
    let rows = |count: usize, more: &str| {
        let rows: String = (1..=count)
            .map(|row| format!("<row r=\"{row}\"><c><v>1</v></c></row>"))
            .collect();
        book(&format!("<sheetData>{rows}</sheetData>{more}"))
    };
    let overlapping = {
        // Two entries of the directory for the same bytes, under two names of one length.
        let plain = archive(
            &[("xl/workbook.xml", b"<a/>"), ("xl/workbook.xmk", b"<a/>")],
            CompressionMethod::Stored,
        );
        let second = plain
            .windows(4)
            .rposition(|it| it == b"PK\x01\x02")
            .unwrap();
        let mut bytes = plain;
        bytes[second + 42..second + 46].copy_from_slice(&0_u32.to_le_bytes());
        bytes
    };
    let merges = "<mergeCells>".to_owned()
        + &"<mergeCell ref=\"A1:A1048576\"/>".repeat(2_000)
        + "</mergeCells>";
    let cases: Vec<(&str, Vec<u8>, bool, &str)> = vec![
        ("a bomb", with_sheet(&bomb), false, "times larger"),
        ("too large", with_sheet(&large), false, "--limit entry-bytes=NUMBER"),
        ("entries", archive(&many, CompressionMethod::Stored), false, "more than the 10000 entries"),
        ("overlap", overlapping, true, "overlap"),
        (
            "names but for case",
            archive(&[("xl/workbook.xml", b"<a/>"), ("XL/Workbook.xml", b"<b/>")], CompressionMethod::Stored),
            true,
            "two entries",
        ),
        ("a password", patched(caiq().bytes(), 6, 8, &[1, 0]), false, "password"),
        ("zstd", patched(caiq().bytes(), 8, 10, &[93, 0]), false, "Zstandard"),
        ("sizes that lie", patched(caiq().bytes(), 22, 24, &[9, 0, 0, 0]), true, ""),
        ("a shared text again and again", repeated, false, "bytes of text"),
        ("cells", rows(limits.cells + 1, ""), false, "more than the 500000 cells"),
        ("merged ranges", rows(2_000, &merges), false, "more than the 500000 cells"),
        ("a document type", with_sheet(b"<!DOCTYPE a [<!ENTITY x 'y'>]><worksheet/>"), true, "document type"),
        ("an entity", with_sheet(b"<worksheet>&x;</worksheet>"), true, "entity"),
        ("UTF-16", with_sheet(b"\xFF\xFE<\0"), false, "UTF-16"),
        ("bytes", with_sheet(b"<worksheet>\xFF</worksheet>"), true, "not UTF-8"),
        ("deep", with_sheet("<a>".repeat(5_000).as_bytes()), false, "deep"),
        ("two roots", with_sheet(b"<a/><b/>"), true, "several roots"),
        ("no shared texts", book("<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>"), true, "a text that is not there"),
        ("row 0", book("<sheetData><row r=\"0\"/></sheetData>"), true, "a row that no sheet has"),
        ("a cell of another row", book("<sheetData><row r=\"1\"><c r=\"A2\"><v>1</v></c></row></sheetData>"), true, "outside of its row"),
        ("a cell beyond XFD", book("<sheetData><row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row></sheetData>"), true, "a cell that no sheet has"),
        ("a cell twice", book("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row></sheetData>"), true, "stands there twice"),
        ("no number", book("<sheetData><row><c><v>NaN</v></c></row></sheetData>"), true, "a number that is none"),
        ("a sheet that is gone", Book::default().part("xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"s0\" Type=\"x/worksheet\" Target=\"../../../../etc/passwd\"/></R>").sheet("S", "").bytes(), true, "`etc/passwd`, which is not in it"),
        ("a sheet that leads nowhere", Book::default().part("xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"s9\" Type=\"x/worksheet\" Target=\"worksheets/s0.xml\"/></R>").sheet("S", "").bytes(), true, "the sheet `S` leads to nothing"),
        ("a sheet of no kind", Book::default().part("xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"s0\" Type=\"x/WorkSheet\" Target=\"worksheets/s0.xml\"/></R>").sheet("S", "").bytes(), true, "the sheet `S` leads to nothing"),
        ("a binary workbook", archive(&[("xl/workbook.bin", b"")], CompressionMethod::Stored), false, "a binary workbook"),
    ];
    for (what, bytes, broken, says) in cases {
        let (is_broken, reason) = refusal("a.xlsx", bytes);
        assert!(reason.contains(says), "{what}: {reason}");
        assert_eq!(is_broken, broken, "{what}: {reason}");
    }
}

/// What a reader of the workbook does not see helps nobody: leftovers below merged cells are not
/// there, hidden columns are said, and formulas count unless the same is written elsewhere.
#[test]
fn what_nobody_sees_is_not_read_or_is_said() {
    let head: &[&str] = &["questionnaire", "version", "id", "answer"];
    let row = |id: &'static str, answer: &'static str| ["passmuster", "0.1", id, answer];
    let left = rows_of(&[
        head,
        &row("audit_right", "ask legal"),
        &row("multi_factor", "yes"),
    ]) + "<mergeCells><mergeCell ref=\"D2:D3\"/></mergeCells>";
    let blank = rows_of(&[head, &row("audit_right", ""), &row("multi_factor", "yes")])
        + "<mergeCells><mergeCell ref=\"D2:D3\"/></mergeCells>";
    let hidden = "<cols><col min=\"4\" max=\"4\" hidden=\"1\"/></cols>".to_owned()
        + &rows_of(&[head, &row("multi_factor", "yes")]);
    let formula = |answer: &str| {
        rows_of(&[head, &row("multi_factor", "X")]).replace(
            "<is><t>X</t></is>",
            &format!("<f>Other!A1</f><v>{answer}</v>"),
        )
    };
    let computed =
        |answer: &str| formula(answer).replace("r=\"D2\" t=\"inlineStr\"", "r=\"D2\" t=\"str\"");
    let written = rows_of(&[head, &row("multi_factor", "yes")]);
    let two = |answer: &str| {
        let book = Book::default().sheet("A", &written);
        book.sheet("B", &computed(answer)).bytes()
    };
    for (what, bytes, stated, says) in [
        (
            "leftovers",
            Book::default().sheet("S", &left).bytes(),
            0,
            "",
        ),
        (
            "leftovers below a blank",
            Book::default().sheet("S", &blank).bytes(),
            0,
            "",
        ),
        (
            "a hidden column",
            Book::default().sheet("S", &hidden).bytes(),
            1,
            "in hidden rows or columns",
        ),
        (
            "a repetition",
            two("yes"),
            1,
            "which are not read beside the same answers",
        ),
        ("another answer", two("no"), 2, ""),
    ] {
        let file = file("a.xlsx", bytes);
        let said = said(&file, &reading(&file));
        let count = said
            .iter()
            .filter(|it| it.starts_with("multi_factor = "))
            .count();
        assert_eq!(count, stated, "{what}: {said:#?}");
        assert!(said.iter().any(|it| it.contains(says)), "{what}: {said:#?}");
    }
}

/// Of several answers none is chosen: a table is left to the reviewer, and what an entry says twice
/// is stated twice, so that the worse counts.
#[test]
fn of_several_answers_none_is_chosen() {
    let head = "questionnaire,version,id";
    let row = "passmuster,0.1,multi_factor";
    for (name, text, stated, says) in [
        ("a.csv", format!("{head},answer,vendor_response\n{row},yes,no\n"), 0, "several columns of answers"),
        ("b.csv", format!("{head},Vendor Response,answer\n{row},no,yes\n"), 0, "several columns of answers"),
        ("short.csv", format!("{head},answer\npassmuster,0.1\n{row},no\n"), 1, ""),
        ("a.json", "{\"questionnaire\":\"passmuster\",\"version\":\"0.1\",\"answers\":[{\"id\":\"multi_factor\",\"answer\":\"yes\",\"response\":\"no\"}]}".to_owned(), 2, ""),
        ("b.json", "{\"questionnaire\":\"passmuster\",\"version\":\"0.1\",\"answers\":{\"multi_factor\":\"yes\"},\"responses\":{\"multi_factor\":\"no\"}}".to_owned(), 2, ""),
    ] {
        let file = file(name, text.into_bytes());
        let said = said(&file, &reading(&file));
        let count = said.iter().filter(|it| it.starts_with("multi_factor = ")).count();
        assert_eq!(count, stated, "{name}: {said:#?}");
        assert!(said.iter().any(|it| it.contains(says)), "{name}: {said:#?}");
    }
}

/// Whatever becomes of a damaged workbook, it says nothing that the whole one does not say.
#[test]
fn a_damaged_workbook_says_nothing_new() {
    let whole = caiq().bytes();
    let facts = |bytes: Vec<u8>| -> Vec<String> {
        let start = Instant::now();
        let file = file("a.xlsx", bytes);
        let facts = match detect(&file, &Limits::default()) {
            Detected::Read(_, _, reading) => {
                let all = said(&file, &reading);
                all.into_iter().filter(|it| it.contains(" = ")).collect()
            }
            Detected::Broken(..) | Detected::Unclaimed(_) | Detected::Exceeded(_) => Vec::new(),
        };
        assert!(start.elapsed() < LONGEST);
        facts
    };
    let known = facts(whole.clone());
    assert_eq!(known.len(), 3);
    for length in (0..whole.len()).step_by(97) {
        assert_eq!(facts(whole[..length].to_vec()), [""; 0], "cut at {length}");
    }
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at / 3 % 8);
        let found = facts(bytes);
        assert!(
            found.iter().all(|fact| known.contains(fact)),
            "byte {at}: {found:?}"
        );
    }
    let (broken, reason) = refusal("a.xlsx", whole[..whole.len() - 30].to_vec());
    assert!(
        broken && reason.contains("ask for the file again"),
        "{reason}"
    );
}

const LOG: &str = r#"{"version":2,"status":"success","eval":{"task":"triage","model":"acme/triage","dataset":{"name":"claims","samples":2},"config":{}},
"results":{"total_samples":2,"completed_samples":2,"scores":[{"name":"match","metrics":{"accuracy":{"name":"accuracy","value":0.5}}}]}}"#;

#[test]
fn a_zipped_log_says_what_its_json_says() {
    let plain = file("log.json", LOG.into());
    let expected = said(&plain, &reading(&plain));
    assert!(
        expected.iter().any(|it| it == "value = 0.5 2:127"),
        "{expected:?}"
    );
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let members: [(&str, &[u8]); 3] = [
            ("_journal/start.json", b"{\"version\":2}"),
            ("samples/1_epoch_1.json", b"{}"),
            ("header.json", LOG.as_bytes()),
        ];
        let zipped = file("log.eval", archive(&members, method));
        let found: Vec<String> = said(&zipped, &reading(&zipped))
            .iter()
            .map(|it| it.replace(" header.json:", " "))
            .collect();
        assert_eq!(found, expected);
    }
    // A run that died has no results, and its start says so little.
    let start: &[u8] = br#"{"version":2,"eval":{"task":"triage","model":"acme/triage","dataset":{"name":"claims"}},"plan":{}}"#;
    let died = file(
        "died.eval",
        archive(&[("_journal/start.json", start)], CompressionMethod::Stored),
    );
    let found = said(&died, &reading(&died));
    assert!(found.iter().all(|it| !it.starts_with("value")), "{found:?}");
    assert!(
        found
            .iter()
            .any(|it| it.contains("does not say whether the run succeeded"))
    );
    let log = |members: &[(&str, &[u8])]| archive(members, CompressionMethod::Deflated);
    for (what, bytes, broken, says) in [
        (
            "zstd",
            patched(log(&[("header.json", LOG.as_bytes())]), 8, 10, &[93, 0]),
            false,
            "Zstandard",
        ),
        (
            "no log",
            log(&[("a.json", b"{}")]),
            false,
            "no evaluation log",
        ),
        (
            "more",
            log(&[("header.json", LOG.as_bytes()), ("w.pkl", b"")]),
            false,
            "`w.pkl` in it",
        ),
        ("bytes", log(&[("header.json", b"\xFF")]), true, "not UTF-8"),
    ] {
        let (is_broken, reason) = refusal("log.eval", bytes);
        assert!(reason.contains(says), "{what}: {reason}");
        assert_eq!(is_broken, broken, "{what}: {reason}");
    }
}

#[test]
fn an_archive_that_is_called_a_log_stays_one_that_nobody_looked_into() {
    let smuggled = archive(
        &[
            ("header.json", LOG.as_bytes()),
            ("model.pkl", b"cos\nsystem\n"),
        ],
        CompressionMethod::Stored,
    );
    let folder = Folder::with(&[("d/log.eval", &smuggled)]);
    let facts = folder.run(&["facts", "d", "--output", "json"]).json();
    assert_eq!(facts["dossiers"][0]["artifacts"][0]["kind"], "zip");
    let hollow = facts["dossiers"][0]["hollow"].to_string();
    assert!(hollow.contains("not looked into"), "{hollow}");
}

/// The place of an answer in every output: a cell is no line, so nothing says that it is one.
#[test]
fn outputs_name_the_cell() {
    let head: &[&str] = &["Questionnaire", "Version", "Question ID", "Answer"];
    let rows: &[&[&str]] = &[
        head,
        &["passmuster", "1", "encryption_at_rest", "no"],
        &["passmuster", "1", "human_review", "yes"],
        &["passmuster", "1", "human_review", "no"],
    ];
    let folder = Folder::with(&[
        (
            "d/answers.xlsx",
            &Book::default().table("My answers", rows).bytes(),
        ),
        (
            "review.toml",
            b"schema = 1\nreviewer = \"Me\"\n[subject]\nkind = \"vendor\"\nname = \"Acme\"\n",
        ),
    ]);
    let out = |format: &str| {
        let ran = folder.run(&[
            "check",
            "d",
            "--review",
            "review.toml",
            "--as-of",
            AS_OF,
            "--output",
            format,
        ]);
        assert!(matches!(ran.code, 1 | 3), "{ran}");
        ran.out()
    };
    let cell = "answers.xlsx 'My answers'!D";
    for format in ["human", "junit"] {
        let text = out(format).replace("&apos;", "'").replace("&#39;", "'");
        assert!(text.contains(cell), "{format}: {text}");
    }
    let html = out("html").replace("&#39;", "'").replace("&#x27;", "'");
    assert!(html.contains(cell), "{html}");
    let text = out("json");
    assert!(
        text.replace([' ', '\n'], "")
            .contains(r#""line":0,"column":0,"part":"'Myanswers'!D"#),
        "{text}"
    );
    let sarif: serde_json::Value = serde_json::from_str(&out("sarif")).unwrap();
    let places: Vec<&serde_json::Value> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|it| it["locations"].as_array().unwrap())
        .filter(|it| it.get("logicalLocations").is_some())
        .collect();
    assert!(!places.is_empty(), "{sarif}");
    for place in places {
        let name = place["logicalLocations"][0]["fullyQualifiedName"]
            .as_str()
            .unwrap();
        assert!(name.starts_with("'My answers'!D"), "{place}");
        assert_eq!(
            place["physicalLocation"]["region"]["startLine"], 1,
            "{place}"
        );
    }
}

#[test]
fn what_is_no_workbook_of_ours_says_what_to_do() {
    let ods = archive(
        &[
            (
                "mimetype",
                b"application/vnd.oasis.opendocument.spreadsheet",
            ),
            ("content.xml", b"<a/>"),
        ],
        CompressionMethod::Stored,
    );
    let ole: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest\0";
    let word = archive(
        &[
            ("[Content_Types].xml", b"<a/>"),
            ("word/document.xml", b"<a/>"),
            ("x", b"xl/workbook.xml"),
        ],
        CompressionMethod::Stored,
    );
    let folder = Folder::with(&[
        ("d/a.ods", &ods),
        ("d/b.xls", ole),
        ("d/c.xlsx", ole),
        ("d/d.docx", &word),
        (
            "d/e.xlsx",
            &Book::default()
                .table("Prices", &[&["item", "price"], &["a", "1"]])
                .bytes(),
        ),
    ]);
    let facts = folder.run(&["facts", "d", "--output", "json"]).json();
    let unread: Vec<(&str, &str)> = facts["dossiers"][0]["unread"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["path"].as_str().unwrap(), it["reason"].as_str().unwrap()))
        .collect();
    for ((path, reason), (expected, says)) in unread.iter().zip([
        ("a.ods", "OpenDocument"),
        ("b.xls", "Excel 97"),
        ("c.xlsx", "password"),
        ("d.docx", "list it as [[evidence]]"),
        ("e.xlsx", "no format claims it"),
    ]) {
        assert_eq!(*path, expected);
        assert!(reason.contains(says), "{path}: {reason}");
    }
    assert_eq!(unread.len(), 5);
}
