//! Workbooks and archives of the tests, written part by part so that each oddity is in sight.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive of these members.
pub(crate) fn archive(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in members {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook in the making.
#[derive(Default)]
pub(crate) struct Book {
    sheets: Vec<(String, String, String)>,
    strings: Option<String>,
    pub(crate) since_1904: bool,
    pub(crate) more: Vec<(String, Vec<u8>)>,
}

/// Number formats of the styles 0 to 4: a number, a date, a date of one's own, a time, a duration.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2"><numFmt numFmtId="164" formatCode="dd\.mm\.yyyy"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;

impl Book {
    /// A sheet whose part is given: `<sheetData>` and what follows it.
    pub(crate) fn sheet(mut self, name: &str, inside: &str) -> Self {
        self.sheets
            .push((name.to_owned(), String::new(), inside.to_owned()));
        self
    }

    /// A sheet of these cells, blank ones left out, as openpyxl and Google Sheets write text:
    /// inline or shared.
    pub(crate) fn table(self, name: &str, rows: &[&[&str]]) -> Self {
        let inside = rows_of(rows);
        self.sheet(name, &inside)
    }

    /// Hides the last sheet.
    pub(crate) fn hidden(mut self, state: &str) -> Self {
        self.sheets.last_mut().unwrap().1 = format!(" state=\"{state}\"");
        self
    }

    pub(crate) fn strings(mut self, inside: &str) -> Self {
        self.strings = Some(inside.to_owned());
        self
    }

    pub(crate) fn part(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.more.push((name.to_owned(), bytes.into()));
        self
    }

    pub(crate) fn members(&self) -> Vec<(String, Vec<u8>)> {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let mut rels = format!(
            "<Relationship Id=\"a\" Type=\"{R}/styles\" Target=\"/xl/styles.xml\"/>\
             <Relationship Id=\"x\" Type=\"{R}/externalLink\" Target=\"https://acme.example/x\" TargetMode=\"External\"/>"
        );
        if self.strings.is_some() {
            rels += &format!(
                "<Relationship Id=\"b\" Type=\"{R}/sharedStrings\" Target=\"sharedStrings.xml\"/>"
            );
        }
        let mut sheets = String::new();
        let mut members = Vec::new();
        for (number, (name, state, inside)) in self.sheets.iter().enumerate() {
            rels += &format!(
                "<Relationship Id=\"s{number}\" Type=\"{R}/worksheet\" Target=\"worksheets/../worksheets/s{number}.xml\"/>"
            );
            sheets += &format!(
                "<sheet name=\"{}\" sheetId=\"{}\" r:id=\"s{number}\"{state}/>",
                name.replace('&', "&amp;"),
                number + 1
            );
            members.push((
                format!("xl/worksheets/s{number}.xml"),
                format!("<worksheet xmlns=\"{MAIN}\">{inside}</worksheet>").into_bytes(),
            ));
        }
        let date = if self.since_1904 {
            "<workbookPr date1904=\"1\"/>"
        } else {
            ""
        };
        let relationships = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
        members.extend([
            ("xl/styles.xml".to_owned(), STYLES.as_bytes().to_vec()),
            (
                "xl/workbook.xml".to_owned(),
                format!("<?xml version=\"1.0\"?><workbook xmlns=\"{MAIN}\" xmlns:r=\"{R}\">{date}<sheets>{sheets}</sheets></workbook>")
                    .into_bytes(),
            ),
            (
                "xl/_rels/workbook.xml.rels".to_owned(),
                format!("{relationships}{rels}</Relationships>").into_bytes(),
            ),
            (
                "_rels/.rels".to_owned(),
                format!("{relationships}<Relationship Id=\"a\" Type=\"{R}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")
                    .into_bytes(),
            ),
        ]);
        if let Some(strings) = &self.strings {
            members.push((
                "xl/sharedStrings.xml".to_owned(),
                format!("<sst xmlns=\"{MAIN}\" {strings}</sst>").into_bytes(),
            ));
        }
        for (name, bytes) in &self.more {
            members.retain(|(known, _)| known != name);
            members.push((name.clone(), bytes.clone()));
        }
        members
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let members = self.members();
        let members: Vec<(&str, &[u8])> = members
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        archive(&members, CompressionMethod::Deflated)
    }
}

/// `<sheetData>` of texts.
pub(crate) fn rows_of(rows: &[&[&str]]) -> String {
    let mut inside = "<sheetData>".to_owned();
    for (row, cells) in rows.iter().enumerate() {
        let row = row + 1;
        inside += &format!("<row r=\"{row}\">");
        for (column, text) in cells
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
        {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            inside += &format!("<c r=\"{letter}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        }
        inside += "</row>";
    }
    inside + "</sheetData>"
}

/// A filled CAIQ with its header in the second row.
pub(crate) fn caiq() -> Book {
    Book::default()
        .table("Introduction", &[&["About"], &["CAIQ v4.0.3", "see below"]])
        .sheet(
            "CAIQ",
            &(rows_of(&[
                &["Our answers", "", "", "", "", "", ""],
                &[
                    "Question ID",
                    "Question",
                    "CSP CAIQ Answer",
                    "SSRM Control Ownership",
                    "CSP Implementation Description (Optional/Recommended)",
                    "CCM Control ID",
                ],
                &["A&A-01.1", "Planned?", "Yes", "CSP-owned", "Policy 7", "A&A-01"],
                &["A&A-01.2", "Reviewed?", "No", "CSP-owned"],
                &["A&A-02.1", "Tested?"],
                &["A&A-03.1", "Kept?", "NA"],
            ]) + "<mergeCells count=\"2\"><mergeCell ref=\"A1:F1\"/><mergeCell ref=\"F3:F4\"/></mergeCells>"),
        )
}

/// Overwrites bytes of each local and central header of an archive, at these offsets.
pub(crate) fn patched(mut bytes: Vec<u8>, local: usize, central: usize, value: &[u8]) -> Vec<u8> {
    for (magic, offset) in [(b"PK\x03\x04", local), (b"PK\x01\x02", central)] {
        let found: Vec<usize> = (0..bytes.len().saturating_sub(4))
            .filter(|at| bytes[*at..].starts_with(magic))
            .collect();
        for at in found {
            bytes[at + offset..at + offset + value.len()].copy_from_slice(value);
        }
    }
    bytes
}
