//! What each target does with its bytes. A target fails by a panic, a hang or too much memory; and
//! some check what the program promises: spans inside the text, pointers that resolve, problems
//! inside the file, the same answer twice.

use passmuster::limits::Limits;
use passmuster::decision::Decisions;
use passmuster::document::{Detected, detect};
use passmuster::lock::Lock;
use passmuster::parcel::{self, Index, layout, tar};
use passmuster::plugin::{Manifest, Plugin};
use passmuster::policy::{self, PackFiles};
use passmuster::record::Record;
use passmuster::registry::{self, Address, Challenge, Reference};
use passmuster::review::Review;
use passmuster::source::{Packed, SourceFile};
use passmuster::tree::{self, Node, SyntaxError, Tree, Value};
use passmuster::trust::{Trust, pem};

/// The targets, by name.
pub const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("json", json),
    ("lines", lines),
    ("yaml", yaml),
    ("markdown", markdown),
    ("table", table),
    ("xml", xml),
    ("document", document),
    ("packed", packed),
    ("sheet", sheet),
    ("review", review),
    ("pack", pack),
    ("plugin", plugin),
    ("trust", trust),
    ("record", record),
    ("decisions", decisions),
    ("parcel", parcel),
    ("registry", registry),
    ("lock", lock),
];

type Parser = fn(&str, usize, &Limits) -> Result<Tree, SyntaxError>;

/// Parses a text and looks at every node of the tree.
fn parsed(data: &[u8], parse: Parser) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match parse(text, 0, &Limits::default()) {
        Ok(tree) => node(&tree.root, text, 0),
        Err(error) => assert!(error.offset <= text.len(), "an error outside the text"),
    }
}

fn node(it: &Node, text: &str, depth: usize) {
    assert!(
        depth <= Limits::default().depth + 8,
        "deeper than the limit"
    );
    assert!(
        it.span.start <= it.span.end && it.span.end <= text.len(),
        "a span outside the text"
    );
    assert!(
        text.is_char_boundary(it.span.start) && text.is_char_boundary(it.span.end),
        "a span inside a character"
    );
    match &it.value {
        Value::Array(items) => items.iter().for_each(|item| node(item, text, depth + 1)),
        Value::Object(members) => members
            .iter()
            .for_each(|member| node(&member.node, text, depth + 1)),
        _ => {}
    }
}

/// The JSON tree, and that of what Python calls JSON, which holds everything that is JSON.
pub fn json(data: &[u8]) {
    parsed(data, tree::json);
    parsed(data, tree::python_json);
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(strict) = tree::json(text, 0, &Limits::default())
    {
        assert_eq!(
            tree::python_json(text, 0, &Limits::default()),
            Ok(strict)
        );
    }
}

/// The tree of JSON lines.
pub fn lines(data: &[u8]) {
    parsed(data, tree::lines);
    parsed(data, tree::python_lines);
    if let Ok(text) = std::str::from_utf8(data)
        && tree::is_lines(text, &Limits::default())
    {
        assert!(tree::json(text, 0, &Limits::default()).is_err());
    }
}

/// The YAML tree.
pub fn yaml(data: &[u8]) {
    parsed(data, tree::yaml);
}

/// The Markdown tree.
pub fn markdown(data: &[u8]) {
    parsed(data, tree::markdown);
}

/// The tree of a table.
pub fn table(data: &[u8]) {
    parsed(data, tree::table);
}

/// The tree of XML.
pub fn xml(data: &[u8]) {
    parsed(data, tree::xml);
}

/// Names for the `document` target: the first byte chooses.
const NAMES: &[&str] = &[
    "README.md",
    "bom.cdx.json",
    "answers.yaml",
    "answers.csv",
    ".eval_results/claims.yaml",
    "model-card.md",
    "answers.json",
    "NOTES",
    "applied-model-card.xml",
    "claims.report.jsonl",
];

/// Detection and reading of any bytes under one of several names.
pub fn document(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    detected(&SourceFile::new(name, rest.to_vec()));
}

/// What holds of every document that is detected and read.
fn detected(file: &SourceFile) {
    let limits = Limits::default();
    let end = file.readable().len();
    match detect(file, &limits) {
        Detected::Read(format, _, reading) => {
            for fact in &reading.facts {
                assert!(
                    fact.span.start <= fact.span.end && fact.span.end <= end,
                    "{}: a fact outside the document",
                    format.name()
                );
                let place = file.location(fact.span.start);
                assert!(place.line >= 1 && place.column >= 1);
                let _ = file.line_text(place.line, 80);
            }
            let Detected::Read(again, _, second) = detect(file, &limits) else {
                panic!("read once, and not the second time");
            };
            assert_eq!(again.name(), format.name());
            assert_eq!(
                format!("{:?}", reading.facts),
                format!("{:?}", second.facts),
                "two readings differ"
            );
        }
        Detected::Broken(_, _, error) => {
            assert!(error.offset <= end, "an error outside the document");
            let _ = file.place(error.offset);
        }
        Detected::Unclaimed(reason) | Detected::Exceeded(reason) => assert!(!reason.is_empty()),
    }
}

/// An archive under one of two names: a workbook, or a zipped log. The first byte chooses.
pub fn packed(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let name = ["answers.xlsx", "log.eval"][usize::from(*first) % 2];
    detected(&SourceFile::new(name, rest.to_vec()));
}

/// The parts of a workbook behind the guard: the input is a sheet, the texts that its cells share
/// and the styles, divided by NUL. Every cell of the tree has its place.
pub fn sheet(data: &[u8]) {
    let mut given = data.split(|byte| *byte == 0);
    let mut next = || given.next().unwrap_or_default();
    let (sheet, strings, styles) = (next(), next(), next());
    let main = "<workbook><sheets><sheet name=\"S\" id=\"s\"/></sheets></workbook>";
    let rels = "<R><Relationship Id=\"s\" Type=\"/worksheet\" Target=\"s.xml\"/>\
                <Relationship Type=\"/sharedStrings\" Target=\"t.xml\"/>\
                <Relationship Type=\"/styles\" Target=\"y.xml\"/></R>";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("xl/workbook.xml", main.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/s.xml", sheet),
        (
            "xl/t.xml",
            if strings.is_empty() { b"<a/>" } else { strings },
        ),
        ("xl/y.xml", if styles.is_empty() { b"<a/>" } else { styles }),
    ] {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, options).expect("a member");
        std::io::Write::write_all(&mut zip, bytes).expect("its bytes");
    }
    let bytes = zip.finish().expect("an archive").into_inner();
    let file = SourceFile::new("answers.xlsx", bytes);
    detected(&file);
    let Some(Packed::Workbook(book)) = file.packed() else {
        return;
    };
    let Ok(tree) = tree::workbook(book, &Limits::default(), |_| false) else {
        return;
    };
    node(&tree.root, book.text(), 0);
    for cell in book.sheets.iter().flat_map(|sheet| &sheet.cells) {
        let place = file.location(cell.start as usize);
        assert_eq!(
            (place.line, place.column),
            (cell.row as usize, cell.column as usize),
            "a cell stands elsewhere"
        );
    }
}

/// A component, looked at and not compiled: compiling hostile code is no part of what is promised.
pub fn plugin(data: &[u8]) {
    match Plugin::load(data.to_vec()) {
        Ok(plugin) => {
            let json = plugin
                .manifest
                .to_json()
                .expect("a manifest can be written");
            let again = Manifest::from_json(json.as_bytes()).expect("and read again");
            assert_eq!(again, *plugin.manifest);
        }
        Err(reason) => assert!(!reason.is_empty(), "refused without a reason"),
    }
}

/// A review file.
pub fn review(data: &[u8]) {
    if let Err(problems) = Review::parse(SourceFile::new("review.toml", data.to_vec())) {
        assert!(!problems.0.is_empty(), "refused without a reason");
        let _ = problems.to_string();
    }
}

/// A trust policy, and the same bytes as the key and as the roots that a policy names.
pub fn trust(data: &[u8]) {
    let policy = "schema = 1\n[[root]]\nname = \"r\"\ncertificates = \"f\"\n[[root]]\nname = \"s\"\nsigstore = \"f\"\n[[party]]\nname = \"p\"\nrole = \"auditor\"\ntypes = [\"*\"]\n[[party.key]]\nfile = \"f\"\n";
    for text in [data, policy.as_bytes()] {
        let source = SourceFile::new("trust.toml", text.to_vec());
        if let Err(problems) = Trust::parse(&source, &|_| Ok(data.to_vec())) {
            assert!(!problems.0.is_empty(), "refused without a reason");
            let _ = problems.to_string();
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        for label in ["PUBLIC KEY", "CERTIFICATE"] {
            for block in pem::blocks(text, label).unwrap_or_default() {
                assert_eq!(pem::blocks(&pem::write(label, &block), label), Ok(vec![block]));
            }
        }
    }
}

/// A file of decisions: problems are said, and stand in the file.
pub fn decisions(data: &[u8]) {
    let lines = data.split(|it| *it == b'\n').count();
    match Decisions::parse(&SourceFile::new("decisions.toml", data.to_vec())) {
        Ok(decisions) => assert!(decisions.entries.iter().all(|it| it.line <= lines)),
        Err(problems) => {
            assert!(!problems.0.is_empty(), "refused without a reason");
            assert!(problems.0.iter().all(|it| it.line <= lines));
            let _ = problems.to_string();
        }
    }
}

/// An archive of a pack, and each part of it by itself: what is read leads downward, and is written
/// again as it was.
pub fn parcel(data: &[u8]) {
    if let Ok(files) = tar::read(data) {
        for name in files.keys() {
            assert!(!name.starts_with('/') && !name.split('/').any(|it| it == ".." || it.is_empty()));
        }
        if let Ok(written) = tar::write(&files) {
            assert_eq!(tar::read(&written), Ok(files));
        }
    }
    let _ = layout::read(data);
    let _ = Index::parse(data);
    if let Ok(manifest) = parcel::Manifest::parse(data) {
        let _ = parcel::contents::<String>(&manifest, &mut |_| Ok(data.to_vec()));
    }
}

/// What a registry or a user says: nothing leads away from encryption, and what is pinned reads again.
pub fn registry(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(reference) = Reference::parse(text) {
        let pinned = reference.pinned(&format!("sha256:{}", "0".repeat(64)));
        assert_eq!(
            Reference::parse(&pinned).map(|it| it.name),
            Ok(reference.name)
        );
    }
    let home = Reference::parse("registry.example/x:1.0.0").map(|it| Address::of(&it));
    if let Ok(Ok(to)) = home.map(|home| home.follow(text)) {
        assert!(to.https && !to.authority.contains(['@', '/', '\\']));
    }
    let _ = Challenge::parse(text);
    let _ = registry::token(data);
    let _ = registry::basic(text, "registry.example");
}

/// A lock: what is read is written and read the same.
pub fn lock(data: &[u8]) {
    let read = |bytes: &[u8]| Lock::parse(&SourceFile::new("passmuster.lock", bytes.to_vec()));
    if let Ok(lock) = read(data) {
        let again = read(lock.to_toml().as_bytes()).expect("what is written is read");
        assert_eq!(again, lock);
        assert!(lock.changes(&again).is_empty());
    }
}

/// A record of a run: it reads the same twice.
pub fn record(data: &[u8]) {
    let read = || Record::parse(&SourceFile::new("run.json", data.to_vec()));
    match read() {
        Ok(record) => assert_eq!(read().ok(), Some(record)),
        Err(problems) => {
            assert!(!problems.0.is_empty(), "refused without a reason");
            let _ = problems.to_string();
        }
    }
}

/// A pack whose one control file is the input.
pub fn pack(data: &[u8]) {
    let mut files = PackFiles::new();
    let manifest =
        "id = \"f\"\nversion = \"1\"\nedition = \"2026-11\"\nschema = 1\ntitle = \"f\"\n";
    files.insert("pack.toml".to_owned(), manifest.as_bytes().to_vec());
    files.insert("controls/a.cedar".to_owned(), data.to_vec());
    let cases = "[[case]]\nname = \"a\"\noutcome = \"pass\"\n[[case]]\nname = \"b\"\noutcome = \"fail\"\n[[case]]\nname = \"c\"\noutcome = \"insufficient\"\n[[case.document]]\npath = \"a\"\ntext = \"a\"\n";
    files.insert("tests/X-01.toml".to_owned(), cases.as_bytes().to_vec());
    if let Err(problems) = policy::load_files("f", files) {
        assert!(!problems.0.is_empty(), "refused without a reason");
        let _ = problems.to_string();
    }
}
