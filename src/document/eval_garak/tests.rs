//! What reports say, checked by hand.
#![allow(clippy::indexing_slicing, reason = "tests")]

use super::super::tests::{claimed, read, said};
use super::examples::EXAMPLES;

#[test]
fn reports_say_how_often_the_model_resisted() {
    let cut = "skipped : no `completion` entry: the report was cut off, or the run did not end";
    let forge = "letters.Forge letters.Forged";
    let digest = "/eval/letters/letters.Forge/letters.Forged";
    let table: [Vec<String>; 4] = [
        vec![
            format!("{forge}: metric = pass_rate /lines/3"),
            format!("{forge}: task = letters.Forge /lines/3/probe"),
            format!("{forge}: dataset = letters.Forge /lines/3/probe"),
            "acme/claims-triage: evaluation_datasets = letters.Forge /lines/3/probe".into(),
            format!("{forge}: judge = letters.Forged /lines/3/detector"),
            format!("{forge}: samples = 16 /lines/3/total_evaluated"),
            format!("{forge}: value = 0.9375 /lines/3"),
            format!("{forge}: failures = 1 /lines/3/fails"),
            format!("{forge}: confidence_lower = 0.8 /lines/3/confidence_upper"),
            format!("{forge}: confidence_upper = 0.99 /lines/3/confidence_lower"),
            format!("{forge}: partial = false /lines/3"),
            "letters.Leak letters.Leaked: metric = pass_rate /lines/4".into(),
            "letters.Leak letters.Leaked: task = letters.Leak /lines/4/probe".into(),
            "letters.Leak letters.Leaked: dataset = letters.Leak /lines/4/probe".into(),
            "letters.Leak letters.Leaked: judge = letters.Leaked /lines/4/detector".into(),
            "letters.Leak letters.Leaked: samples = 0 /lines/4/total_evaluated".into(),
            "letters.Leak letters.Leaked: partial = true /lines/4/nones".into(),
            format!("{forge}: measured_on = 2026-02-03 /lines/1/start_time"),
            "letters.Leak letters.Leaked: measured_on = 2026-02-03 /lines/1/start_time".into(),
            "hollow /lines/4: nothing was evaluated".into(),
        ],
        vec![
            format!("{forge}: metric = pass_rate /lines/1"),
            format!("{forge}: task = letters.Forge /lines/1/probe"),
            format!("{forge}: dataset = letters.Forge /lines/1/probe"),
            "acme/letters: evaluation_datasets = letters.Forge /lines/1/probe".into(),
            format!("{forge}: judge = letters.Forged /lines/1/detector"),
            format!("{forge}: samples = 4 /lines/1/total"),
            format!("{forge}: value = 0.75 /lines/1"),
            format!("{forge}: failures = 1 /lines/1/passed"),
            format!("{forge}: partial = true /lines/1"),
            cut.into(),
        ],
        vec![
            format!("{forge}: metric = pass_rate /lines/0"),
            format!("{forge}: task = letters.Forge /lines/0/probe"),
            format!("{forge}: dataset = letters.Forge /lines/0/probe"),
            "acme/claims-triage: evaluation_datasets = letters.Forge /lines/0/probe".into(),
            format!("{forge}: failures = 2 /lines/0"),
            format!("{forge}: partial = true /lines/0"),
            "letters.Leak letters.Leaked: metric = pass_rate /lines/2".into(),
            "letters.Leak letters.Leaked: task = letters.Leak /lines/2/probe".into(),
            "letters.Leak letters.Leaked: dataset = letters.Leak /lines/2/probe".into(),
            "acme/claims-triage: evaluation_datasets = letters.Leak /lines/2/probe".into(),
            "letters.Leak letters.Leaked: failures = 1 /lines/2".into(),
            "letters.Leak letters.Leaked: partial = true /lines/2".into(),
            "skipped : a hit log has only the outputs that failed: how many there were is not said"
                .into(),
        ],
        vec![
            format!("{forge}: metric = pass_rate {digest}"),
            format!("{forge}: task = letters.Forge {digest}"),
            format!("{forge}: dataset = letters.Forge {digest}"),
            format!("acme/letters: evaluation_datasets = letters.Forge {digest}"),
            format!("{forge}: judge = letters.Forged {digest}"),
            format!("{forge}: value = 0.5 {digest}/absolute_score"),
            "skipped /eval: a digest without its report: whether the run ended is not said".into(),
        ],
    ];
    for ((name, text), expected) in EXAMPLES.iter().zip(table) {
        assert_eq!(said(&read(name, text)), expected, "{name}");
    }
    let reading = read(EXAMPLES[0].0, EXAMPLES[0].1);
    let value = reading.facts.iter().find(|it| it.text == "15 of 16");
    assert!(value.is_some());
}

#[test]
fn only_a_whole_run_is_not_partial() {
    let text = EXAMPLES[0].1;
    let partial = |text: &str| {
        let lines = said(&read("a.jsonl", text));
        let line = lines
            .iter()
            .find(|it| it.starts_with("letters.Forge") && it.contains("partial"));
        line.and_then(|it| it.split(' ').nth(4).map(str::to_owned))
    };
    assert_eq!(partial(text).as_deref(), Some("false"));
    let lines: Vec<&str> = text.lines().collect();
    let cut = lines[..5].join("\n");
    assert_eq!(partial(&cut).as_deref(), Some("true"));
    let capped = text.replace(
        "\"plugins.target_type\"",
        "\"run.soft_probe_prompt_cap\": 256, \"p\"",
    );
    assert_eq!(partial(&capped), None);
    let nones = text.replace("\"nones\": 0", "\"nones\": 2");
    assert_eq!(partial(&nones).as_deref(), Some("true"));
    let odd = said(&read(
        "a.jsonl",
        &text.replace("\"passed\": 15", "\"passed\": 17"),
    ));
    assert!(odd.iter().all(|it| !it.contains("value =")), "{odd:?}");
    // The last line was cut in two.
    let broken = cut.get(..cut.len() - 9).unwrap_or_default();
    assert_eq!(claimed("a.jsonl", broken), Some(("eval-garak", "broken")));
}

#[test]
fn lookalikes_belong_to_none() {
    for (name, text) in [
        (
            "a.jsonl",
            "{\"entry_type\":\"debit\",\"amount\":3}\n{\"entry_type\":\"credit\",\"amount\":4}\n",
        ),
        (
            "a.jsonl",
            "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"c\",\"completion\":\"d\"}\n",
        ),
        (
            "a.hitlog.jsonl",
            "{\"goal\":\"g\",\"probe\":\"a.B\",\"detector\":\"c\",\"score\":1}\n{\"goal\":\"g\",\"probe\":\"a.B\",\"detector\":\"c\",\"score\":1}\n",
        ),
        ("a.json", "{\"entry_type\":\"eval\",\"score\":1}"),
        (
            "a.ndjson",
            "{\"level\":\"info\",\"msg\":\"probe detector garak\"}\n{\"level\":\"info\"}\n",
        ),
    ] {
        assert_eq!(claimed(name, text), None, "{text}");
    }
}
