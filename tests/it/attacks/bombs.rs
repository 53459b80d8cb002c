//! Small files that take a compiler minutes or gigabytes: the child that compiles them is ended.

use super::{COMPILE, Came, crowd, expect};
use crate::common::{AS_OF, Folder, Ran};
use crate::guest::plugin;
use crate::plugins::CARD;

/// A folder with a pack, a dossier and a review file.
pub(crate) fn workplace(hostile: &[u8]) -> Folder {
    let folder = Folder::new();
    for (name, bytes) in crowd(hostile) {
        folder.write(format!("pack/{name}"), bytes);
    }
    folder.write("dossier/card.md", CARD);
    folder.write(
        "review.toml",
        "schema = 1\nreviewer = \"risk office\"\n[subject]\nkind = \"model\"\nname = \"ClaimNet\"\n[[document]]\npath = \"card.md\"\nabout = \"subject\"\n",
    );
    folder
}

/// Checks the dossier with the pack.
pub(crate) fn checked(folder: &Folder, more: &[&str]) -> Ran {
    let mut arguments = vec![
        "check",
        "dossier",
        "--review",
        "review.toml",
        "--pack",
        "./pack",
        "--as-of",
        AS_OF,
        "--output",
        "json",
    ];
    arguments.extend(more);
    folder.run(&arguments)
}

/// Compiles a component under lowered limits, expects this reason, and the honest plugin unharmed.
#[track_caller]
fn bomb(attack: &str, component: &[u8], reason: &str, limits: &[&str]) -> Came {
    let folder = workplace(component);
    let mut more = vec!["--no-cache"];
    for limit in limits {
        more.extend(["--plugin-limit", limit]);
    }
    let ran = checked(&folder, &more);
    assert_eq!(ran.code, 4, "{attack}: {ran}");
    let run = ran.json();
    let of = |control: &str| crate::common::findings(&run, control)[0].clone();
    let message = of("T-01")["message"].as_str().unwrap().to_owned();
    // The limit is named with what raises it.
    let raise = format!("--plugin-limit {reason}=");
    expect(
        message.contains(&format!("({reason})")) && message.contains(&raise),
        || format!("{attack}: expected ({reason}): {message}"),
    );
    expect(of("T-02")["outcome"] == "pass", || {
        format!("{attack}: the honest plugin")
    });
    Came {
        stage: COMPILE,
        attack: attack.to_owned(),
        ended: format!("error `{reason}`"),
        exit: 4,
    }
}

const BODY: &str = "(call $finding (i32.const 0) (i32.const 0))";

pub(super) fn stopped_in_the_child() -> Vec<Came> {
    let function = |code: String| plugin(&format!("(func {code})"), BODY);
    // Every local lives in every loop: the square of the file.
    let phi = {
        let locals = "(local i32)".repeat(2_000);
        let touched: String = (0..2_000)
            .map(|n| format!("(local.set {n} (i32.add (local.get {n}) (i32.const 1)))"))
            .collect();
        let loops = "(loop ".repeat(200);
        format!("{locals} {loops} {touched} {}", ")".repeat(200))
    };
    let loops = "(loop (br_if 0 (i32.const 0)))".repeat(100_000);
    let deep = {
        let depth = 40_000;
        format!("{} nop {}", "block ".repeat(depth), "end ".repeat(depth))
    };
    let calls = "(call $finding (i32.const 0) (i32.const 0)) drop ".repeat(60_000);
    // Each component makes two of the one before: a million instances of a few hundred bytes.
    let doubling = {
        let mut wat = String::from(
            "(component (component $c0 (core module $m) (core instance (instantiate $m)))",
        );
        for n in 1..4 {
            let before = n - 1;
            let inner = format!(
                "(component $c{n} (alias outer 1 $c{before} (component $x)) {})",
                "(instance (instantiate $x))".repeat(100)
            );
            wat.push_str(&inner);
        }
        wat.push_str(&format!("{})", "(instance (instantiate $c3))".repeat(2)));
        super::load::text(&wat)
    };
    let small = "(func (param i32) (result i32) (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.const 7)))";
    let cpu = ["compile-cpu=1"];
    vec![
        bomb(
            "2,000 locals through 200 nested loops: processor time",
            &function(phi.clone()),
            "compile-cpu",
            &cpu,
        ),
        bomb(
            "the same: memory",
            &function(phi),
            "compile-memory",
            &["compile-memory=96MiB"],
        ),
        bomb(
            "100,000 loops in a function",
            &function(loops),
            "compile-cpu",
            &cpu,
        ),
        bomb(
            "60,000 calls in a function",
            &function(calls),
            "compile-cpu",
            &cpu,
        ),
        bomb(
            "blocks nested 40,000 deep",
            &function(deep),
            "compile-cpu",
            &cpu,
        ),
        bomb(
            "components that make 100 of each other three times",
            &doubling,
            "compile-cpu",
            &cpu,
        ),
        bomb(
            "more code than is taken",
            &plugin(&small.repeat(8_000), BODY),
            "compile-output",
            &["compile-output=400KiB"],
        ),
    ]
}
