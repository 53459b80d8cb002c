//! A comparison as one page for people who decide: no script, no network, everything in the file.
//! The stylesheet is the report's, with what tables of sides need besides. The template escapes
//! markup; the view cleans every text that it is given.

use std::io;

use askama::Template;

use super::SideBySide;
use crate::compare::Comparison;
use crate::report::Options;

mod view;

/// `html`.
pub(super) struct Html;

impl SideBySide for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn extension(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "one self-contained page for people who decide"
    }

    fn write(
        &self,
        comparison: &Comparison,
        _: &Options,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let page = Page {
            it: view::page(comparison),
        };
        page.write_into(out)?;
        out.write_all(b"\n")
    }
}

// See `report/html.rs` for why the template is named in this way.
#[derive(Template)]
#[template(
    source = "{% include \"src/report/compare/page.html\" %}",
    ext = "html"
)]
struct Page {
    it: view::Page,
}
