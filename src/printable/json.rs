//! JSON in which every value is exact and no character that is dangerous stands raw.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::is_dangerous;

/// Writes a value as indented JSON and a line break. Strings keep their exact value; dangerous
/// characters stand in them as `\u` escapes, also where JSON itself would not ask for it.
///
/// # Errors
/// Those of the writer.
pub fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), out)
}

/// The same on one line.
///
/// # Errors
/// Those of the writer.
pub fn write_json_line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write(value, CompactFormatter, out)
}

fn write<F: Formatter>(
    value: &impl Serialize,
    formatter: F,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    value
        .serialize(&mut Serializer::with_formatter(
            &mut *out,
            Escaping(formatter),
        ))
        .map_err(io::Error::from)?;
    out.write_all(b"\n")
}

struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for part in fragment.split_inclusive(is_dangerous) {
            let last = part.chars().next_back().filter(|c| is_dangerous(*c));
            let plain = part
                .get(..part.len() - last.map_or(0, char::len_utf8))
                .unwrap_or_default();
            writer.write_all(plain.as_bytes())?;
            if let Some(c) = last {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
