//! What runs say, checked by hand.

use super::super::tests::{claimed, read, said};
use super::examples::EXAMPLES;

#[test]
fn a_statistic_is_known_by_name_split_and_perturbation() {
    let table: [&[&str]; 6] = [
        &[
            "skipped : what was to be run; what was measured stands in `stats.json`",
            "skipped /adapter_spec/max_eval_instances: at most 10 instances were to be evaluated",
        ],
        &[
            "exact_match test: metric = exact_match /0/name/name",
            ": evaluation_metrics = exact_match /0/name/name",
            "exact_match test: split = test /0/name/split",
            "exact_match test: value = 0.25 /0/mean",
            "exact_match test: samples = 8 /4/mean",
            "exact_match test robustness (worst): metric = exact_match /1/name/name",
            ": evaluation_metrics = exact_match /1/name/name",
            "exact_match test robustness (worst): split = test /1/name/split",
            "exact_match test robustness (worst): slice = robustness (worst) /1/name/perturbation",
            "exact_match test robustness (worst): value = 0.125 /1/mean",
            "exact_match test robustness (worst): samples = 8 /4/mean",
            "f1_score test: metric = f1_score /2/name/name",
            "f1_score test: split = test /2/name/split",
            "f1_score test: samples = 8 /4/mean",
            "hollow /2: nothing was measured",
        ],
        &[
            "skipped /request_states: what the model answered; what was measured stands in `stats.json`",
        ],
        &["skipped : what the dataset is; what was measured stands in `stats.json`"],
        &["skipped : statistics of each instance; what was measured in all stands in `stats.json`"],
        &[
            "toxicity: metric = toxicity /0/name/name",
            ": evaluation_metrics = toxicity /0/name/name",
            "bleu_4 valid: metric = bleu_4 /1/name/name",
            ": evaluation_metrics = bleu_4 /1/name/name",
            "bleu_4 valid: split = valid /1/name/split",
            "bleu_4 valid: value = 0.25 /1/mean",
            "hollow /0: a statistic without its mean",
        ],
    ];
    for ((name, text), expected) in EXAMPLES.iter().zip(table) {
        assert_eq!(said(&read(name, text)), expected, "{name}");
    }
}

#[test]
fn lookalikes_and_broken_runs() {
    for text in [
        r#"[]"#,
        r#"[{"name":"a","count":1,"sum":2}]"#,
        r#"[{"instance_id":"a","stats":[{"name":{"name":"b"},"count":1,"sum":1}]}]"#,
        r#"{"adapter_spec":{"model":"a"},"request_states":[]}"#,
        r#"{"name":"claims","description":"d","tags":["t"],"definition_path":"p"}"#,
        r#"[{"name":{"first":"A"},"count":1,"sum":1}]"#,
    ] {
        assert_eq!(claimed("stats.json", text), None, "{text}");
    }
    for (name, text) in EXAMPLES.iter().take(2) {
        let cut = text.get(..text.len() - 9).unwrap_or_default();
        assert_eq!(claimed(name, cut), Some(("eval-helm", "broken")), "{name}");
    }
}
